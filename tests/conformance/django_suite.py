#!/usr/bin/env python
"""
Records Django's own test suite as cases (README.md has their form).

    django_suite.py SDIST OUT.jsonl [--modules m1,m2] [--keep-raw]
        runs the suite, writes OUT.jsonl (every case replayed and matching),
        OUT.objects.jsonl (those whose context needs objects) and
        OUT.jsonl.summary.json, prints the summary

    django_suite.py --verify IN.jsonl OUT.jsonl [--sdist SDIST] [--seed N]
        replays every case of IN.jsonl in this (fresh) process, from the file
        alone, and writes those that give the same result

SDIST is an unpacked source distribution of Django; the Django that is imported
must be of the same version. --sdist matters only to cases whose tag library
lives in Django's tests.

A recording has three stages: (1) this process runs the tests with Django
instrumented; a case may then carry several candidate contexts; (2) a fresh
process replays them, picks the first candidate that gives the recorded result
and drops the rest; (3) a second fresh process, with another hash seed, another
random seed and another order, replays that and drops what is not stable.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time

from recorder.scope import MODULES
from recorder.suite import run_suite
from recorder.summary import report
from recorder.verify import verify

# What a replay must not inherit from the process that ran the tests.
FOREIGN_VARIABLES = ("DJANGO_SETTINGS_MODULE", "TZ", "RUNTESTS_DIR", "COVERAGE_PROCESS_START")


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("first", metavar="SDIST | IN.jsonl")
    p.add_argument("out", metavar="OUT.jsonl")
    p.add_argument("--verify", action="store_true")
    p.add_argument("--sdist")
    p.add_argument("--seed", type=int)
    p.add_argument("--report", help="write the replay's counts as JSON")
    p.add_argument("--objects", help="with --verify: put cases with a $object here")
    p.add_argument("--modules", help="comma-separated test packages")
    p.add_argument("--keep-raw", action="store_true")
    return p.parse_args()


def replay(a):
    started = time.time()
    result = verify(
        os.path.abspath(a.first), os.path.abspath(a.out), a.sdist, a.seed, a.report, a.objects
    )
    dropped = result["in"] - result["kept"]
    print("replayed %d, kept %d, dropped %d, %.0f s" % (
        result["in"], result["kept"], dropped, time.time() - started))
    for why, areas in sorted(result["drops"].items(), key=lambda x: -sum(x[1].values())):
        print("  %5d  %s  %s" % (sum(areas.values()), why, areas))


def record(a):
    started = time.time()
    script = os.path.abspath(__file__)
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of strings iterate in an order that depends on the hash seed.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, script] + sys.argv[1:])
    out = os.path.abspath(a.out)
    raw = out + ".raw"
    objects = re.sub(r"(\.jsonl)?$", ".objects.jsonl", out, count=1)
    sdist = os.path.abspath(a.first)
    rec = run_suite(sdist, a.modules.split(",") if a.modules else MODULES, raw)
    ran = time.time() - started
    stages = [
        replay_afresh(script, sdist, raw, out + ".1", "0", []),
        replay_afresh(
            script, sdist, out + ".1", out, "12345",
            ["--seed", "20240229", "--objects", objects],
        ),
    ]
    os.remove(out + ".1")
    if not a.keep_raw:
        os.remove(raw)
    report(rec, out, objects, stages, ran, started)


def replay_afresh(script, sdist, source, target, hash_seed, more):
    """Replays a file in a process of its own and gives the counts."""
    started = time.time()
    counts = target + ".report"
    command = [sys.executable, script, "--verify", source, target, "--sdist", sdist,
               "--report", counts, *more]
    env = {k: v for k, v in os.environ.items() if k not in FOREIGN_VARIABLES}
    env["PYTHONHASHSEED"] = hash_seed
    subprocess.run(
        command, check=True, env=env, cwd=os.path.dirname(target), stdout=subprocess.DEVNULL
    )
    with open(counts, encoding="utf-8") as f:
        stage = json.load(f)
    os.remove(counts)
    stage["seconds"] = time.time() - started
    return stage


def main():
    a = arguments()
    if a.verify:
        replay(a)
    else:
        record(a)


if __name__ == "__main__":
    main()
