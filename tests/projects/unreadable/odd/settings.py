"""Settings that only running them can tell: names from a loop over files, a class that is made, a file that is parsed, and
URLs that a function makes from data."""
import configparser
import json
import pkgutil
from pathlib import Path

print("odd: this goes to standard output while the settings are read")

BASE_DIR = Path(__file__).resolve().parent.parent
config = configparser.ConfigParser()
config.read(BASE_DIR / "site.ini")

SECRET_KEY = "tests"
INSTALLED_APPS = ["django.contrib.staticfiles", "downpage"] + [
    f"plugins.{module.name}" for module in pkgutil.iter_modules([str(BASE_DIR / "plugins")])
]
ROOT_URLCONF = "odd.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(BASE_DIR.glob("skins/*/templates"), reverse=config.getboolean("site", "reverse")),
        "APP_DIRS": True,
    }
]
LANGUAGE_CODE = config["site"]["language"]
STATIC_URL = config.get("site", "static")
STATIC_ROOT = BASE_DIR / "".join(reversed("citats"))
DOWNPAGE_PAGES = [
    (f"{status}.html", "error.html", {"status": int(status), "title": title})
    for status, title in json.loads((BASE_DIR / "pages.json").read_text()).items()
]
