"""Tags, filters, globals and a context of the project's own Python, for Django's engine and for Jinja2: with `--python` the
project's own Django renders these pages."""
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "tests"
INSTALLED_APPS = ["django.contrib.staticfiles", "downpage", "plants"]
ROOT_URLCONF = "garden.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "jinja"],
        "OPTIONS": {"environment": "garden.jinja.environment"},
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
ALL_PAGES = [
    ("502.html", "errors/foreign.html", {"plant": "rose & thorn"}),
    ("503.html", "errors/foreign.html", {"plant": "tulip"}),
    ("504.html", "errors/jinja.html", {"plant": "<ivy>"}),
]
# Without Jinja2's, which needs Python always.
DOWNPAGE_PAGES = ALL_PAGES[:2] if os.environ.get("GARDEN_WITHOUT_JINJA") else ALL_PAGES
