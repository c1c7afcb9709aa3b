"""Renders every recorded case once more, from its JSON alone: only what comes out the same is kept."""

import json
from collections import Counter

from .values import ENV_ARGS, MAIN, Encoder, Unencodable, decode, error_of

class ReplayMiss(Exception):
    pass


def render_case(case, context):
    import builtins
    import jinja2
    from jinja2 import sandbox

    o = dict(case["options"])
    kw = {k: o[k] for k in ENV_ARGS if k in o}
    if "undefined" in o:
        kw["undefined"] = getattr(jinja2, o["undefined"])
    if "extensions" in o:
        kw["extensions"] = o["extensions"]
    ae = o.get("autoescape", False)
    kw["autoescape"] = (lambda n: ae.get(MAIN if n is None else n, False)) if isinstance(ae, dict) else ae
    if o.get("enable_async"):
        kw["enable_async"] = True
    cls = {None: jinja2.Environment, "sandboxed": sandbox.SandboxedEnvironment,
           "immutable": sandbox.ImmutableSandboxedEnvironment}[o.get("sandbox")]
    env = cls(loader=jinja2.DictLoader(case["templates"]), **kw)
    env.policies.update(o.get("policies", {}))
    ctx = decode(context)
    tg = decode(o["template_globals"]) if "template_globals" in o else {}
    if "globals" in o:
        env.globals.update(decode(o["globals"]))

    def table(key):
        calls = list(case.get("calls", {}).get(key, []))

        def f(*args, **kwargs):
            enc = Encoder()
            try:
                a = [enc.encode(x)[0] for x in args]
                k = {n: enc.encode(x)[0] for n, x in kwargs.items()}
            except Unencodable as e:
                raise ReplayMiss(str(e))
            hits = [c for c in calls if c["args"] == a and c["kwargs"] == k]
            if not hits:
                raise ReplayMiss(key)
            if len(hits) > 1:
                calls.remove(hits[0])
            h = hits[0]
            if "raises" in h:
                exc = getattr(builtins, h["raises"]["error"], None) or getattr(jinja2, h["raises"]["error"], RuntimeError)
                raise exc(h["raises"]["message"])
            return decode(h["result"])

        return f

    for need in case.get("needs", []):
        if ":" not in need:
            continue
        kind, name = need.split(":", 1)
        if kind == "python-callable":
            ctx[name] = table(need)
        elif kind == "python-global":
            env.globals[name] = table(need)
        elif kind == "python-filter":
            env.filters[name] = table(need)
        elif kind == "python-test":
            env.tests[name] = table(need)
    if "gettext" in o:
        rows = [(r["context"], r["singular"], r["plural"], None if r["n"] is None else decode(r["n"]), decode(r["result"]))
                for r in o["gettext"]]

        def find(c, s, p, n):
            for r in rows:
                if r[:4] == (c, s, p, n):
                    return r[4]
            return s if p is None or n == 1 else p

        fs = {
            "gettext": lambda s: find(None, s, None, None),
            "ngettext": lambda s, p, n: find(None, s, p, n),
            "pgettext": lambda c, s: find(c, s, None, None),
            "npgettext": lambda c, s, p, n: find(c, s, p, n),
        }
        if "newstyle_gettext" in o:
            env.install_gettext_callables(newstyle=o["newstyle_gettext"], **fs)
        else:
            env.globals.update(fs, _=fs["gettext"])
    try:
        if case["template"] == MAIN:
            t = env.from_string(case["templates"][MAIN], globals=tg or None)
        else:
            t = env.get_template(case["template"], globals=tg or None)
        return {"output": t.render(ctx)}
    except Exception as e:
        if isinstance(e, ReplayMiss) or "python-value" in str(case.get("needs")):
            return {"error": "ReplayMiss", "message": str(e)}
        return error_of(e)


def replay(raw, outfile):
    stats = json.load(open(raw + ".stats"))
    dropped, by_mod, needs, notes = Counter(), {}, Counter(), Counter()
    kept = runnable = with_needs = errors = 0
    drop_log = open(outfile + ".dropped", "w", encoding="utf-8")
    with open(raw, encoding="utf-8") as f, open(outfile, "w", encoding="utf-8") as out:
        for line in f:
            case = json.loads(line)
            alt = case.pop("_alt_context", None)
            nts = case.pop("_notes", [])
            got = None
            variants = [(c, case) for c in (case["context"], alt) if c is not None]
            if "needs" in case:  # first try whether it matters at all
                bare = {k: v for k, v in case.items() if k not in ("needs", "calls")}
                bare["options"] = {k: v for k, v in case["options"].items() if k != "sandbox"}
                variants = [(c, bare) for c, _ in variants] + variants
            if any("|random" in t.replace(" ", "") or "lipsum" in t for t in case["templates"].values()):
                variants, got = [], {"error": "ReplayMiss", "message": "random"}
            for ctx, v in variants:
                got = render_case(v, ctx)
                if got == case["expect"]:
                    case = dict(v, context=ctx)
                    break
            mod = case["id"].split("::")[0].split("/")[-1]
            m = by_mod.setdefault(mod, Counter())
            if got != case["expect"]:
                m["dropped"] += 1
                dropped["needs" if "needs" in case else (nts[0] if nts else "other")] += 1
                drop_log.write(json.dumps({"id": case["id"], "notes": nts, "needs": case.get("needs"),
                                           "expect": case["expect"], "got": got}, ensure_ascii=False) + "\n")
                continue
            kept += 1
            errors += "error" in case["expect"]
            for n in nts:
                notes[n] += 1
            if "needs" in case:
                with_needs += 1
                m["needs"] += 1
                for n in case["needs"]:
                    needs[n.split(":")[0]] += 1
            else:
                runnable += 1
                m["runnable"] += 1
            out.write(json.dumps(case, ensure_ascii=False) + "\n")
    drop_log.close()
    print(f"tests run: {stats['tests']} (pytest exit {stats['pytest_rc']})")
    print(f"raw cases: {stats['raw']} (+{stats['duplicates']} that repeat another case)")
    print(f"kept: {kept}  runnable: {runnable}  with needs: {with_needs}  expecting an error: {errors}")
    print("not recorded:")
    for k, v in sorted(stats["skipped"].items(), key=lambda x: -x[1]):
        print(f"  {v:4} {k}")
    print("recorded but not reproduced, dropped:", sum(dropped.values()), dict(dropped))
    print("needs:", dict(needs))
    print("values written in another form:", dict(notes))
    print(f"{'module':28}{'runnable':>9}{'needs':>7}{'dropped':>9}")
    for m in sorted(by_mod):
        c = by_mod[m]
        print(f"{m:28}{c['runnable']:9}{c['needs']:7}{c['dropped']:9}")


