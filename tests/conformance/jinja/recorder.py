"""Runs Jinja2's own tests in this process and writes down every render."""

import json
import os
import sys
import types
import weakref
from collections import Counter

from .values import ENV_ARGS, EXT_NAMES, GETTEXT, MAIN, Encoder, Unencodable, error_of

class Skip(Exception):
    pass


class Recorder:
    def __init__(self, out, version):
        self.out, self.version = out, version
        self.depth = 0
        self.test = None
        self.n = 0
        self.sinks = []  # open call logs
        self.templates = None  # templates loaded by the render that runs
        self.skipped = Counter()
        self.codes = {}
        self.seen = {}
        self.duplicates = 0
        self.written = 0
        self.pending = []
        self.macros = {}
        self.macro_compiles = 0

    # -- environments

    def env_options(self, env, main, templates, template_globals):
        """-> (options, needs) ; raises Skip"""
        import jinja2
        from jinja2 import defaults, sandbox, nativetypes
        from jinja2.environment import Environment

        o, needs = {}, []
        if isinstance(env, nativetypes.NativeEnvironment):
            raise Skip("native types (the result is a Python object)")
        if type(env) is sandbox.ImmutableSandboxedEnvironment:
            o["sandbox"] = "immutable"
            needs.append("sandbox")
        elif type(env) is sandbox.SandboxedEnvironment:
            o["sandbox"] = "sandboxed"
            needs.append("sandbox")
        elif type(env) is not Environment:
            raise Skip("Environment subclass")
        if env.finalize is not None:
            raise Skip("finalize callback")
        fresh = Environment()
        for k in ENV_ARGS:
            if getattr(env, k) != getattr(fresh, k):
                o[k] = getattr(env, k)
        if env.is_async:
            o["enable_async"] = True
        if env.undefined is not jinja2.Undefined:
            if env.undefined not in (
                jinja2.StrictUndefined, jinja2.ChainableUndefined, jinja2.DebugUndefined,
            ):
                raise Skip("own Undefined class")
            o["undefined"] = env.undefined.__name__
        exts = []
        for e in env.extensions:
            if e not in EXT_NAMES:
                raise Skip("own extension class")
            exts.append(EXT_NAMES[e])
        if exts:
            o["extensions"] = sorted(exts)
        if callable(env.autoescape):
            names = {n: bool(env.autoescape(None if n == MAIN else n)) for n in templates}
            vals = set(names.values())
            if vals == {True}:
                o["autoescape"] = True
            elif len(vals) > 1:
                o["autoescape"] = names
        elif env.autoescape:
            o["autoescape"] = True
        pol = {}
        for k, v in env.policies.items():
            if k not in defaults.DEFAULT_POLICIES or defaults.DEFAULT_POLICIES[k] != v:
                if callable(v):
                    raise Skip("callable policy")
                pol[k] = v
        if pol:
            o["policies"] = pol
        gl = {}
        for k, v in env.globals.items():
            if k in defaults.DEFAULT_NAMESPACE and defaults.DEFAULT_NAMESPACE[k] is v:
                continue
            if k in GETTEXT and callable(v):
                continue
            if k == "range" and getattr(v, "__name__", "") == "safe_range":
                continue
            if callable(v):
                needs.append("python-global:" + k)
                continue
            gl[k] = v
        if gl:
            o["globals"] = Encoder().encode(gl)[0]
        tg = {}
        for k, v in (template_globals or {}).items():
            if callable(v):
                needs.append("python-global:" + k)
                continue
            tg[k] = v
        if tg:
            o["template_globals"] = Encoder().encode(tg)[0]
        for kind, have, std in (
            ("filter", env.filters, defaults.DEFAULT_FILTERS),
            ("test", env.tests, defaults.DEFAULT_TESTS),
        ):
            for k, v in have.items():
                if std.get(k) is not getattr(v, "_rec_orig", v):
                    needs.append(f"python-{kind}:{k}")
        return o, needs

    # -- wrapping Python callables so that their calls are written down

    def log_call(self, key, args, kwargs, result=None, error=None):
        if not self.sinks:
            return
        try:
            enc = Encoder()
            rec = {
                "args": [enc.encode(a)[0] for a in args],
                "kwargs": {k: enc.encode(v)[0] for k, v in kwargs.items()},
            }
            new = result
            if error is not None:
                rec["raises"] = {"error": type(error).__name__, "message": str(error)}
            else:
                rec["result"], new = enc.encode(result)
            for s in self.sinks:
                s.setdefault(key, []).append(rec)
            return new
        except Unencodable as e:
            for s in self.sinks:
                s["!bad"] = str(e)
            return result

    def wrap_callable(self, key, f, passes=None):
        import functools
        import inspect
        from jinja2.utils import _PassArg

        if isinstance(f, types.FunctionType):
            f = getattr(f, "_rec_orig", f)
        elif _PassArg.from_obj(getattr(type(f), "__call__", None)) is not None:
            f = f.__call__
        pass_arg = _PassArg.from_obj(f) if isinstance(f, (types.FunctionType, types.MethodType)) else None
        drop = 1 if pass_arg is not None else 0
        rec = self

        if inspect.iscoroutinefunction(f):
            async def w(*args, **kwargs):
                try:
                    rv = await f(*args, **kwargs)
                except Exception as e:
                    rec.log_call(key, args[drop:], kwargs, error=e)
                    raise
                new = rec.log_call(key, args[drop:], kwargs, rv)
                return rv if new is None else new
        else:
            def w(*args, **kwargs):
                try:
                    rv = f(*args, **kwargs)
                except Exception as e:
                    rec.log_call(key, args[drop:], kwargs, error=e)
                    raise
                new = rec.log_call(key, args[drop:], kwargs, rv)
                return rv if new is None else new

        try:
            functools.update_wrapper(w, f)
        except Exception:
            pass
        if pass_arg is not None:
            w.jinja_pass_arg = pass_arg
        w._rec_orig = f
        return w

    def instrument(self, env, extra_globals, sink):
        """Put wrappers around the test's own globals, filters and tests; -> undo"""
        from jinja2 import defaults

        undo = []
        maps = [
            ("global", env.globals, defaults.DEFAULT_NAMESPACE),
            ("filter", env.filters, defaults.DEFAULT_FILTERS),
            ("test", env.tests, defaults.DEFAULT_TESTS),
        ]
        if extra_globals:
            maps.append(("global", extra_globals, {}))
        for kind, have, std in maps:
            for k, v in list(have.items()):
                if std.get(k) is v or getattr(v, "__name__", "") == "safe_range" or not callable(v) or isinstance(v, type):
                    continue
                if kind == "global" and k in GETTEXT:
                    if getattr(v, "_rec_newstyle", False) or getattr(v, "__name__", "") == "_gettext_alias":
                        continue
                    key = "gettext:" + ("gettext" if k == "_" else k)
                else:
                    key = f"python-{kind}:{k}"
                have[k] = self.wrap_callable(key, v)
                undo.append((have, k, v))
        self.sinks.append(sink)

        def back():
            self.sinks.remove(sink)
            for have, k, v in undo:
                have[k] = v

        return back

    # -- one case

    def source_of(self, template):
        src = getattr(template, "_rec_source", None)
        if src is None and template.name is not None and template.environment.loader is not None:
            try:
                src = template.environment.loader.get_source(template.environment, template.name)[0]
            except Exception:
                src = None
        if src is None:
            raise Skip("template without source (compiled module, AST)")
        return src

    def skip(self, why):
        self.skipped[why] += 1

    def begin(self, template, ctx):
        """-> state; the context that the real render gets is in state['ctx']"""
        st = {"ok": True, "sink": {}, "ctx": ctx, "templates": {}, "needs": [], "notes": set()}
        try:
            src = self.source_of(template)
            name = template.name or MAIN
            st["name"] = name
            st["templates"][name] = src

            def on_template(t):
                n = t.name or f"<object{len(st['templates'])}>"
                st["templates"][n] = self.source_of(t)
                st["notes"].add("template object")
                return n

            def on_callable(n, f, depth):
                if depth != 1 or isinstance(f, type):
                    raise Unencodable("python callable inside a value")
                key = "python-callable:" + n
                st["needs"].append(key)
                return {"$drop": 1}, self.wrap_callable(key, f)

            enc = Encoder("dict", on_callable, on_template)
            new, pairs, alt = {}, [], None
            for k, v in ctx.items():
                try:
                    e, new[k] = enc.encode(v, 1, k)
                    if not (isinstance(e, dict) and "$drop" in e):
                        pairs.append([k, e])
                except Unencodable as e:
                    new[k] = v
                    st["needs"].append(f"python-value:{k}")
            val = {"$dict": pairs}
            if "namedtuple" in enc.notes:
                enc2, alt = Encoder("tuple", None, on_template), {"$dict": []}
                for k, _ in pairs:
                    e, new[k] = enc2.encode(new[k], 1, k)
                    alt["$dict"].append([k, e])
            st["notes"] |= enc.notes
            st["ctx"], st["context"], st["alt"] = new, val, alt
        except (Skip, Unencodable) as e:
            st["ok"] = False
            st["why"] = str(e)
        tg = getattr(template.globals, "maps", [{}])[0]
        st["tg"] = tg if tg is not template.environment.globals else {}
        st["env"] = template.environment
        for k, v in getattr(template, "_rec_calls", {}).items():
            st["sink"].setdefault(k, []).extend(v) if isinstance(v, list) else st["sink"].__setitem__(k, v)
        return st

    def finish(self, st, expect, kind=""):
        if not st["ok"]:
            return self.skip(st["why"])
        try:
            o, needs = self.env_options(st["env"], st["name"], st["templates"], st["tg"])
        except (Skip, Unencodable) as e:
            return self.skip(str(e))
        if "!bad" in st["sink"]:
            return self.skip("python callable with a value that has no VALUE form")
        calls = {k: v for k, v in st["sink"].items() if k.startswith("python-")}
        msgs = []
        for k, v in st["sink"].items():
            if k.startswith("gettext:"):
                for c in v:
                    msgs.append({"function": k[8:], **c})
        ext_i18n = getattr(st["env"], "_rec_newstyle", None)
        if ext_i18n is not None:
            o["newstyle_gettext"] = bool(ext_i18n)
        have_old = [k for k in GETTEXT if k in st["env"].globals]
        if msgs or ext_i18n is not None or (have_old and have_old != ["_"]):
            table = []
            for m in msgs:
                a = m["args"]
                if m["kwargs"] or "result" not in m:
                    return self.skip("gettext called in an unusual way")
                f = m["function"]
                try:
                    if f == "gettext":
                        e = [None, a[0], None, None]
                    elif f == "ngettext":
                        e = [None, a[0], a[1], a[2]]
                    elif f == "pgettext":
                        e = [a[0], a[1], None, None]
                    else:
                        e = [a[0], a[1], a[2], a[3]]
                except IndexError:
                    return self.skip("gettext called in an unusual way")
                e.append(m["result"])
                if e not in table:
                    table.append(e)
            o["gettext"] = [
                dict(zip(("context", "singular", "plural", "n", "result"), e)) for e in table
            ]
        needs = sorted(set(needs + st["needs"]))
        self.write(st["name"], st["templates"], st["context"], o, expect, needs, calls, st.get("alt"), kind, st["notes"])

    def write(self, name, templates, context, options, expect, needs=(), calls=None, alt=None, kind="", notes=()):
        self.n += 1
        case = {
            "id": f"{self.test}#{self.n}{kind}",
            "source": f"jinja2-{self.version}",
            "engine": "jinja",
            "templates": templates,
            "template": name,
            "context": context,
            "options": options,
            "settings": {},
            "now": None,
            "expect": expect,
        }
        if needs:
            case["needs"] = list(needs)
            case["calls"] = calls or {}
        key = json.dumps([templates, name, context, options, expect, list(needs), calls], sort_keys=True)
        if key in self.seen:
            self.duplicates += 1
            return
        self.seen[key] = case["id"]
        if alt is not None:
            case["_alt_context"] = alt
        case["_notes"] = sorted(notes)
        self.out.write(json.dumps(case, ensure_ascii=False) + "\n")
        self.written += 1


