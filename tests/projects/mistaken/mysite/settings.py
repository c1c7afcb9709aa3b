"""The slip in the README of django-downpage: a set where a dictionary is meant."""
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "tests"
INSTALLED_APPS = ["downpage"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "templates"]}]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
DOWNPAGE_PAGES = [
    ("502.html", "error.html"),
    ("503.html", "error.html", {"name", "Service Unavailable"}),
]
