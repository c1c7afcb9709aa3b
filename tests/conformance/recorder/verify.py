"""Replays a file of cases and keeps those that give the same result."""

import collections
import json
import logging
import random

from .values import check_values, has_object
from .replay import Replayer


def verify(source, target, sdist=None, seed=None, report=None, objects=None):
    """Replay; write the cases that hold (those with a "$object" to `objects`)."""
    rp = Replayer(sdist)
    logging.disable(logging.CRITICAL)
    with open(source, encoding="utf-8") as f:
        entries = [json.loads(line) for line in f]
    order = list(range(len(entries)))
    random.seed(0 if seed is None else seed)
    if seed is not None:
        random.Random(seed).shuffle(order)
    kept = [None] * len(entries)
    drops = collections.defaultdict(collections.Counter)
    dropped = []
    ids = set()
    for i in order:
        e = entries[i]
        raw = "contexts" in e
        case = e["case"] if raw else e
        contexts = e["contexts"] if raw else [case["context"]]
        if case["id"] in ids:
            raise SystemExit("id used twice: %s" % case["id"])
        ids.add(case["id"])
        why = None
        for n, context in enumerate(contexts):
            w = rp.check(case, context)
            if w is None:
                why = None
                case["context"] = context
                if raw and e["approx"][n]:
                    case["approx"] = e["approx"][n]
                check_values(context)
                kept[i] = case
                break
            why = why or w
        if kept[i] is None:
            if case.get("random"):
                why = "random"
            elif raw and e["both"]:
                why = "object that is both printed and looked into"
            elif raw and any(e["approx"]):
                why = "no candidate context gives the result: " + why
            area = case["area"].split(".")[0]
            drops[why][area] += 1
            dropped.append({"id": case["id"], "why": why, "needs": case.get("needs")})
    out = open(target, "w", encoding="utf-8")
    other = open(objects, "w", encoding="utf-8") if objects else out
    for case in kept:
        if case is not None:
            case.pop("random", None)
            f = out
            if has_object(case["context"]):
                case["needs"] = sorted({*case.get("needs", []), "object"})
                f = other
            f.write(json.dumps(case, ensure_ascii=False) + "\n")
    out.close()
    other.close()
    result = {
        "in": len(entries),
        "kept": sum(c is not None for c in kept),
        "drops": {k: dict(v) for k, v in drops.items()},
        "dropped": dropped,
    }
    if report:
        with open(report, "w", encoding="utf-8") as f:
            json.dump(result, f)
    return result
