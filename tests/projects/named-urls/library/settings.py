"""URLs by name in all forms, below a prefix; nothing is installed but what they need."""
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
SECRET_KEY = "tests"
INSTALLED_APPS = ["downpage"]
ROOT_URLCONF = "library.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [str(BASE_DIR / "templates")]}]
FORCE_SCRIPT_NAME = "/reading"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static_files"
DOWNPAGE_PAGES = [("502.html", "urls.html", {"author": "Ursula K. Le Guin", "year": 1969, "path": "a b/ü&c"})]
if os.environ.get("LIBRARY_CONVERTER"):
    # The way in which its converter writes a year is Python.
    DOWNPAGE_PAGES += [("503.html", "converted.html", {"year": 33})]
