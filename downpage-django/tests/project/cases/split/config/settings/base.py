"""What all stages have."""
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve(strict=True).parent.parent.parent
APPS_DIR = BASE_DIR / "apps"
env = environ.Env(DEBUG=(bool, False), NAMES=(list, []), LEVEL=int)
READ_DOT_ENV_FILE = env.bool("DJANGO_READ_DOT_ENV_FILE", default=True)
if READ_DOT_ENV_FILE:
    env.read_env(str(BASE_DIR / ".env"))
DEBUG = env.bool("DJANGO_DEBUG", False)
TIME_ZONE = "UTC"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [str(BASE_DIR / "locale")]
DJANGO_APPS = ["django.contrib.staticfiles"]
LOCAL_APPS = ["apps.blog"]
INSTALLED_APPS = DJANGO_APPS + LOCAL_APPS
STATIC_ROOT = str(BASE_DIR / "staticfiles")
STATIC_URL = "/static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(APPS_DIR / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.debug"]},
    }
]
LOG_LEVEL = "DEBUG" if DEBUG else "INFO"
FROM_FILE = env("FROM_FILE")
QUOTED = env("QUOTED")
DOUBLE = env("DOUBLE_QUOTED")
SINGLE = env("SINGLE_QUOTED")
EXPORTED = env.int("EXPORTED")
COMMENTED = env("COMMENTED")
SPACED = env("SPACED", default="not read")
PROXY = env("PROXY")
HOSTS = env.list("HOSTS", default=["example.com"])
NAMES = env("NAMES")
LEVEL = env("LEVEL")
PORTS = env.list("PORTS", cast=int)
PAIRS = env.dict("PAIRS")
TUPLE = env.tuple("HOSTS")
RATIO = env.float("RATIO", default=0.5)
SMART = env("EXPORTED", default=1), env("FLAG", default=False), env("NO_SUCH", default=None)
BOOLS = env.bool("FLAG"), env.bool("ZERO"), env.bool("NO_SUCH", default=True)
ROOT = environ.Path(__file__) - 2
ROOT_TEXT = ROOT("templates"), str(ROOT.path("a", "b"))
