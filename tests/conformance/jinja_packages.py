#!/usr/bin/env python3
"""Records the Jinja2 templates of published packages as cases.

    jinja_packages.py CACHE OUT.jsonl [PACKAGE ...]

Fetches the wheels into CACHE (no package is installed, none of their code runs) and renders every template with real
Jinja2, escaped: once with nothing, once with a context in which every name that the templates ask for has a value, told by
how it is used. What the application would have added (filters, tests, functions, tags of extensions) is not there; a template that needs it is recorded
as the error that it is when it does not compile, and left out when what it needs cannot be written down.
"""

import json
import os
import re
import subprocess
import sys
import zipfile

import jinja2
from jinja2 import meta, nodes

from jinja.values import Encoder, Unencodable, error_of

PACKAGES = """
flask-admin==1.6.1 flask-security-too==5.5.2 flask-appbuilder==4.5.3 mkdocs==1.6.1 mkdocs-material==9.5.49 sphinx==8.1.3
starlette-admin==0.14.1 furo==2024.8.6 bootstrap-flask==2.4.1 sqladmin==0.20.1 nbconvert==7.16.5 pdoc==15.0.1
""".split()

SUFFIXES = (".html", ".jinja", ".jinja2", ".j2", ".htm", ".txt", ".xml")
SERVICES = "'(url_for|url|static|now)' is undefined"
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"]


def fetch(requirement, cache):
    """The wheel of a package, from the index or from an earlier run."""
    name, version = requirement.split("==")
    plain = re.sub(r"[-_.]+", "_", name).lower()
    have = [f for f in os.listdir(cache) if re.sub(r"[-_.]+", "_", f).lower().startswith(f"{plain}_{version.replace('.', '_')}_")]
    if not have:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.check_call([*command, "--only-binary", ":all:", "--dest", cache, requirement])
        return fetch(requirement, cache)
    return os.path.join(cache, have[0])


def templates_of(wheel):
    """The templates of a wheel, by their names below a folder of templates."""
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if not path.endswith(SUFFIXES) or "/tests/" in path:
                continue
            below = re.search(r"(?:^|/)(?:templates|themes|theme)/(.+)$", path)
            if not below:
                continue
            try:
                text = archive.read(path).decode()
            except UnicodeDecodeError:
                continue
            if "{%" in text or "{{" in text:
                found.setdefault(below.group(1), text)
    return found


class Uses:
    """How the templates use the names that they do not set: looked into, gone through, called."""

    def __init__(self, trees):
        self.names = set()
        self.parts, self.lists, self.called = {}, set(), set()
        for tree in trees:
            try:
                self.names |= meta.find_undeclared_variables(tree)
            except jinja2.TemplateAssertionError:  # a filter of the application's
                continue
            for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.For, nodes.Call)):
                if isinstance(node, nodes.For):
                    self.lists.add(self.path(node.iter))
                elif isinstance(node, nodes.Call):
                    self.called.add(self.path(node.node))
                else:
                    of, name = self.path(node.node), self.key(node)
                    if of and isinstance(name, str) and name.isidentifier():
                        self.parts.setdefault(of, set()).add(name)

    def key(self, node):
        if isinstance(node, nodes.Getattr):
            return node.attr
        return node.arg.value if isinstance(node.arg, nodes.Const) else None

    def path(self, node):
        if isinstance(node, nodes.Name):
            return (node.name,)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            of, name = self.path(node.node), self.key(node)
            return of + (name,) if of and name else None
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self.path(node.node)
        return None

    def value(self, path, depth=0):
        """Something to print that fits the use; the same in every run."""
        seed = sum(map(ord, ".".join(path)))
        if path in self.lists and path not in self.parts:
            return [f"{path[-1]} <{n}>" for n in range(seed % 3 + 1)]
        if path in self.parts and depth < 4:
            methods = {"items", "keys", "values", "get", "append", "update", "upper", "lower", "split", "strip", "replace"}
            names = sorted(n for n in self.parts[path] if path + (n,) not in self.called and n not in methods)
            return {name: self.value(path + (name,), depth + 1) for name in names}
        return [f"{path[-1]} & \"more\"", seed % 50, True, f"/{path[-1]}/", None, seed / 8, ""][seed % 7]

    def context(self):
        return {name: self.value((name,)) for name in sorted(self.names) if (name,) not in self.called}


def environment(templates, loaded):
    env = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: loaded.setdefault(name, templates[name]) if name in templates else None),
        autoescape=True,
        extensions=EXTENSIONS,
    )
    env.install_null_translations(newstyle=True)
    return env


def case(package, name, templates, context, label):
    loaded = {}
    env = environment(templates, loaded)
    try:
        expect = {"output": env.get_template(name).render(context)}
    except Exception as error:  # whatever it is, it is what Jinja2 does
        expect = error_of(error)
    loaded.setdefault(name, templates[name])
    text = json.dumps(expect)
    if " at 0x" in text or "RecursionError" in text or "<function" in text:
        return None
    if expect.get("error") == "UndefinedError" and re.fullmatch(SERVICES, expect["message"]):
        return None  # what `downpage` brings and a bare environment does not
    if expect.get("error") in ("ZeroDivisionError", "OverflowError", "RuntimeError"):
        return None
    return {
        "id": f"{package}::{name}#{label}",
        "source": package,
        "engine": "jinja",
        "templates": loaded,
        "template": name,
        "context": Encoder().encode(context)[0],
        "options": {"autoescape": True, "extensions": EXTENSIONS, "newstyle_gettext": True, "gettext": []},
        "settings": {},
        "now": None,
        "expect": expect,
    }


def main():
    cache, out, *only = sys.argv[1:]
    os.makedirs(cache, exist_ok=True)
    written = left_out = 0
    with open(out, "w", encoding="utf-8") as file:
        for package in only or PACKAGES:
            templates = templates_of(fetch(package, cache))
            trees = []
            for name, text in sorted(templates.items()):
                try:
                    trees.append(environment(templates, {}).parse(text, name))
                except jinja2.TemplateSyntaxError:
                    pass
            filled = Uses(trees).context()
            count = 0
            for name in sorted(templates):
                for label, context in (("empty", {}), ("filled", filled)):
                    try:
                        made = case(package, name, templates, context, label)
                    except Unencodable:
                        made = None
                    if made is None:
                        left_out += 1
                        continue
                    file.write(json.dumps(made, ensure_ascii=False) + "\n")
                    count += 1
            written += count
            print(f"{count:6} cases of {package}")
    print(f"{written:6} cases, {left_out} left out")


if __name__ == "__main__":
    main()
