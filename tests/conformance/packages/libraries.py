"""Stand-ins for the tag libraries of others: their names are read from their source, which is not run.

A stand-in tag gives what stands between it and its end tag, or nothing when it has none; a stand-in filter gives its
input. Django gets them as Python, the runner makes the same from the key `stubs` of a case.
"""

import ast
import re

# Libraries that Django's own template language brings.
OWN = {
    "cache": "django.templatetags.cache",
    "humanize": "django.contrib.humanize.templatetags.humanize",
    "i18n": "django.templatetags.i18n",
    "l10n": "django.templatetags.l10n",
    "static": "django.templatetags.static",
    "tz": "django.templatetags.tz",
}


def names(source):
    """(tags, filters) that a library's source registers."""
    tags, filters = set(), set()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return tags, filters
    classes = {x.name: class_tag(x) for x in ast.walk(tree) if isinstance(x, ast.ClassDef)}
    for item in ast.walk(tree):
        if isinstance(item, (ast.FunctionDef, ast.ClassDef)):
            for decorator in item.decorator_list:
                kind, name = registration(decorator, classes)
                if kind:
                    (filters if kind.startswith("filter") else tags).add(name or classes.get(item.name, item.name))
        elif isinstance(item, ast.Call):
            kind, name = registration(item, classes)
            if kind and name:
                (filters if kind.startswith("filter") else tags).add(name)
    return tags, filters


def registration(call, classes):
    """(what `register.what(...)` registers, the name that it gives)."""
    arguments = call if isinstance(call, ast.Call) else None
    function = call.func if arguments else call
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return None, None
    if function.value.id not in ("register", "registry", "library"):
        return None, None
    name = None
    for value in arguments.args[:1] if arguments else []:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            # The first argument of inclusion_tag is a file.
            name = None if function.attr == "inclusion_tag" else value.value
        elif isinstance(value, ast.Name):
            name = classes.get(value.id, value.id)
    for keyword in arguments.keywords if arguments else []:
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
            name = keyword.value.value
    return function.attr, name


def class_tag(item):
    """The name of a tag that a class makes: its `name`, or its own name in small letters."""
    for line in item.body:
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "name":
            if isinstance(line.value, ast.Constant):
                return line.value.value
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", item.name).lower()


def stub(tags, filters):
    """A library of stand-ins."""
    from django.template import Library

    library = Library()
    for name in tags:
        library.tag(name, stand_in)
    for name in filters:
        library.filter(name, lambda value, argument=None: value, is_safe=True)
    return library


def stand_in(parser, token):
    """Compiles a stand-in tag."""
    from django.template.base import TokenType

    bits = token.split_contents()
    target = bits[-1] if len(bits) > 2 and bits[-2] == "as" else None
    end = "end" + bits[0]
    later = (x.contents.split() for x in parser.tokens if x.token_type == TokenType.BLOCK)
    body = None
    if any(x and x[0] == end for x in later):
        body = parser.parse((end,))
        parser.delete_first_token()
    return stand_in_node(body, target)


def stand_in_node(body, target):
    from django.template import Node

    class StandIn(Node):
        child_nodelists = ("body",)

        def render(self, context):
            text = self.body.render(context) if self.body else ""
            if self.target is None:
                return text
            context[self.target] = text
            return ""

    node = StandIn()
    node.body, node.target = body, target
    return node
