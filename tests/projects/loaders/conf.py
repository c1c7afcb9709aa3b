"""Settings in one module beside manage.py; templates in memory before those in folders, all behind the cached loader."""
import os

here = lambda *parts: os.path.join(os.path.abspath(os.path.dirname(__file__)), *parts)

SECRET_KEY = "tests"
DEBUG = bool(int(os.environ.get("BOATS_DEBUG", "0")))
INSTALLED_APPS = ["downpage", "boats"]
ROOT_URLCONF = "boats.urls"

LAYOUT = """<!doctype html>
<title>{% block title %}Boats{% endblock %}</title>
{% block content %}{% endblock %}
"""

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [here("templates"), here("no-such-folder")],
        "OPTIONS": {
            "debug": DEBUG,
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        ("django.template.loaders.locmem.Loader", {"layout.html": LAYOUT, "part.txt": "{{ x }} & " "{{ x|upper }}"}),
                        "django.template.loaders.filesystem.Loader",
                        ("django.template.loaders.filesystem.Loader", [here("more")]),
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "libraries": {"words": "django.templatetags.i18n"},
            "builtins": ["django.contrib.humanize.templatetags.humanize"],
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = here("templates", "..", "static")
DOWNPAGE_PAGES = [
    ("502.html", "502.html"),
    ("503.html", "boats/503.html", {"x": "rope & sail"}),
]
