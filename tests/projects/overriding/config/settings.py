"""Templates are found in the applications alone, in the order of INSTALLED_APPS: `theme` has some that `news` and Django's
own admin have as well, and extends the one that it hides."""
import os

BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SECRET_KEY = "tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]

DJANGO_APPS = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
)
LOCAL_APPS = ("shop.theme.apps.ThemeConfig",) + ("shop.news",)
INSTALLED_APPS = LOCAL_APPS + DJANGO_APPS + ("downpage",)

ROOT_URLCONF = "config.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
TEMPLATES[0]["OPTIONS"] = {
    "context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ],
    "string_if_invalid": "[no %s]",
    "builtins": ["django.templatetags.i18n"],
}
TEMPLATES[0].setdefault("DIRS", [])
MIDDLEWARE = [
    "django.contrib.sessions.middleware." + "SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
STATIC_URL = "https://cdn.example.com/s/"
STATIC_ROOT = os.path.join(BASE_DIR, "out", "static")
USE_TZ = False
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/New_York"
LANGUAGE_CODE = "de-at"

DOWNPAGE_PAGES = [("%d.html" % status, "errors/page.html", {"status": status}) for status in (500, 502, 503)]
DOWNPAGE_PAGES += [("login.html", "admin/404.html"), ("base.html", "admin/base_site.html")]
