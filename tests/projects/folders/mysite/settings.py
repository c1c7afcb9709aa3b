"""Pages in folders that are not there yet: the original needs them made by hand, we make them."""
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "tests"
INSTALLED_APPS = ["downpage"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "templates"]}]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
DOWNPAGE_PAGES = [
    ("errors/502.html", "error.html", {"depth": 1}),
    ("errors/deep/er/503.html", "error.html", {"depth": 3}),
    ("504.html", "error.html"),
]
