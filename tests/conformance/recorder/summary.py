"""Counts what was recorded."""

import collections
import importlib.metadata
import json
import os
import sys
import time


def need_kind(n):
    return n.split(":")[0]


def table(rows, head):
    rows = [head] + [[str(c) for c in r] for r in rows]
    widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
    for r in rows:
        print(
            "  "
            + r[0].ljust(widths[0])
            + "".join("  " + c.rjust(w) for c, w in zip(r[1:], widths[1:]))
        )


def summarise(out, stats):
    with open(out, encoding="utf-8") as f:
        cases = [json.loads(line) for line in f]
    groups = collections.defaultdict(collections.Counter)
    distinct = set()
    needs = collections.Counter()
    detail = collections.Counter()
    for c in cases:
        parts = c["area"].split(".")
        g = parts[0]
        if g == "template_tests" and len(parts) > 1:
            g = ".".join(parts[:2]) if parts[1] in ("syntax_tests", "filter_tests") else g
        n = groups[g]
        n["cases"] += 1
        n[c["kind"]] += 1
        if "error" in c["expect"]:
            n["error"] += 1
        own = c.get("needs", [])
        if not own:
            n["no needs"] += 1
        for k in {need_kind(x) for x in own}:
            needs[k] += 1
        for x in own:
            detail[x] += 1
        distinct.add(
            json.dumps([c["templates"], c["template"], c["context"], c["settings"]],
                       sort_keys=True)
        )
    print("\nCases by area")
    cols = ["cases", "render", "function", "compile", "error", "no needs"]
    rows = [[g] + [n[c] for c in cols] for g, n in sorted(groups.items())]
    rows.append(["total"] + [sum(n[c] for n in groups.values()) for c in cols])
    table(rows, ["area"] + cols)
    print("\n  distinct but for engine options: %d" % len(distinct))
    print("  depend on the clock (now): %d" % sum(c["now"] is not None for c in cases))
    print("  approximated contexts (approx): %d" % sum("approx" in c for c in cases))
    print("\nNeeds (a case may have several)")
    table([[k, v] for k, v in needs.most_common()], ["need", "cases"])
    print("\nNeeds in detail (30 commonest)")
    table([[k, v] for k, v in detail.most_common(30)], ["need", "cases"])
    stats["needs"] = dict(needs)
    stats["needs_detail"] = dict(detail)
    stats["areas"] = {g: dict(n) for g, n in groups.items()}
    stats["cases"] = len(cases)
    stats["distinct"] = len(distinct)
    return stats


def report(rec, out, objects, stages, ran, started):
    """Prints what a recording saw, kept and dropped; writes the same as JSON beside it."""
    print("\nTests run %d, skipped %d; failed under instrumentation: %s" % (
        rec.stats["tests run"], rec.stats["tests skipped"],
        ", ".join(rec.failed_tests) or "none"))
    print("\nCalls seen, by test package")
    cols = ["renders", "compile errors", "direct calls", "duplicates", "dropped", "raw cases"]
    rows = [
        [area, rec.tests_run[area]] + [n[c] for c in cols]
        for area, n in sorted(rec.by_area.items(), key=lambda x: -x[1]["renders"])
    ]
    rows.append(
        ["total", sum(rec.tests_run.values())]
        + [sum(n[c] for n in rec.by_area.values()) for c in cols]
    )
    table(rows, ["area", "tests"] + cols)
    print("\nCounters")
    for k, v in sorted(rec.stats.items()):
        print("  %7d  %s" % (v, k))
    seen = sum(
        rec.stats[k]
        for k in ("top-level renders", "function renders", "top-level compile errors")
    )
    before = sum(
        rec.dropped["function"][k]
        for k in ("iterator argument", "call has no template form")
    )
    drops = sum(sum(c.values()) for k, c in rec.dropped.items() if ": " not in k)
    raws = sum(n["raw cases"] for n in rec.by_area.values())
    rest = seen - rec.stats["duplicates"] - raws - (drops - before)
    print("\n%d outcomes seen = %d duplicates + %d raw cases + %d not recorded + %d lost" % (
        seen, rec.stats["duplicates"], raws, drops - before, rest))
    print("\nNot recorded, with the reason")
    for stage, counter in rec.dropped.items():
        if ": " in stage:
            continue
        for reason, n in counter.most_common():
            print("  %6d  %-9s %s" % (n, stage, reason))
            for d, m in rec.dropped.get(stage + ": " + reason, collections.Counter()).most_common(6):
                print("                     %5d  %s" % (m, d))
    print("\nReplay 1 (fresh process): %d in, %d kept, %.0f s" % (
        stages[0]["in"], stages[0]["kept"], stages[0]["seconds"]))
    print("Replay 2 (other order, hash seed, random seed): %d in, %d kept, %.0f s" % (
        stages[1]["in"], stages[1]["kept"], stages[1]["seconds"]))
    for i, stage in enumerate(stages):
        for why, areas in sorted(stage["drops"].items(), key=lambda x: -sum(x[1].values())):
            print("  %5d  replay %d: %s" % (sum(areas.values()), i + 1, why))
    stats = summarise(out, {})
    with open(objects, encoding="utf-8") as f:
        areas = collections.Counter(
            json.loads(line)["area"].split(".")[0] for line in f
        )
    print("\nIn %s (contexts that need the $object extension): %d" % (
        os.path.basename(objects), sum(areas.values())))
    print("  " + ", ".join("%s %d" % x for x in areas.most_common()))
    stats["objects"] = dict(areas)
    stats["counters"] = dict(rec.stats)
    stats["not_recorded"] = {k: dict(v) for k, v in rec.dropped.items()}
    stats["replays"] = stages
    stats["failed_tests"] = rec.failed_tests
    stats["not_recorded_ids"] = rec.dropped_ids
    stats["by_area"] = {k: dict(v) for k, v in rec.by_area.items()}
    stats["tests"] = dict(rec.tests_run)
    stats["versions"] = {"python": sys.version.split()[0]}
    for dist in ("Django", "tzdata", "asgiref", "numpy"):
        try:
            stats["versions"][dist] = importlib.metadata.version(dist)
        except importlib.metadata.PackageNotFoundError:
            pass
    print("\nVersions: " + ", ".join("%s %s" % x for x in stats["versions"].items()))
    stats["seconds"] = {"tests": ran, "all": time.time() - started}
    with open(out + ".summary.json", "w", encoding="utf-8") as f:
        json.dump(stats, f, indent=1)
    print("\nTests %.0f s, replays %.0f s, all %.0f s; %d cases, %.1f MB" % (
        ran, sum(s["seconds"] for s in stages), time.time() - started,
        stats["cases"], os.path.getsize(out) / 1e6))
