"""Jinja2 before Django: each template is rendered by the first engine that has one of its name."""
from os.path import abspath, dirname, join

PROJECT = dirname(abspath(__file__))
ROOT = dirname(PROJECT)
SECRET_KEY = "tests"
DEBUG = False
INSTALLED_APPS = ["django.contrib.staticfiles", "downpage", "pages"]
ROOT_URLCONF = "site_of.urls"

_jinja = dict(
    BACKEND="django.template.backends.jinja2.Jinja2",
    NAME="jinja",
    DIRS=[join(ROOT, "jinja")],
    APP_DIRS=True,
    OPTIONS={"trim_blocks": True, "lstrip_blocks": True},
)
_django = dict(
    BACKEND="django.template.backends.django.DjangoTemplates",
    DIRS=[join(ROOT, "templates")],
    APP_DIRS=True,
    OPTIONS={"autoescape": False},
)
TEMPLATES = [_jinja, _django]

STATIC_URL = "/static/"
STATIC_ROOT = join(ROOT, "collected")
DOWNPAGE_PAGES = (
    ("502.html", "both.html", {"name": "Jinja & first"}),
    ("503.html", "django_only.html", {"name": "Django & second"}),
    ("504.html", "pages/app.html", {"items": [{"title": "<One>", "price": 3.5}, {"title": "Two", "price": 10}]}),
    ("505.html", "pages/old.html", {"name": "<b>not escaped here</b>"}),
    ("robots.txt", "robots.txt"),
)
