"""A site in German, with catalogs of its own and of an application, and URLs that begin with the language."""
from pathlib import Path

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "tests"
INSTALLED_APPS = [
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "downpage",
    "kasse",
]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]
ROOT_URLCONF = "weltladen.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.i18n"],
        },
    }
]
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = (BASE_DIR / "locale",)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Vienna"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_root"
DOWNPAGE_PAGES = [
    ("502.html", "fehler.html", {"anzahl": 1, "preis": 1234.5}),
    ("503.html", "fehler.html", {"anzahl": 3, "preis": 0.1, "titel": _("Closed for today")}),
    ("504.html", "kasse/fehler.html", {"anzahl": 0}),
]
