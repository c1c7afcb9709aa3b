"""Writes the table of `locale.rs` from an installed Django's `conf/locale/*/formats.py`: `python record.py`."""

import ast
import os
import re

import django

HERE = os.path.dirname(os.path.abspath(__file__))
LOCALES = os.path.join(os.path.dirname(django.__file__), "conf", "locale")


def settings(locale):
    """What a locale's module sets."""
    with open(os.path.join(LOCALES, locale, "formats.py"), encoding="utf-8") as file:
        tree = ast.parse(file.read())
    found = {}
    for line in tree.body:
        if isinstance(line, ast.Assign):
            try:
                found[line.targets[0].id] = ast.literal_eval(line.value)
            except ValueError:
                pass
    return found


def literal(text):
    out = ""
    for c in text:
        out += "\\" + c if c in '\\"' else c if c.isascii() else "\\u{%x}" % ord(c)
    return 'Some("%s")' % out


def grouping(found):
    sizes = found.get("NUMBER_GROUPING")
    if sizes is None:
        return "None"
    return "Some(&[%s])" % ", ".join(map(str, sizes if isinstance(sizes, tuple) else [sizes]))


def main():
    path = os.path.join(HERE, "locale.rs")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    keys = re.search(r"const KEYS: .*?\[\n(.*?)\];", source, re.S)[1]
    keys = re.findall(r'"(\w+)"', keys)
    names = sorted(x for x in os.listdir(LOCALES) if os.path.exists(os.path.join(LOCALES, x, "formats.py")))
    rows = []
    for name in names:
        found = settings(name)
        texts = ", ".join(literal(found[key]) if key in found else "None" for key in keys)
        rows.append('    row("%s", [%s], %s),\n' % (name, texts, grouping(found)))
    table = "static TABLE: [Row; %d] = [\n%s];\n" % (len(rows), "".join(rows))
    source = re.sub(r"static TABLE: .*?\n\];\n", lambda _: table, source, flags=re.S)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(source)


if __name__ == "__main__":
    main()
