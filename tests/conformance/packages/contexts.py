"""Rich contexts: every name that a set of templates reads, filled with a generated value.

The names are noted while Django compiles the templates. What a name stands for follows from how it is used (looped over,
looked into, extended) and else from its path and a seed, so that a context is the same in every run.
"""

import datetime as dtm
import decimal
import zlib

# What the template language itself sets.
RESERVED = {"forloop", "block", "True", "False", "None"}

# What a variable stands for that names a template to extend or include.
SMALL_TEMPLATE = "conformance/small.html"
SMALL_TEXT = "<main>{% block content %}small{% endblock %}</main>"

# What stands in for a template that the site is to bring.
SITE_TEXT = """{% load i18n static %}{% get_current_language as LANGUAGE %}<!doctype html>
<html lang="{{ LANGUAGE }}">
<head><title>{% block title %}{% block head_title %}{% trans "Home" %}{% endblock %}{% endblock %}</title>
<link rel="stylesheet" href="{% static "css/site.css" %}">{% block extra_head %}{% endblock %}{% block extrahead %}{% endblock %}</head>
<body class="{% block body_class %}site{% endblock %}">
{% block body %}<nav>{% block breadcrumbs %}{% endblock %}</nav>
{% if messages %}<ul>{% for message in messages %}<li class="{{ message.tags }}">{{ message }}</li>{% endfor %}</ul>{% endif %}
{% block main %}{% block content %}{% block page_content %}{% endblock %}{% endblock %}{% endblock %}
<footer>{% now "Y" %} {{ site_name|default:"?" }}</footer>{% endblock %}{% block extra_body %}{% endblock %}
</body></html>
"""

# Loops within loops that get values.
TURNS = 4


class Names:
    """What templates read, as seen while they are compiled."""

    def __init__(self):
        self.paths = set()
        self.loops = {}  # path of the sequence -> names of the loop's variables
        self.templates = set()  # paths that name a template

    def state(self):
        return len(self.paths), len(self.loops), len(self.templates)

    def install(self):
        from django.template import base, defaulttags, loader_tags

        watch(base.Variable, self.variable)
        watch(defaulttags.ForNode, self.loop)
        watch(loader_tags.ExtendsNode, lambda node: self.template(node.parent_name))
        watch(loader_tags.IncludeNode, lambda node: self.template(node.template))

    def variable(self, variable):
        if variable.lookups and variable.lookups[0] not in RESERVED:
            self.paths.add(tuple(variable.lookups))

    def loop(self, node):
        path = path_of(node.sequence)
        if path:
            self.loops.setdefault(path, tuple(node.loopvars))

    def template(self, expression):
        path = path_of(expression)
        if path:
            self.templates.add(path)


def watch(cls, seen):
    """Calls `seen` with every new object of a class."""
    original = cls.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        seen(self)

    cls.__init__ = __init__


def path_of(expression):
    variable = getattr(expression, "var", None)
    lookups = getattr(variable, "lookups", None)
    return tuple(lookups) if lookups else None


class Filler:
    """Makes the values."""

    def __init__(self, names, seed):
        self.names = names
        self.seed = seed
        self.tree = {}
        for path in sorted(names.paths):
            node = self.tree
            for bit in path:
                node = node.setdefault(bit, {})

    def context(self):
        locals_of_loops = {x for loop in self.names.loops.values() for x in loop}
        out = {}
        for name, node in self.tree.items():
            # Half of the names that loops set are there outside of them, too.
            if name not in locals_of_loops or self.number((name, "outside")) % 2:
                out[name] = self.value((name,), node, ())
        return out

    def number(self, path):
        return zlib.crc32(("%d/" % self.seed + "/".join(path)).encode())

    def value(self, path, node, turns):
        """What `path` stands for; `turns` says in which turns of which loops, so that they differ."""
        if path in self.names.templates:
            return SMALL_TEMPLATE
        if len(turns) > TURNS:
            return "deep"
        if path in self.names.loops:
            return self.items(path, self.names.loops[path], turns)
        if node and all(bit.isdigit() for bit in node):
            size = min(max(map(int, node)), 5) + 1
            return [self.value((*path, str(i)), node.get(str(i), {}), turns) for i in range(size)]
        if node:
            return {bit: self.value((*path, bit), below, turns) for bit, below in node.items()}
        return self.leaf((*path, *turns), path[-1])

    def items(self, path, loop, turns):
        out = []
        for index in range(self.number((*path, *turns)) % 4):
            turn = (*turns, str(index))
            values = [self.value((name,), self.tree.get(name, {}), turn) for name in loop]
            out.append(values[0] if len(values) == 1 else tuple(values))
        return out

    def leaf(self, path, name):
        n = self.number(path)
        name = name.lower()
        if name in ("csrf_token",):
            return "token%d" % n
        if "date" in name or name.endswith(("_at", "_on", "timestamp", "created", "modified")):
            return self.moment(n)
        if name.endswith(("count", "total", "number", "num", "size", "pk", "id")):
            return (0, 1, 2, 1234567, -45)[n % 5]
        if name.startswith(("is_", "has_", "can_", "show_")):
            return n % 2 == 0
        if "url" in name or "href" in name or "link" in name:
            return "/%s/?a=1&b=%%C3%%A9" % name
        return self.anything(n, ".".join(path))

    def moment(self, n):
        day = dtm.datetime(2023, 1 + n % 12, 1 + n % 28, n % 24, n % 60, n % 59, n % 999983)
        aware = day.replace(tzinfo=dtm.timezone.utc)
        return (day, aware, aware, day.date(), aware)[n % 5]

    def anything(self, n, label):
        from django.utils.safestring import mark_safe

        choices = (
            "<b>%s</b> & \"it's\"" % label,
            "%s mit Umlauten äöü – und 日本\nnext line" % label,
            mark_safe("<i>%s</i>" % label),
            label.title(),
            "Visit www.example.com or <%s>" % label,
            n % 2_000_000,
            n % 1000 / 8,
            float(n) * 1e6,
            decimal.Decimal(n) / 100,
            self.moment(n),
            [label, n % 10, "<li>"],
            {"name": label, "n": n % 100},
            (1, "two & three"),
            dtm.timedelta(seconds=n % 10_000_000),
            dtm.time(n % 24, n % 60),
            True,
            False,
            None,
            "",
            0,
        )
        return choices[n // 7 % len(choices)]
