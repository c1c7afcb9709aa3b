#!/usr/bin/env python3
"""Records Jinja2's own test suite as cases.

    jinja_suite.py SOURCE OUT.jsonl [--idioms IDIOMS.jsonl]

SOURCE is the unpacked source distribution of the Jinja2 that is installed. The tests run once with the environment
instrumented (OUT.jsonl.raw), then a fresh process renders every case from its JSON and keeps what came out the same. What is dropped, and
why, is in OUT.jsonl.dropped.
"""

import argparse
import os
import subprocess
import sys


def stage(name, *arguments):
    from importlib.metadata import version

    from jinja import idioms, recorder, replay

    if name == "record":
        return recorder.record(*arguments, version("jinja2"))
    if name == "replay":
        return replay.replay(*arguments)
    return idioms.idioms(*arguments, version("jinja2"))


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--stage":
        sys.exit(stage(*sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("out")
    parser.add_argument("--idioms")
    given = parser.parse_args()
    out = os.path.abspath(given.out)
    environment = dict(os.environ, PYTHONHASHSEED="0")

    def run(*arguments):
        return subprocess.call([sys.executable, os.path.abspath(__file__), "--stage", *arguments], env=environment)

    failed = run("record", os.path.abspath(given.source), out + ".raw")
    if failed:
        print(f"the tests ended with {failed}", file=sys.stderr)
    for arguments in [("replay", out + ".raw", out)] + ([("idioms", os.path.abspath(given.idioms))] if given.idioms else []):
        if run(*arguments):
            sys.exit(1)


if __name__ == "__main__":
    main()
