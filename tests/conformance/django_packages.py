#!/usr/bin/env python
"""
Records the templates of published packages as cases (README.md has their form).

    django_packages.py CACHE OUT [PACKAGE ...]

Fetches the wheels into CACHE (no package is installed, no code of theirs runs)
and renders every template with real Django: with nothing but a request that is
None, and with a context in which every name that the templates read has a
value; in English, German and French, with the packages' own catalogs. A
template that needs the tag library of somebody else is recorded as the error
that it is, and again with stand-ins for all that its package's libraries
register. Writes OUT/PACKAGE.jsonl.gz and OUT/PACKAGE.summary.json.
"""

import collections
import gzip
import json
import os
import re
import subprocess
import sys

from packages.contexts import SITE_TEXT, Filler, Names
from packages.libraries import OWN, names as names_of
from packages.render import LOG, case, engine_of, render, set_up
from packages.wheels import Django, Package, fetch, read

PACKAGES = """
django django-allauth wagtail django-oscar mezzanine cartridge django-cms
django-machina djangorestframework django-debug-toolbar django-crispy-forms
crispy-bootstrap4 crispy-bootstrap5 django-two-factor-auth
django-registration-redux django-blog-zinnia misago wiki evennia HyperKitty
postorius pretalx django-filer django-filter django-tables2 django-jazzmin
django-grappelli django-helpdesk django-import-export django-reversion
django-simple-history django-oauth-toolkit django-silk django-unfold
django-maintenance-mode drf-spectacular
""".split()

LANGUAGES = ("en", "de", "fr")


def main():
    if sys.argv[1] == "--record":
        record(*sys.argv[2:])
        return
    cache, out, *chosen = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    for name in chosen or PACKAGES:
        # A process of its own: Django reads its settings and catalogs once.
        command = [sys.executable, os.path.abspath(__file__), "--record", cache, out, name]
        subprocess.run(command, check=True, env=environment)


def record(cache, out, name):
    package = fetch_or_own(name, cache)
    needed = [fetch_or_own(x, cache) for x in package.requirements() if os.path.isdir(os.path.join(cache, x))]
    set_up([folder for x in [package, *needed] for folder in x.catalogs()])
    names = Names()
    names.install()
    own = package.templates()
    around = {}
    for other in [package, *needed, Django()]:
        for template, source in other.templates().items():
            around.setdefault(template, source)
    stubs = {}
    for other in [package, *needed, Django()]:
        for library, path in other.libraries().items():
            if library not in OWN:
                stubs.setdefault(library, names_of(read(path) or ""))
    source = "%s-%s" % (package.name, package.version())
    target = os.path.join(out, package.name)
    counts = collections.Counter(templates=len(own))
    foreign = collections.Counter()
    with gzip.open(target + ".jsonl.gz", "wt", encoding="utf-8", compresslevel=5) as file:
        for template in sorted(own):
            first = {}
            for with_stubs in ({}, stubs):
                engine = engine_of(around, with_stubs)
                names.__init__()
                outcome = render(engine, template, {"request": None})
                library = foreign_library(outcome)
                if not with_stubs:
                    first = outcome
                    counts["with Django's libraries"] += "output" in outcome
                    if library:
                        foreign[library] += 1
                if with_stubs:
                    counts["with stand-ins"] += "output" in outcome
                for line in lines(engine, around, with_stubs, template, source, names, counts):
                    file.write(line + "\n")
                if not foreign_library(first):
                    break
    summary = {"source": source, "counts": counts, "foreign libraries": dict(foreign.most_common())}
    with open(target + ".summary.json", "w", encoding="utf-8") as file:
        json.dump(summary, file, indent=1)
    print("%-40s %5d templates, %5d render as they are, %5d more with stand-ins, %6d cases, %d not recorded"
          % (source, *(counts[x] for x in (
              "templates", "with Django's libraries", "with stand-ins", "cases", "not recorded"))), flush=True)


def lines(engine, around, stubs, template, source, names, counts):
    """The cases of one template."""
    from django.utils import translation

    mark = "+stubs" if stubs else ""
    for seed, language in enumerate(LANGUAGES):
        translation.activate(language)
        poor = {"request": None}
        site = dict(around)
        rich = rich_context(site, stubs, template, names, seed)
        for kind, context, found in (("none", poor, around), ("rich", rich, site)):
            # A fresh engine: a render must not see the state that the one before left in the nodes.
            outcome = render(engine_of(found, stubs), template, context)
            used = {k: v for k, v in stubs.items() if loads(k)}
            line = case("%s/%s:%s:%s%s" % (source, template, kind, language, mark), source, template,
                        context, language, stubs if "error" in outcome else used, outcome)
            counts["cases" if line else "not recorded"] += 1
            if line:
                yield line


def rich_context(around, stubs, template, names, seed):
    """A context for all that a render reads; more values may bring more templates, which read more.

    What the site is to bring comes into `around`.
    """
    context = {"request": None}
    for _ in range(6):
        before = names.state()
        context = Filler(names, seed).context()
        outcome = render(engine_of(around, stubs), template, context)
        missing = outcome.get("message", "") if outcome.get("error") == "TemplateDoesNotExist" else ""
        if missing.endswith(".html") and missing not in around:
            around[missing] = SITE_TEXT
        elif names.state() == before:
            break
    return context


def loads(library):
    word = re.compile(r"{%%\s*load\b[^%%]*\b%s\b" % re.escape(library))
    return any(word.search(x) for x in LOG.sources.values())


def foreign_library(outcome):
    """The library that stopped a render."""
    found = re.match(r"'(\S+)' is not a registered tag library", outcome.get("message", ""))
    return found and found[1]


def fetch_or_own(name, cache) -> Package:
    return Django() if name == "django" else fetch(name, cache)


if __name__ == "__main__":
    main()
