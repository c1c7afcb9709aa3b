"""Writes projects with settings at random, to be recorded and compared.

    python django_settings_random.py FOLDER COUNT [SEED]
    python ../../downpage-django/tests/project/record.py FOLDER
    cargo test -p downpage-django --features project --test project -- --ignored

FOLDER is `target/conformance/settings`, where the test looks. Only statements that Python accepts are kept.
"""

import pathlib
import random
import sys
import warnings

MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n\
from django.core.management import execute_from_command_line\nexecute_from_command_line()\n"

WORDS = ["a", "b", "blog", "shop.apps", "x-y", "%s", "{}", "É", "a,b,,c", " pad ", "", "502.html", "a/b", "line\\n"]
METHODS = [
    "upper()", "lower()", "strip()", "split(',')", "split()", "replace('a', 'zz')", "title()", "partition('.')", "zfill(4)",
    "startswith('a')", "endswith(('b', 'l'))", "rsplit('.', 1)", "count('a')", "find('o')", "join(['p', 'q'])", "lstrip('a ')",
    "capitalize()", "splitlines()", "removeprefix('a')", "isdigit()", "rpartition('/')", "center(8)", "ljust(6)", "encode()",
]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = {"int": [], "str": [], "list": [], "dict": [], "any": []}

    def pick(self, *choices):
        return self.random.choice(choices)()

    def known(self, kind, otherwise):
        return self.random.choice(self.names[kind]) if self.names[kind] and self.random.random() < 0.5 else otherwise()

    def number(self, depth=0):
        if depth > 2:
            return str(self.random.randint(-9, 99))
        deeper = lambda: self.number(depth + 1)
        return self.pick(
            lambda: self.known("int", lambda: str(self.random.randint(-9, 99))),
            lambda: f"({deeper()} {self.random.choice(['+', '-', '*', '//', '%', '|', '&', '^'])} {deeper()})",
            lambda: f"len({self.list(depth + 1)})",
            lambda: f"int({self.random.choice(['True', '3.7', repr('12')])})",
            lambda: f"min({deeper()}, {deeper()})",
            lambda: f"abs({deeper()})",
            lambda: f"-{deeper()}",
            lambda: f"sum([{deeper()}, {deeper()}])",
        )

    def text(self, depth=0):
        plain = lambda: repr(self.random.choice(WORDS))
        if depth > 2:
            return plain()
        deeper = lambda: self.text(depth + 1)
        return self.pick(
            lambda: self.known("str", plain),
            lambda: f"({deeper()} + {deeper()})",
            lambda: f"({deeper()} * {self.random.randint(0, 3)})",
            lambda: f"'%s-%s' % ({deeper()}, {self.value(depth + 1)})",
            lambda: f"'%r|%5s|%-4s|' % ({self.value(depth + 1)}, {deeper()}, {self.number(2)})",
            lambda: f"'{{}}:{{!r:>6}}'.format({self.number(depth + 1)}, {deeper()})",
            lambda: f"f'{{{self.number(2).replace(chr(39), chr(34))}}}-{{{self.number(2).replace(chr(39), chr(34))}:>5}}'",
            lambda: f"str({self.value(depth + 1)})",
            lambda: f"{deeper()}[{self.random.randint(-3, 3)}:{self.random.randint(-3, 9)}]",
            lambda: f"'-'.join([{deeper()}, {deeper()}])",
            lambda: f"({deeper()} or {deeper()})",
        )

    def list(self, depth=0):
        if depth > 2:
            return "[1, 'a']"
        deeper = lambda: self.list(depth + 1)
        return self.pick(
            lambda: self.known("list", lambda: "[]"),
            lambda: f"[{self.value(depth + 1)}, {self.value(depth + 1)}]",
            lambda: f"({deeper()} + {deeper()})",
            lambda: f"[item for item in {deeper()} if item != {self.value(depth + 1)}]",
            lambda: f"[(item, index) for index, item in enumerate({deeper()})]",
            lambda: f"[*{deeper()}, *({self.value(depth + 1)},)]",
            lambda: f"list(reversed({deeper()}))",
            lambda: f"sorted({deeper()}, key=str)",
            lambda: f"{deeper()}[::{self.random.choice([-2, -1, 1, 2])}]",
            lambda: f"({deeper()} * {self.random.randint(0, 2)})",
            lambda: f"list({self.dict(depth + 1)}.items())",
            lambda: f"list(zip({deeper()}, {deeper()}))",
            lambda: f"list(range({self.random.randint(-3, 3)}, {self.random.randint(-3, 9)}, {self.random.choice([-1, 1, 2])}))",
        )

    def dict(self, depth=0):
        if depth > 2:
            return "{'k': 1}"
        deeper = lambda: self.dict(depth + 1)
        return self.pick(
            lambda: self.known("dict", lambda: "{}"),
            lambda: f"{{{self.text(depth + 1)}: {self.value(depth + 1)}, {self.number(2)}: {self.value(depth + 1)}}}",
            lambda: f"{{**{deeper()}, 'x': {self.value(depth + 1)}}}",
            lambda: f"({deeper()} | {deeper()})",
            lambda: f"dict({deeper()}, a={self.value(depth + 1)})",
            lambda: f"{{str(item): index for index, item in enumerate({self.list(depth + 1)})}}",
        )

    def truth(self, depth=0):
        return self.pick(
            lambda: f"{self.value(2)} == {self.value(2)}",
            lambda: f"{self.number(2)} {self.random.choice(['<', '<=', '>', '!='])} {self.number(2)}",
            lambda: f"{self.text(2)} in {self.list(1)}",
            lambda: f"not {self.list(2)}",
            lambda: f"bool({self.text(2)}) and {self.number(2)}",
            lambda: f"isinstance({self.value(2)}, ({self.random.choice(['str', 'int', 'list'])}, dict))",
        )

    def value(self, depth=0):
        return self.pick(
            lambda: self.number(depth + 1), lambda: self.text(depth + 1), lambda: self.list(depth + 1),
            lambda: self.dict(depth + 1), lambda: self.truth(), lambda: "None",
            lambda: f"({self.number(2)} if {self.truth()} else {self.text(2)})",
            lambda: f"{self.text(2)}.{self.random.choice(METHODS)}",
        )

    def statement(self, number):
        kind = self.random.choice(["int", "str", "list", "dict", "any"])
        made = {"int": self.number, "str": self.text, "list": self.list, "dict": self.dict, "any": self.value}
        name = f"S{number}"
        listed, mapped = self.known("list", lambda: None), self.known("dict", lambda: None)
        choices = [lambda: (f"{name} = {made[kind]()}", kind, name)] * 4
        choices.append(lambda: (f"if {self.truth()}:\n    {name} = {self.value()}\nelse:\n    {name} = {self.value()}", "any", name))
        choices.append(lambda: (f"{name} = []\nfor _item in {self.list()}:\n    if {self.truth()}:\n        continue\n    {name}.append(_item)", "list", name))
        choices.append(lambda: (f"try:\n    {name} = {self.value()}[{self.value(2)}]\nexcept (TypeError, LookupError):\n    {name} = 'caught'", "any", name))
        choices.append(lambda: (f"def _f{number}(one, two={self.value(2)}, *rest, **more):\n    if one:\n        return two\n    return [one, rest, more]\n{name} = _f{number}({self.value(2)}, {self.value(2)}, k={self.value(2)})", "any", name))
        if listed:
            choices += [
                lambda: (f"{listed} += {self.list()}", None, None), lambda: (f"{listed}.append({self.value()})", None, None),
                lambda: (f"{listed}.insert({self.random.randint(-3, 3)}, {self.value()})", None, None),
                lambda: (f"{listed}.pop()", None, None), lambda: (f"{listed}.extend({self.list()})", None, None),
                lambda: (f"{listed}[{self.random.randint(-2, 2)}:{self.random.randint(-2, 4)}] = {self.list()}", None, None),
                lambda: (f"{listed}.remove({listed}[-1])", None, None), lambda: (f"{name} = {listed}", "list", name),
            ]
        if mapped:
            choices += [
                lambda: (f"{mapped}[{self.text()}] = {self.value()}", None, None),
                lambda: (f"{mapped}.update({self.dict()})", None, None),
                lambda: (f"{mapped}.setdefault({self.text()}, {self.value()})", None, None),
                lambda: (f"{name} = {mapped}.get({self.text()}, {self.value()})", "any", name),
                lambda: (f"{name} = {mapped}.pop({self.text()}, None)", "any", name),
            ]
        return self.random.choice(choices)()


def settings(seed):
    writer, names, lines = Writer(seed), {"__name__": "settings"}, []
    for number in range(30):
        text, kind, name = writer.statement(number)
        before = dict(names)
        try:
            # What fails half done must leave nothing: each statement runs after all before it, anew.
            exec("\n".join([*lines, text]), names)
        except Exception:
            names = before
            continue
        if any("..." in repr(value) for key, value in names.items() if key[0] == "S"):
            # A list that holds itself has no end to compare.
            names = before
            continue
        if len(repr(names.get(name, ""))) > 5000 or any(len(repr(value)) > 20000 for key, value in names.items() if key[0] == "S"):
            break
        lines.append(text)
        if kind:
            writer.names[kind].append(name)
    return "\n".join(lines) + "\n"


def main():
    warnings.simplefilter("ignore")
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    for seed in range(first, first + count):
        case = folder / f"random{seed}"
        case.mkdir(parents=True, exist_ok=True)
        (case / "manage.py").write_text(MANAGE)
        (case / "settings.py").write_text(settings(seed))


main()