def record(root, raw, version):
    """Run the suite of the unpacked sdist `root` and write raw cases."""
    import jinja2
    import pytest
    from jinja2 import environment, ext, runtime
    from jinja2.environment import Environment, Template, TemplateModule, TemplateExpression

    out = open(raw, "w", encoding="utf-8")
    R = Recorder(out, version)

    o_compile = Environment.compile
    o_from_code = Template.__dict__["from_code"].__func__
    o_load = Environment._load_template
    o_from_string = Environment.from_string
    o_get_template = Environment.get_template
    o_select = Environment.select_template
    o_render, o_render_async = Template.render, Template.render_async
    o_generate, o_generate_async = Template.generate, Template.generate_async
    o_make_module, o_make_module_async = Template.make_module, Template.make_module_async
    o_macro = runtime.Macro.__call__
    o_module_init = TemplateModule.__init__
    o_compile_expression = Environment.compile_expression
    o_expr_call = TemplateExpression.__call__

    def compile(self, source, *a, **kw):
        code = o_compile(self, source, *a, **kw)
        if isinstance(source, str) and isinstance(code, types.CodeType):
            R.codes[id(code)] = (code, source)
        return code

    def from_code(cls, env, code, *a, **kw):
        t = o_from_code(cls, env, code, *a, **kw)
        if id(code) in R.codes:
            t._rec_source = R.codes[id(code)][1]
        return t

    def _load_template(self, name, *a, **kw):
        try:
            t = o_load(self, name, *a, **kw)
        except Exception:
            if R.templates is not None and isinstance(name, str):
                try:
                    R.templates.setdefault(name, self.loader.get_source(self, name)[0])
                except Exception:
                    pass
            raise
        if R.templates is not None:
            try:
                R.templates.setdefault(t.name, R.source_of(t))
            except Skip:
                R.templates.setdefault(t.name, None)
        return t

    def failed(env, name, templates, e, kind):
        st = {"ok": True, "sink": {}, "templates": templates, "needs": [], "notes": set(),
              "name": name, "context": {"$dict": []}, "alt": None, "tg": {}, "env": env}
        R.finish(st, error_of(e), kind)

    def top_from_string(self, source, globals=None, template_class=None):
        if R.depth or not R.test:
            return o_from_string(self, source, globals, template_class)
        sink = {}
        back = R.instrument(self, globals, sink)
        R.depth += 1
        try:
            t = o_from_string(self, source, globals, template_class)
        except Exception as e:
            R.depth -= 1
            back()
            if isinstance(source, str):
                failed(self, MAIN, {MAIN: source}, e, "compile")
            raise
        R.depth -= 1
        back()
        t._rec_calls = sink
        if isinstance(source, str):
            R.pending.append(lambda: t)
        return t

    def top_get(orig):
        def get(self, name, *a, **kw):
            if R.depth or not R.test:
                return orig(self, name, *a, **kw)
            R.depth += 1
            R.templates = {}
            loaded = R.templates
            try:
                t = orig(self, name, *a, **kw)
            except Exception as e:
                R.depth -= 1
                R.templates = None
                if isinstance(name, str):
                    failed(self, name, {k: v for k, v in loaded.items() if v is not None}, e, "load")
                else:
                    R.skip("select_template with a list that fails")
                raise
            R.depth -= 1
            R.templates = None
            if all(p() is not t for p in R.pending):
                R.pending.append(weakref.ref(t))
            return t
        return get

    def enter(t, args, kwargs):
        st = R.begin(t, dict(*args, **kwargs))
        R.depth += 1
        R.templates = st["templates"]
        st["back"] = R.instrument(t.environment, st["tg"], st["sink"])
        R.pending = [p for p in R.pending if p() is not t]
        return st

    def leave(st, expect, kind=""):
        st["back"]()
        R.templates = None
        R.depth -= 1
        if st["ok"] and None in st["templates"].values():
            st["ok"], st["why"] = False, "template without source (compiled module, AST)"
        if expect is None:
            R.skip(kind)
        elif "output" in expect and not isinstance(expect["output"], str):
            R.skip("native types (the result is a Python object)")
        else:
            R.finish(st, expect, kind)

    def top_render(self, *args, **kwargs):
        if R.depth or not R.test:
            return o_render(self, *args, **kwargs)
        st = enter(self, args, kwargs)
        try:
            rv = o_render(self, st["ctx"])
        except Exception as e:
            leave(st, error_of(e))
            raise
        leave(st, {"output": rv})
        return rv

    async def top_render_async(self, *args, **kwargs):
        if R.depth or not R.test:
            return await o_render_async(self, *args, **kwargs)
        st = enter(self, args, kwargs)
        try:
            rv = await o_render_async(self, st["ctx"])
        except Exception as e:
            leave(st, error_of(e))
            raise
        leave(st, {"output": rv})
        return rv

    def top_generate(self, *args, **kwargs):
        if R.depth or not R.test:
            yield from o_generate(self, *args, **kwargs)
            return
        # read to the end first, then hand the pieces to the test
        st = enter(self, args, kwargs)
        parts, error = [], None
        try:
            for part in o_generate(self, st["ctx"]):
                parts.append(part)
        except Exception as e:
            error = e
        leave(st, error_of(error) if error else {"output": "".join(parts)}, "stream")
        yield from parts
        if error:
            raise error

    def top_make_module(self, vars=None, shared=False, locals=None):
        if R.depth or not R.test or shared or locals:
            return o_make_module(self, vars, shared, locals)
        st = enter(self, (vars or {},), {})
        try:
            rv = o_make_module(self, st["ctx"])
        except Exception as e:
            leave(st, error_of(e), "module")
            raise
        leave(st, {"output": str(rv)}, "module")
        return rv

    async def top_make_module_async(self, vars=None, shared=False, locals=None):
        R.depth += 1
        try:
            return await o_make_module_async(self, vars, shared, locals)
        finally:
            R.depth -= 1

    def module_init(self, template, context, body_stream=None):
        o_module_init(self, template, context, body_stream)
        for k, v in vars(self).items():
            if isinstance(v, runtime.Macro):
                R.macros[id(v)] = (v, template, k)

    def macro_call(self, *args, **kwargs):
        if R.depth or not R.test or id(self) not in R.macros:
            return o_macro(self, *args, **kwargs)
        _, t, name = R.macros[id(self)]
        R.depth += 1
        try:
            try:
                rv = o_macro(self, *args, **kwargs)
                expect = {"output": str(rv)}
            except Exception as e:
                expect = error_of(e)
                raise
        finally:
            R.depth -= 1
            try:
                src = R.source_of(t)
                if args and isinstance(args[0], runtime.EvalContext if hasattr(runtime, "EvalContext") else jinja2.nodes.EvalContext):
                    raise Skip("macro called with an EvalContext")
                ctx = {f"a{i}": a for i, a in enumerate(args)}
                ctx.update({f"k_{k}": v for k, v in kwargs.items()})
                val = Encoder().encode(ctx)[0]
                call = ", ".join([f"a{i}" for i in range(len(args))] + [f"{k}=k_{k}" for k in kwargs])
                main = '{% import "<module>" as m %}{{ m.' + name + "(" + call + ") }}"
                st = {"ok": True, "sink": {}, "templates": {MAIN: main, "<module>": src}, "needs": [],
                      "notes": {"macro called from Python"}, "name": MAIN, "context": val, "alt": None,
                      "tg": {}, "env": t.environment}
                R.finish(st, expect, "macro")
            except (Skip, Unencodable) as e:
                R.skip("macro called from Python: " + str(e))
        return rv

    macro_call.jinja_pass_arg = o_macro.jinja_pass_arg

    def compile_expression(self, source, undefined_to_none=True):
        top = not R.depth and R.test
        R.depth += 1
        try:
            rv = o_compile_expression(self, source, undefined_to_none)
            rv._rec_source = source
            return rv
        except Exception as e:
            if top:
                R.depth -= 1
                failed(self, MAIN, {MAIN: "{{ " + source + " }}"}, e, "expression")
                R.depth += 1
            raise
        finally:
            R.depth -= 1

    def expr_call(self, *args, **kwargs):
        if R.depth or not R.test:
            return o_expr_call(self, *args, **kwargs)
        R.depth += 1
        try:
            rv = o_expr_call(self, *args, **kwargs)
        finally:
            R.depth -= 1
        try:
            if rv is None:
                raise Skip("compile_expression with result None")
            val = Encoder().encode(dict(*args, **kwargs))[0]
            st = {"ok": True, "sink": {}, "templates": {MAIN: "{{ " + self._rec_source + " }}"}, "needs": [],
                  "notes": set(), "name": MAIN, "context": val, "alt": None, "tg": {},
                  "env": self._template.environment}
            R.finish(st, {"output": str(rv)}, "expression")
        except (Skip, Unencodable) as e:
            R.skip(str(e))
        return rv

    # new style gettext: wrap the callables themselves
    i18n = ext.InternationalizationExtension
    o_install = i18n._install_callables

    def install_callables(self, gettext, ngettext, newstyle=None, pgettext=None, npgettext=None):
        w = lambda k, f: None if f is None else R.wrap_callable("gettext:" + k, f)  # noqa: E731
        o_install(self, w("gettext", gettext), w("ngettext", ngettext), newstyle, w("pgettext", pgettext), w("npgettext", npgettext))
        env = self.environment
        env._rec_newstyle = bool(env.newstyle_gettext)
        for k in GETTEXT:
            f = env.globals.get(k)
            if f is not None:
                try:
                    f._rec_newstyle = True
                except AttributeError:
                    pass

    Environment.compile = compile
    Template.from_code = classmethod(from_code)
    Environment._load_template = _load_template
    Environment.from_string = top_from_string
    Environment.get_template = top_get(o_get_template)
    Environment.select_template = top_get(o_select)
    Template.render, Template.render_async = top_render, top_render_async
    Template.generate = top_generate
    Template.make_module, Template.make_module_async = top_make_module, top_make_module_async
    TemplateModule.__init__ = module_init
    runtime.Macro.__call__ = macro_call
    Environment.compile_expression = compile_expression
    TemplateExpression.__call__ = expr_call
    i18n._install_callables = install_callables
    for fn in ("parse", "lex", "call_filter", "call_test", "compile_templates"):
        def counted(orig, fn):
            def f(self, *a, **kw):
                if not R.depth and R.test:
                    R.skip(f"Environment.{fn} called by the test itself")
                return orig(self, *a, **kw)
            return f
        setattr(Environment, fn, counted(getattr(Environment, fn), fn))

    class Plugin:
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_call(self, item):
            R.test, R.n, R.depth, R.pending = item.nodeid, 0, 0, []
            if item.name == "test_runtime_error":  # looks at the traceback
                R.test = None
            R.tests = getattr(R, "tests", 0) + 1
            yield
            # templates that the test compiled but never rendered: render them with no context
            pending, R.pending = R.pending, []
            for t in [p() for p in pending]:
                if t is None:
                    continue
                st = enter(t, ({},), {})
                try:
                    expect = {"output": o_render(t)}
                except Exception as e:
                    expect = error_of(e)
                leave(st, expect, "compiled")
            R.test = None
            R.macros.clear()
            R.codes.clear()

    os.chdir(root)
    sys.path.insert(0, os.path.join(root, "tests"))  # for the package "res"
    rc = pytest.main(["-q", "-p", "no:cacheprovider", "tests"], plugins=[Plugin()])
    out.close()
    json.dump(
        {"tests": R.tests, "pytest_rc": int(rc), "raw": R.written, "duplicates": R.duplicates,
         "skipped": dict(R.skipped)},
        open(raw + ".stats", "w"), indent=1,
    )
    return int(rc)


