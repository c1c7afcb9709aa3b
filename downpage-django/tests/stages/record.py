"""Writes what stands under the line of each case, from an installed Django: `python record.py`.

A case has its template over a line of dashes, and under it what Django makes of that: the tokens of its lexer, the
expressions of its parser (one on each line), or the error of its parser.
"""

import os

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.base import DebugLexer, FilterExpression, Parser, Variable
from django.template.engine import Engine

HERE = os.path.dirname(os.path.abspath(__file__))
LINE = "\n----\n"

settings.configure()
django.setup()
OWN = ["cache", "i18n", "l10n", "static", "tz"]
LIBRARIES = {name: "django.templatetags." + name for name in OWN}
LIBRARIES["humanize"] = "django.contrib.humanize.templatetags.humanize"
ENGINE = Engine(debug=True, libraries=LIBRARIES)


def tokens(template):
    found = []
    for token in DebugLexer(template).tokenize():
        kind, (start, end) = token.token_type.name, token.position
        # Inside of `verbatim` Django has a text for each tag; nothing tells them from one.
        if kind == "TEXT" and found and found[-1][0] == "TEXT":
            before = found.pop()
            found.append(("TEXT", before[1], end, before[3], before[4] + token.contents))
        else:
            found.append((kind, start, end, token.lineno, token.contents))
    for kind, start, end, line, contents in found:
        start, end = (len(template[:at].encode()) for at in (start, end))
        yield "%s %d..%d line %d %s" % (kind, start, end, line, quoted(contents))


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def expressions(template):
    parser = Parser([], builtins=ENGINE.template_builtins)
    names = {}
    for library in ENGINE.template_builtins:
        names.update((function, name) for name, function in library.filters.items())
    for line in template.split("\n"):
        found = FilterExpression(line, parser)
        parts = [shown(found.var, line.startswith("_("))]
        for function, arguments in found.filters:
            parts.append(" ".join([names[function]] + [shown(value, False) for _, value in arguments]))
        yield " | ".join(parts)


def shown(value, translated):
    if isinstance(value, Variable):
        mark = "translated " if value.translate else ""
        # `1.` has both, and is a path.
        if value.lookups is not None:
            return mark + "path %s" % " ".join(value.lookups)
        return mark + "literal %r" % value.literal
    return ("translated " if translated else "") + "literal %r" % str(value)


def error(template):
    try:
        ENGINE.from_string(template)
    except TemplateSyntaxError as found:
        start, end = (len(template[:at].encode()) for at in found.token.position)
        return ["%d..%d line %d" % (start, end, found.token.lineno), str(found)]
    raise SystemExit("no error in %r" % template)


def main():
    for stage, make in [("lexer/success", tokens), ("parser/success", expressions), ("parser/errors", error)]:
        folder = os.path.join(HERE, stage)
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", newline="") as file:
                template = file.read().split(LINE)[0]
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(template + LINE + "".join(line + "\n" for line in make(template)))


if __name__ == "__main__":
    main()
