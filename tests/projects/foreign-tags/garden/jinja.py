from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def latin(name):
    return f"{name.strip('<>').capitalize()} vulgaris"


def environment(**options):
    env = Environment(**options, extensions=["jinja2.ext.do"])
    env.globals.update({"static": static, "url": reverse, "season": lambda: "autumn"})
    env.filters["latin"] = latin
    return env
