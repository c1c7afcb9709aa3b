"""The recorder: its state, and the two outcomes it waits for."""

import collections
import contextlib
import os
import re
import threading
import types

from .values import Unencodable, zone_name
from .clock import clock_sites, make_clock
from .scope import SETTING_NAMES
from .recording import Recording
from .contexts import no_database
from .instruments import Instruments
from .lookups import Lookups
from .services import Services
from .calls import Calls
from .cases import Cases


def per_thread(name):
    return property(
        lambda self: getattr(self.local, name),
        lambda self, value: setattr(self.local, name, value),
    )


class PerThread(threading.local):
    def __init__(self):
        self.stack = []  # Recordings under way, the innermost last
        self.compiles = []
        self.muted = 0
        self.kind = "render"
        self.in_url_node = 0
        self.translating = 0


class Recorder(Instruments, Lookups, Services, Calls, Cases):
    """Records Django's tests as cases."""

    def __init__(self, sdist):
        self.sdist = os.path.realpath(sdist)
        self.tests_dir = os.path.join(self.sdist, "tests")
        self.local = PerThread()
        self.lock = threading.Lock()
        self.main_thread = threading.get_ident()
        self.test_id = None
        self.raw_file = None
        self.seen = {}
        self.counter = collections.Counter()  # per test, for ids
        self.stats = collections.Counter()
        self.by_area = collections.defaultdict(collections.Counter)
        self.dropped = collections.defaultdict(collections.Counter)
        self.tests_run = collections.Counter()
        self.tests_with_render = set()
        self.failed_tests = []
        self.dropped_ids = []
        self.function_calls = collections.Counter()
        self.secret_paths = {}

    # -- state

    stack = per_thread("stack")
    compiles = per_thread("compiles")
    muted = per_thread("muted")
    kind = per_thread("kind")
    in_url_node = per_thread("in_url_node")
    translating = per_thread("translating")

    @property
    def top(self):
        local = self.local
        if local.stack and not local.muted:
            return local.stack[-1]
        return None

    def area(self):
        return (self.test_id or "?").split(".")[0]

    @contextlib.contextmanager
    def mute(self):
        self.muted += 1
        try:
            yield
        finally:
            self.muted -= 1

    def drop(self, stage, reason, detail=""):
        self.dropped[stage][reason] += 1
        self.by_area[self.area()]["dropped"] += 1
        self.dropped_ids.append([self.test_id, stage, reason, detail])
        if detail:
            self.dropped[stage + ": " + reason][detail] += 1

    # -- what the output depends on

    def read_settings(self, context):
        from django.conf import global_settings, settings
        from django.utils import timezone, translation

        out = {
            "language": translation.get_language(),
            "use_i18n": settings.USE_I18N,
            "use_tz": settings.USE_TZ,
        }
        current = timezone.get_current_timezone()
        out["time_zone"] = self.zone(current)
        default = self.zone(timezone.get_default_timezone())
        if default != out["time_zone"]:
            out["default_time_zone"] = default
        for name in SETTING_NAMES:
            v = getattr(settings, name)
            if v != getattr(global_settings, name):
                out[name.lower()] = list(v) if isinstance(v, tuple) else v
        return out

    @staticmethod
    def zone(tz):
        name = zone_name(tz, None)
        if name and not re.fullmatch(r"[+-]\d{4}", name):
            return name
        off = int(tz.utcoffset(None).total_seconds() // 60)
        return "%s%02d:%02d" % ("-" if off < 0 else "+", abs(off) // 60, abs(off) % 60)

    def more_settings(self, rec):
        """Settings that only some libraries read."""
        from django.conf import global_settings, settings

        modules = set(rec.libs.values())
        if "django.templatetags.static" in modules or rec.static:
            rec.settings["static_url"] = settings.STATIC_URL
            rec.settings["media_url"] = settings.MEDIA_URL
        if "django.templatetags.i18n" in modules:
            langs = [[c, str(n)] for c, n in settings.LANGUAGES]
            if langs != [[c, str(n)] for c, n in global_settings.LANGUAGES]:
                rec.settings["languages"] = langs
            if settings.LANGUAGES_BIDI != global_settings.LANGUAGES_BIDI:
                rec.settings["languages_bidi"] = list(settings.LANGUAGES_BIDI)
        paths = []
        for p in settings.LOCALE_PATHS:
            p = os.path.realpath(str(p))
            if p.startswith(self.sdist + os.sep):
                paths.append(os.path.relpath(p, self.sdist))
        if paths and (rec.catalog or "django.templatetags.i18n" in modules):
            rec.settings["locale_paths"] = paths

    # -- recording

    def compile_failed(self, template, comp, origin, name, error):
        name = name or getattr(origin, "template_name", None)
        source = getattr(template, "source", None)
        if source is None:
            return
        if self.stack:
            self.stats["compile errors inside a render (part of its outcome)"] += 1
            if self.stack[-1].engine is template.engine and name:
                self.stack[-1].add_source(name, source, comp["libs"], comp["failed"])
            return
        self.stats["top-level compile errors"] += 1
        self.by_area[self.area()]["compile errors"] += 1
        from django.template import Context

        # A stand-in with what Recording reads of a Template.
        stub = types.SimpleNamespace(
            engine=template.engine,
            name=name,
            origin=origin or types.SimpleNamespace(template_name=None),
            source=source,
            _oracle_libs=comp["libs"],
        )
        rec = Recording(self, stub, Context({}, autoescape=template.engine.autoescape))
        rec.lib_failure = comp["failed"]
        rec.flat = {}
        rec.strict = {"$dict": []}
        rec.kind = "compile"
        with self.mute():
            self.finish(rec, {"error": type(error).__name__, "message": str(error)})

    def record(self, template, context, orig_render):
        __traceback_hide__ = True
        from django.template.context import BaseContext, RequestContext

        self.stats["top-level renders" if self.kind == "render" else "function renders"] += 1
        if self.kind == "render":
            self.by_area[self.area()]["renders"] += 1
            self.tests_with_render.add(self.test_id)
        if not isinstance(context, BaseContext) or not hasattr(context, "autoescape"):
            self.drop("render", "context is not a Context")
            return orig_render(template, context)
        with self.mute():
            rec = Recording(self, template, context)
            bound = context.template is not None
            if bound or not isinstance(context, RequestContext):
                try:
                    rec.snapshot(context)
                except Exception:
                    self.drop("render", "context cannot be flattened")
                    return orig_render(template, context)
        self.stack.append(rec)
        unmock = self.wrap_mocked_clocks(rec)
        try:
            output = orig_render(template, context)
        except Exception as e:
            self.stack.pop()
            unmock()
            try:
                message = str(e)
            except Exception:
                message = None
            with self.mute():
                self.finish(rec, {"error": type(e).__name__, "message": message})
            raise
        except BaseException:
            self.stack.pop()
            unmock()
            raise
        self.stack.pop()
        unmock()
        with self.mute():
            self.finish(rec, {"output": str(output) + ""})
        return output

    def wrap_mocked_clocks(self, rec):
        """A test may have replaced a module's datetime: note what it returns."""
        restore = []
        for module, attr in clock_sites():
            cls = getattr(module, attr)
            if "oracle_clock" in vars(cls):
                continue

            def source(tz, cls=cls):
                v = cls.now(tz)
                rec.clock_used = True
                if rec.mocked_now is None:
                    rec.mocked_now = v
                return v

            setattr(module, attr, make_clock(source))
            restore.append((module, attr, cls))

        def undo():
            for module, attr, cls in restore:
                setattr(module, attr, cls)

        return undo

    def finish(self, rec, expect):
        try:
            with self.lock, no_database():
                self.build(rec, expect)
        except Unencodable as e:
            self.drop(rec.kind, e.reason, e.detail)
