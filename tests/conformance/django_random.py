#!/usr/bin/env python3
"""Writes templates at random and what Django makes of them.

    django_random.py --seed N --count M [--family NAME] OUT.jsonl

Each line is a case as the conformance runner reads them: templates, context, settings, clock, and the text or the error
that real Django answers. The same seed gives the same cases. Needs Django 5.2 (and `tzdata` where the system has no tz
database). The grammar is in `django_grammar/`, one file for values, filters, tags and families of cases each.
"""

import argparse
import json
import random
import re

from django_grammar import families, oracle

# What differs from process to process, or is only in Python: such a case tells nothing.
UNSTABLE = re.compile(r"0x[0-9a-f]{6,}|<function|<bound method|object at|<class '|recursion|_CountedProxy|__proxy__|lambda")


def cases(seed, count, only=None):
    """`count` cases; each has a generator of its own, so that one can be made again alone."""
    names = [name for name, weight in families.WEIGHTS.items() for _ in range(weight)]
    number = made = 0
    while made < count:
        number += 1
        rng = random.Random(f"{seed}/{number}")
        family = only or rng.choice(names)
        case = families.build(family, rng)
        expect = oracle.run(case)
        if expect is None or UNSTABLE.search(json.dumps(expect)) or len(json.dumps(expect)) > 60_000:
            continue
        try:
            yield oracle.as_json(f"{seed}/{number}", family, case, expect)
        except (oracle.NoPlainValue, UnicodeEncodeError):
            continue
        made += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--family", choices=sorted(families.WEIGHTS), help="only cases of this family")
    parser.add_argument("out", metavar="OUT.jsonl")
    arguments = parser.parse_args()
    oracle.set_up()
    with open(arguments.out, "w", encoding="utf-8") as out:
        for case in cases(arguments.seed, arguments.count, arguments.family):
            out.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
