"""Static files with hashed names, as `collectstatic` writes them into staticfiles.json."""
import os
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent.absolute()
SECRET_KEY = "tests"
DEBUG = os.environ.get("PRESS_DEBUG") == "1"
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                  "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles", "downpage"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
              "django.contrib.auth.middleware.AuthenticationMiddleware",
              "django.contrib.messages.middleware.MessageMiddleware"]
ROOT_URLCONF = "press.urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [TOP.joinpath("templates")],
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATICFILES_DIRS = [TOP / "assets", ("brand", TOP / "brand")]
STATIC_ROOT = TOP / "public" / "static"
STATIC_URL = "/static/"
DOWNPAGE_PAGES = [
    ("502.html", "error.html"),
    ("503.html", "error.html", {"sheet": "css/print.css"}),
    ("504.html", "admin/404.html"),
]
if os.environ.get("PRESS_MODELS"):
    # URLs that the admin makes of models are Python.
    DOWNPAGE_PAGES += [("505.html", "models.html")]
