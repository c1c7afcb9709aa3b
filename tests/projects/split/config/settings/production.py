from .base import *  # noqa: F403
from .base import DATABASES
from .base import DOWNPAGE_PAGES
from .base import INSTALLED_APPS
from .base import STATIC_URL
from .base import TEMPLATES
from .base import env

SECRET_KEY = env("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["example.com"])
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60
TEMPLATES[-1]["OPTIONS"]["loaders"] = [  # type: ignore[index]
    (
        "django.template.loaders.cached.Loader",
        [
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ],
    ),
]
TEMPLATES[-1]["APP_DIRS"] = False
INSTALLED_APPS = ["bakery.banner", *INSTALLED_APPS]
STATIC_URL = env("DJANGO_STATIC_URL", default=f"https://{ALLOWED_HOSTS[0]}{STATIC_URL}")
LANGUAGE_CODE = env.str("DJANGO_LANGUAGE", default="fr")
DOWNPAGE_PAGES = [*DOWNPAGE_PAGES, ("maintenance.html", "banner/maintenance.html", {"hours": env.int("HOURS", default=3)})]
