"""Writes the tables of `languages.rs` from an installed Django: `python record.py`."""

import os
import re

from django.conf import global_settings
from django.conf.locale import LANG_INFO

HERE = os.path.dirname(os.path.abspath(__file__))


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def fallbacks():
    """The codes that stand for another one's language."""
    for code, info in sorted(LANG_INFO.items()):
        if "fallback" in info:
            (language,) = info["fallback"]
            yield "(%s, %s)" % (quoted(code), quoted(language))


def table():
    """What Django knows of each language."""
    for code, info in sorted(LANG_INFO.items()):
        if "fallback" not in info:
            names = ", ".join(quoted(text) for text in (code, info["name"], info["name_local"]))
            yield "row(%s, %s)" % (names, "true" if info["bidi"] else "false")


def languages():
    """`LANGUAGES` of Django's default settings."""
    for code, name in global_settings.LANGUAGES:
        yield "(%s, %s)" % (quoted(code), quoted(name))


def replace(source, name, rows):
    """`source` with other rows in the array called `name`."""
    rows = list(rows)
    head = r"((?:pub )?static %s: \[[^;\]]+; )\d+(\] = \[\n).*?(\n\];\n)" % name
    body = ",\n".join("    " + row for row in rows) + ","
    source, count = re.subn(head, lambda found: found[1] + str(len(rows)) + found[2] + body + found[3], source, flags=re.S)
    assert count == 1, name
    return source


def main():
    path = os.path.join(HERE, "languages.rs")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for name, rows in [("FALLBACKS", fallbacks()), ("TABLE", table()), ("LANGUAGES", languages())]:
        source = replace(source, name, rows)
    codes = " | ".join(quoted(code) for code in global_settings.LANGUAGES_BIDI)
    source, count = re.subn(r"Some\(\"he\"[^)]*\)", lambda _: "Some(%s)" % codes, source)
    assert count == 1, "is_bidi"
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(source)


if __name__ == "__main__":
    main()
