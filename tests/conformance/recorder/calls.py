"""Direct calls of filter functions in tests, as templates."""

import functools
import inspect
import itertools
import os
import sys

from .scope import NO_FUNCTION_CASES


class Calls:
    """The part of the recorder that turns calls into renders."""

    def from_tests(self, depth=2):
        f = sys._getframe(depth)
        return f.f_code.co_filename.startswith(self.tests_dir + os.sep)

    def install_function_wrappers(self):
        from django.template import defaultfilters
        from django.utils import (
            dateformat, encoding, formats, html, numberformat, text as text_utils,
            timesince,
        )

        r = self

        def wrap(module, attr, build, only=None):
            func = getattr(module, attr)

            @functools.wraps(func)
            def wrapped(*args, **kwargs):
                if (
                    not r.stack
                    and not r.muted
                    and r.test_id
                    and not r.test_id.endswith(NO_FUNCTION_CASES)
                    and (only is None or r.area() in only)
                    and r.from_tests()
                ):
                    r.function_called(build, args, kwargs)
                return func(*args, **kwargs)

            setattr(module, attr, wrapped)

        # every registered filter of defaultfilters
        by_func = {id(f): n for n, f in defaultfilters.register.filters.items()}
        for attr, func in list(vars(defaultfilters).items()):
            name = by_func.get(id(func))
            if name is None or not inspect.isfunction(func):
                continue
            plain = inspect.unwrap(func)
            params = list(inspect.signature(plain).parameters)

            def build(args, kwargs, name=name, params=params):
                bound = dict(zip(params, args))
                if len(args) > len(params) or not args:
                    return None
                bound.update(kwargs)
                bound.pop("autoescape", None)
                rest = [p for p in params[1:] if p != "autoescape" and p in bound]
                if len(rest) > 1 or set(bound) - set(params):
                    return None
                ctx = {"value": bound[params[0]]}
                if rest:
                    ctx["arg"] = bound[rest[0]]
                    return [("{{ value|%s:arg }}" % name, ctx)]
                return [("{{ value|%s }}" % name, ctx)]

            wrap(defaultfilters, attr, build)

        # functions below the filters
        only = {"utils_tests", "i18n", "timezones"}

        def one(tmpl, *names):
            """Positional/keyword arguments by name -> context keys v, a, b."""

            def build(args, kwargs):
                if len(args) > len(names):
                    return None
                bound = dict(zip(names, args))
                bound.update(kwargs)
                if set(bound) - set(names):
                    return None
                return tmpl(bound)

            return build

        def simple(source, *names):
            def tmpl(b):
                if set(b) - set(names[:1]):
                    return None
                return [(source, {"value": b[names[0]]})]

            return one(tmpl, *names)

        def with_arg(source, without, *names):
            def tmpl(b):
                ctx = {"value": b[names[0]]}
                if len(names) > 1 and b.get(names[1]) is not None:
                    ctx["arg"] = b[names[1]]
                    return [(source, ctx)]
                return [(without, ctx)] if without else None

            return one(tmpl, *names)

        wrap(html, "escape", simple("{{ value|force_escape }}", "text"), only)
        wrap(html, "conditional_escape", simple("{{ value }}", "text"), only)
        wrap(html, "strip_tags", simple("{{ value|striptags }}", "value"), only)
        wrap(html, "escapejs", simple("{{ value|escapejs }}", "value"), only)
        wrap(
            html,
            "strip_spaces_between_tags",
            simple("{% spaceless %}{{ value|safe }}{% endspaceless %}", "value"),
            only,
        )
        wrap(
            html,
            "linebreaks",
            one(lambda b: [("{{ value|linebreaks }}", {"value": b["value"]})],
                "value", "autoescape"),
            only,
        )
        wrap(
            html,
            "json_script",
            with_arg("{{ value|json_script:arg }}", "{{ value|json_script }}",
                     "value", "element_id"),
            only,
        )
        wrap(
            html,
            "urlize",
            one(
                lambda b: [
                    ("{{ value|urlizetrunc:arg }}",
                     {"value": b["text"], "arg": b["trim_url_limit"]})
                    if b.get("trim_url_limit") is not None
                    else ("{{ value|urlize }}", {"value": b["text"]})
                ],
                "text", "trim_url_limit", "nofollow", "autoescape",
            ),
            only,
        )
        wrap(text_utils, "capfirst", simple("{{ value|capfirst }}", "x"), only)
        wrap(text_utils, "phone2numeric", simple("{{ value|phone2numeric }}", "phone"), only)
        wrap(text_utils, "wrap",
             with_arg("{{ value|wordwrap:arg }}", None, "text", "width"), only)
        wrap(text_utils, "slugify", simple("{{ value|slugify }}", "value", "allow_unicode"), only)
        wrap(text_utils, "normalize_newlines",
             simple("{{ value|linebreaksbr }}", "text"), only)
        wrap(encoding, "iri_to_uri", simple("{{ value|iriencode }}", "iri"), only)
        wrap(dateformat, "format",
             with_arg("{{ value|date:arg }}", None, "value", "format_string"), only)
        wrap(dateformat, "time_format",
             with_arg("{{ value|time:arg }}", None, "value", "format_string"), only)
        for name in ("timesince", "timeuntil"):
            wrap(
                timesince,
                name,
                with_arg("{{ value|%s:arg }}" % name, "{{ value|%s }}" % name, "d", "now"),
                only,
            )
        wrap(formats, "localize", simple("{{ value }}", "value", "use_l10n"), only)
        wrap(formats, "date_format",
             with_arg("{{ value|date:arg }}", "{{ value|date }}", "value", "format"), only)
        wrap(formats, "time_format",
             with_arg("{{ value|time:arg }}", "{{ value|time }}", "value", "format"), only)

        def number(b):
            out = [("{{ value }}", {"value": b["v"]})]
            if isinstance(b.get("decimal_pos"), int):
                out.append(
                    ("{{ value|floatformat:arg }}",
                     {"value": b["v"], "arg": b["decimal_pos"]})
                )
            return out

        wrap(formats, "number_format",
             one(number, "v", "decimal_pos", "use_l10n", "force_grouping"), only)
        wrap(
            numberformat,
            "format",
            one(number, "v", "decimal_sep", "decimal_pos", "grouping", "thousand_sep",
                "force_grouping", "use_l10n"),
            only,
        )

        # Truncator(text).chars(num, truncate, html) / .words(...)
        for method in ("chars", "words"):
            orig = getattr(text_utils.Truncator, method)

            def truncated(self, num, truncate=None, html=False, _orig=orig, _m=method):
                if (
                    not r.stack and not r.muted and r.area() in only
                    and truncate is None and r.from_tests(2)
                ):
                    name = "truncate%s%s" % (_m, "_html" if html else "")
                    r.function_called(
                        lambda a, k: [
                            ("{{ value|%s:arg }}" % name,
                             {"value": str(self._wrapped_text()), "arg": num})
                        ],
                        (),
                        {},
                    )
                return _orig(self, num, truncate, html)

            setattr(text_utils.Truncator, method, truncated)
        orig_truncator_init = text_utils.Truncator.__init__

        def truncator_init(self, text):
            self.__dict__["_oracle_text"] = text
            orig_truncator_init(self, text)

        text_utils.Truncator.__init__ = truncator_init
        text_utils.Truncator._wrapped_text = lambda self: self.__dict__["_oracle_text"]

    def function_called(self, build, args, kwargs):
        from django.template import Context, Engine, Template

        self.stats["direct function calls"] += 1
        self.by_area[self.area()]["direct calls"] += 1
        for a in itertools.chain(args, kwargs.values()):
            if hasattr(a, "__next__"):
                self.drop("function", "iterator argument")
                return
        try:
            pairs = build(args, kwargs)
        except Exception:
            pairs = None
        if not pairs:
            self.drop("function", "call has no template form")
            return
        if not hasattr(self, "fn_engine"):
            self.fn_engine = Engine()
        saved, self.kind = self.kind, "function"
        try:
            for source, ctx in pairs:
                for state in ("off", "on"):
                    with self.mute():
                        t = Template(
                            "{%% autoescape %s %%}%s{%% endautoescape %%}"
                            % (state, source),
                            engine=self.fn_engine,
                        )
                    try:
                        t.render(Context(dict(ctx)))
                    except Exception:
                        pass
        finally:
            self.kind = saved
