"""The site that `wagtail start` makes, as it runs in production, with its own error pages given to django-downpage."""
from mysite.settings.production import *

SECRET_KEY = "tests"
INSTALLED_APPS = [*INSTALLED_APPS, "downpage"]
DOWNPAGE_PAGES = [
    ("500.html", "500.html"),
    ("404.html", "404.html"),
    ("502.html", "404.html", {"page": {"title": "Bad <gateway>"}}),
]
