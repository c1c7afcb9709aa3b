"""The site that `mezzanine-project` makes, with its own error pages given to django-downpage.

Its menus ask the request for its user, so the context has a request of nobody: an object, which only Python can hold."""
import os
from types import SimpleNamespace

from shopsite.settings import *

SECRET_KEY = NEVERCACHE_KEY = "tests"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(PROJECT_ROOT, "mezzanine.db")}}
INSTALLED_APPS = [*INSTALLED_APPS, "downpage"]
NOBODY = SimpleNamespace(is_authenticated=False, is_superuser=False, is_staff=False)
SHOWN = {
    "settings": {"SITE_TITLE": "Clay & Kiln", "SITE_TAGLINE": "Pots", "JQUERY_FILENAME": "jquery.js"},
    "request": SimpleNamespace(user=NOBODY, path="/", META={}, GET={}),
}
DOWNPAGE_PAGES = [
    ("404.html", "errors/404.html", SHOWN),
    ("500.html", "errors/500.html", {**SHOWN, "LANGUAGE_CODE": LANGUAGE_CODE}),
]
