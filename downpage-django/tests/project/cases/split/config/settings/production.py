"""The live site."""
from .base import *  # noqa: F403
from .base import INSTALLED_APPS, TEMPLATES, env
from . import more

SECRET_KEY = env("DJANGO_SECRET_KEY")
DATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///db.sqlite3")}
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["example.com"])
INSTALLED_APPS += ["extra"]
TEMPLATES[0]["OPTIONS"]["loaders"] = [
    ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
]
TEMPLATES[-1]["APP_DIRS"] = False
OUTSIDE = env("SET_OUTSIDE")
FROM_MORE = more.VALUE, more.DERIVED
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
