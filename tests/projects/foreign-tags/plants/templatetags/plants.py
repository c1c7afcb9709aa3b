import sys

from django import template
from django.utils.html import format_html

register = template.Library()
print("plants: imported")


@register.simple_tag
def icon(name, size=16):
    print("plants: an icon is drawn", flush=True)
    sys.stdout.write("plants: without an end of line")
    return format_html('<svg class="{}" width="{}"/>', name, size)


@register.simple_tag(takes_context=True)
def label(context):
    return f"label of {context['plant']}"


@register.inclusion_tag("plants/menu.html")
def menu(title):
    return {"title": title, "beds": range(1, 4)}


@register.filter
def latin(name):
    return f"{name.split()[0].capitalize()} vulgaris"


class Shout(template.Node):
    def __init__(self, nodes):
        self.nodes = nodes

    def render(self, context):
        return self.nodes.render(context).upper()


@register.tag
def shout(parser, token):
    nodes = parser.parse(("endshout",))
    parser.delete_first_token()
    return Shout(nodes)
