"""Renders a case again with the real engine, from the case alone."""

import contextlib
import datetime as dtm
import os
import re
import sys
import types

from .values import decode, exception_class
from .clock import EPOCH, at, install_clock, make_clock
from .logs import url_key
from .scope import KNOWN_ERRORS, SETTING_NAMES


class Replayer:
    def __init__(self, sdist=None):
        if sdist:
            sys.path.insert(0, os.path.join(os.path.realpath(sdist), "tests"))
        from django.conf import settings

        # A library of the tests loads templates from its app's folder.
        extra = ["template_tests"] if sdist else []
        settings.configure(
            INSTALLED_APPS=extra
            + [
                "django.contrib.contenttypes",
                "django.contrib.auth",
                "django.contrib.sites",
                "django.contrib.sessions",
                "django.contrib.messages",
                "django.contrib.admin.apps.SimpleAdminConfig",
                "django.contrib.staticfiles",
                "django.contrib.humanize",
                "django.contrib.flatpages",
            ],
            DATABASES={},
            SECRET_KEY="x",
            STATIC_URL="static/",
            TEMPLATES=[],
            LANGUAGE_CODE="en",
            ROOT_URLCONF="",
        )
        self.case = None
        self.problem = None
        self.patch_reverse()
        import django

        django.setup()
        self.patch()

    def patch_reverse(self):
        import django.urls
        from django.utils import translation

        rp = self
        orig = django.urls.reverse

        def reverse(viewname, urlconf=None, args=None, kwargs=None, current_app=None, **more):
            if rp.case is None:
                return orig(viewname, urlconf, args, kwargs, current_app, **more)
            language = translation.get_language()
            if language == rp.case["settings"]["language"]:
                language = None
            entry = rp.urls.get(
                url_key(viewname, args, kwargs, current_app, language)
            )
            if entry is None:
                rp.problem = "a reversed url is not in the log"
                raise django.urls.NoReverseMatch("not in the log: %r" % (viewname,))
            if "error" in entry:
                if entry["error"] == "NoReverseMatch":
                    raise django.urls.NoReverseMatch(entry["message"])
                raise exception_class(entry["error"])(entry["message"])
            return entry["result"]

        django.urls.reverse = reverse

    def patch(self):
        from django.core.cache import InvalidCacheBackendError
        from django.templatetags import cache as cache_tags
        from django.templatetags import static as static_tags
        from django.utils import formats, translation
        from django.utils.safestring import SafeData, mark_safe
        from django.utils.translation import trans_null, trans_real

        rp = self

        def lookup(context, msgid, plural=None, n=None):
            e = rp.catalog.get(
                (
                    None if context is None else str(context),
                    str(msgid),
                    None if plural is None else str(plural),
                    str(n),
                )
            )
            if e is None:
                result = str(msgid) if plural is None or n == 1 else str(plural)
            else:
                result = e["result"]
            return mark_safe(result) if isinstance(msgid, SafeData) and plural is None else result

        def gettext(msgid):
            return lookup(None, msgid)

        def pgettext(context, msgid):
            return lookup(context, msgid)

        def ngettext(msgid, plural, n):
            return lookup(None, msgid, plural, n)

        def npgettext(context, msgid, plural, n):
            return lookup(context, msgid, plural, n)

        for module in (trans_real, trans_null):
            for f in (gettext, pgettext, ngettext, npgettext):
                setattr(module, f.__name__, f)
        for name in ("gettext", "pgettext", "ngettext", "npgettext"):
            translation._trans.__dict__.pop(name, None)

        orig_get_format = formats.get_format

        def get_format(format_type, lang=None, use_l10n=None):
            if rp.formats:
                l10n = use_l10n or use_l10n is None
                key = (
                    str(format_type),
                    (lang or translation.get_language()) if l10n else lang,
                    bool(l10n),
                )
                if key in rp.formats:
                    return rp.formats[key]
            return orig_get_format(format_type, lang, use_l10n)

        formats.get_format = get_format

        def handle_simple(cls, path):
            if str(path) in rp.static:
                url = rp.static[str(path)]
                if isinstance(url, dict):
                    raise exception_class(url["error"])(url["message"])
                return url
            from urllib.parse import quote, urljoin

            return urljoin(
                static_tags.PrefixNode.handle_simple("STATIC_URL"), quote(path)
            )

        static_tags.StaticNode.handle_simple = classmethod(handle_simple)

        class Cache:
            def __init__(self, alias):
                self.alias = alias

            def get(self, key, *args):
                if rp.cache and rp.cache[0]["op"] == "get":
                    e = rp.cache.pop(0)
                    if e["key"] == key and e["alias"] == self.alias:
                        return decode(e["value"])
                rp.problem = "cache reads differ"

            def set(self, key, value, timeout):
                if rp.cache and rp.cache[0]["op"] == "set":
                    e = rp.cache.pop(0)
                    if (e["key"], e["timeout"], e["alias"]) == (key, timeout, self.alias):
                        if decode(e["value"]) == value:
                            return
                rp.problem = "cache writes differ"

        class Caches:
            def __getitem__(self, alias):
                if alias not in rp.cache_aliases:
                    raise InvalidCacheBackendError(alias)
                return Cache(alias)

        cache_tags.caches = Caches()
        self.micros = None

        def source(tz):
            if rp.micros is None:
                rp.problem = "reads the clock"
                return dtm.datetime.now(tz)
            return at(rp.micros, tz)

        install_clock(make_clock(source))

    # -- one case

    def replay(self, case, context):
        """The outcome of a case, in the form of "expect"."""
        from django.template import Context, Engine, Template
        from django.test.utils import override_settings
        from django.utils import timezone, translation

        s = case["settings"]
        o = case["options"]
        overrides = {"USE_I18N": s["use_i18n"], "USE_TZ": s["use_tz"]}
        default_zone = s.get("default_time_zone", s["time_zone"])
        if not re.match(r"[+-]\d", default_zone):
            overrides["TIME_ZONE"] = default_zone
        for name in SETTING_NAMES:
            if name.lower() in s and name != "FORMAT_MODULE_PATH":
                v = s[name.lower()]
                overrides[name] = tuple(v) if isinstance(v, list) else v
        for name in ("static_url", "media_url"):
            if name in s:
                overrides[name.upper()] = s[name]
        if "languages" in s:
            overrides["LANGUAGES"] = [tuple(x) for x in s["languages"]]
        if "languages_bidi" in s:
            overrides["LANGUAGES_BIDI"] = s["languages_bidi"]
        if not s["use_i18n"] and s["language"]:
            overrides["LANGUAGE_CODE"] = s["language"]

        self.problem = None
        self.urls = {}
        for u in case.get("urls", []):
            self.urls.setdefault(
                url_key(
                    u["viewname"],
                    [decode(a) for a in u["args"]],
                    {k: decode(v) for k, v in u["kwargs"].items()},
                    u["current_app"],
                    u.get("language"),
                ),
                u,
            )
        self.catalog = {
            (e["context"], e["msgid"], e["plural"], str(decode(e["n"]))): e
            for e in case.get("catalog", [])
        }
        self.formats = {
            (e["type"], e["lang"], e["use_l10n"]): e["result"]
            for e in case.get("formats", [])
        }
        self.static = dict(case.get("static_urls", []))
        self.cache = list(case.get("cache", []))
        self.cache_aliases = {e["alias"] for e in self.cache} | {"default"}
        self.micros = None
        if case["now"] is not None:
            d = dtm.datetime.fromisoformat(case["now"])
            self.micros = (d - EPOCH) // dtm.timedelta(microseconds=1)

        with contextlib.ExitStack() as stack:
            stack.enter_context(override_settings(**overrides))
            for name in ("gettext", "pgettext", "ngettext", "npgettext", "get_language",
                         "activate", "deactivate", "deactivate_all",
                         "get_language_bidi", "check_for_language"):
                translation._trans.__dict__.pop(name, None)
            if s["use_i18n"]:
                if s["language"] is None:
                    translation.deactivate_all()
                else:
                    translation.activate(s["language"])
            stack.callback(translation.deactivate)
            zone = s["time_zone"]
            if re.match(r"[+-]\d", zone):
                sign = -1 if zone[0] == "-" else 1
                h, m = zone[1:].split(":")
                stack.enter_context(
                    timezone.override(timezone.get_fixed_timezone(sign * (int(h) * 60 + int(m))))
                )
            elif zone != default_zone:
                import zoneinfo

                try:
                    z = zoneinfo.ZoneInfo(zone)
                except Exception:
                    return {"error": "!", "message": "unknown time zone"}
                stack.enter_context(timezone.override(z))
            self.case = case
            try:
                loader = (
                    "django.template.loaders.locmem.Loader",
                    dict(case["templates"]),
                )
                loaders = [("django.template.loaders.cached.Loader", [loader])]
                if o.get("cached_loader") is False:
                    loaders = [loader]
                if "loaders" in case:
                    depth = max(len(v) for v in case["loaders"].values())
                    loaders = []
                    for i in range(depth):
                        d = {} if i else dict(case["templates"])
                        d.update(
                            {n: v[i] for n, v in case["loaders"].items() if i < len(v)}
                        )
                        loaders.append(("django.template.loaders.locmem.Loader", d))
                try:
                    engine = Engine(
                        loaders=loaders,
                        debug=o.get("debug", False),
                        string_if_invalid=o.get("string_if_invalid", ""),
                        autoescape=o.get("autoescape", True),
                        libraries=case.get("libraries") or {},
                        builtins=o.get("builtins") or [],
                    )
                except Exception:
                    return {"error": "!", "message": "library cannot be loaded"}
                ctx = Context(
                    decode(context),
                    autoescape=o.get("autoescape", True),
                    use_l10n=o.get("use_l10n"),
                    use_tz=o.get("use_tz"),
                )
                if case.get("request") is not None:
                    ctx.request = self.request(case["request"])
                try:
                    if case.get("from_string"):
                        t = Template(case["templates"][case["template"]], engine=engine)
                    else:
                        t = engine.get_template(case["template"])
                    out = t.render(ctx)
                except RecursionError:
                    return {"error": "RecursionError", "message": ""}
                except Exception as e:
                    return {"error": type(e).__name__, "message": str(e)}
                return {"output": str(out) + ""}
            finally:
                self.case = None

    @staticmethod
    def request(d):
        from django.http import QueryDict
        from django.test import RequestFactory

        request = RequestFactory().get(d.get("path") or "/")
        q = QueryDict(mutable=True)
        for k, v in decode(d.get("GET") or {"$dict": []}).items():
            q.setlist(k, v)
        q._mutable = False
        request.GET = q
        if "current_app" in d:
            request.current_app = d["current_app"]
        if "namespace" in d:
            request.resolver_match = types.SimpleNamespace(namespace=d["namespace"])
        return request

    def check(self, case, context):
        """None when the replay agrees with the record, else why not."""
        try:
            got = self.replay(case, context)
        except Exception as e:
            return "replay fails: %s" % type(e).__name__
        if got.get("error") == "!":
            return got["message"]
        if self.problem:
            return self.problem
        want = case["expect"]
        if got == want:
            if self.cache:
                return "cache log not used up"
            return None
        if "output" in want and "output" in got:
            return "output differs"
        if "output" in want:
            return "replay raises %s, recorded an output" % got["error"]
        if "output" in got:
            return "replay gives an output, recorded %s" % (
                want["error"] if want["error"] in KNOWN_ERRORS else "a test's own exception"
            )
        if got["error"] != want["error"]:
            return "another exception"
        return "another message (%s)" % want["error"]
