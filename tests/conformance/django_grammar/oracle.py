"""Renders a case by real Django, with a clock that stands still and a log of every translation."""

import base64
import datetime as dtm
import decimal
import re
import resource
import signal
import types

NOW = dtm.datetime(2024, 2, 29, 21, 30, 15, 250000, tzinfo=dtm.timezone.utc)

URLS = [
    ("home", ""),
    ("page", "page/<int:number>/"),
    ("tag", "tag/<slug:slug>/<str:rest>/"),
    ("any", "any/<path:path>"),
]


# Django has no limits: `{{ text|center:1000000000 }}` and the like are left to our own tests.
LONGEST = 3
MOST_MEMORY = 2 << 30


class TooLong(BaseException):
    """The render takes longer than LONGEST seconds."""


class NoPlainValue(Exception):
    """The case format cannot hold this value."""


class Called:
    """A context variable that is a function: templates see what it returns."""

    def __init__(self, result):
        self.result = result

    def __call__(self):
        return self.result


def set_up():
    """Configures Django once for all cases."""

    def stop(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.humanize"],
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        MEDIA_URL="/media/",
        USE_I18N=True,
        TIME_ZONE="UTC",
    )
    django.setup()
    from django.utils import timezone
    from django.template import defaulttags
    from django.contrib.humanize.templatetags import humanize
    from django.utils import timesince

    clock = _clock()
    for module in (defaulttags, humanize, timezone):
        module.datetime = clock
    fake = types.SimpleNamespace(**{name: getattr(dtm, name) for name in dir(dtm) if not name.startswith("__")})
    fake.datetime = clock
    timesince.datetime = fake
    # `{% debug %}` lists the modules of the process.
    defaulttags.sys = types.SimpleNamespace(modules={})


def __getattr__(name):
    if name == "urlpatterns":
        from django.urls import path

        return [path(route, lambda request: None, name=name) for name, route in URLS]
    raise AttributeError(name)


def _clock():
    class Meta(type):
        def __instancecheck__(cls, value):
            return isinstance(value, dtm.datetime)

        def __subclasscheck__(cls, sub):
            return issubclass(sub, dtm.datetime)

        def __call__(cls, *args, **kwargs):
            return dtm.datetime(*args, **kwargs)

    class Clock(dtm.datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz=None):
            return NOW.astimezone(tz) if tz else NOW.astimezone().replace(tzinfo=None)

        @classmethod
        def combine(cls, *args, **kwargs):
            return dtm.datetime.combine(*args, **kwargs)

    return Clock


class Log:
    """Every translation and every URL that a render asks for."""

    def __init__(self, language):
        self.language = language
        self.catalog = {}
        self.urls = []
        self.kept = {}

    def __enter__(self):
        from django import urls
        from django.utils import translation

        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            real = getattr(translation._trans, name)
            self.kept[name] = real
            setattr(translation._trans, name, self.translator(name, real))
        self.reverse = urls.reverse
        urls.reverse = self.reversed
        return self

    def __exit__(self, *failure):
        from django import urls
        from django.utils import translation

        for name, real in self.kept.items():
            setattr(translation._trans, name, real)
        urls.reverse = self.reverse

    def translator(self, name, real):
        def translate(*args):
            from django.utils import translation

            result = real(*args)
            context = args[0] if name.startswith(("p", "np")) else None
            rest = args[1:] if context is not None else args
            message, plural, n = rest if len(rest) == 3 else (rest[0], None, None)
            identity = message if plural is None or n == 1 else plural
            if result != identity:
                language = translation.get_language()
                key = (language, context, message, plural, repr(n))
                self.catalog[key] = {
                    "context": context,
                    "msgid": str(message),
                    "plural": plural and str(plural),
                    "n": encode(n) if not isinstance(n, str) else str(n),
                    "result": str(result),
                    **({} if language == self.language else {"language": language}),
                }
            return result

        return translate

    def reversed(self, viewname, urlconf=None, args=None, kwargs=None, current_app=None):
        from django.utils import translation

        entry = {
            "viewname": encode(viewname),
            "args": [encode(value) for value in args or []],
            "kwargs": {name: encode(value) for name, value in (kwargs or {}).items()},
            "current_app": current_app,
        }
        if translation.get_language() != self.language:
            entry["language"] = translation.get_language()
        self.urls.append(entry)
        try:
            entry["result"] = self.reverse(viewname, urlconf, args, kwargs, current_app)
        except Exception as failure:
            entry["error"], entry["message"] = type(failure).__name__, str(failure)
            raise
        return entry["result"]


def run(case):
    """What Django answers; `None` where it cannot be told."""
    from django.core.cache import cache
    from django.template import Context, Engine
    from django.template.backends.django import get_installed_libraries
    from django.test.utils import override_settings
    from django.utils import timezone, translation

    given = {name.upper(): value for name, value in case["settings"].items()}
    language = given.pop("LANGUAGE", "en-us")
    current = given.pop("CURRENT_ZONE", None)
    cache.clear()
    log = Log(language)
    with override_settings(**given):
        translation.deactivate_all() if language is None else translation.activate(language)
        timezone.activate(current) if current else timezone.deactivate()
        engine = Engine(
            loaders=[("django.template.loaders.cached.Loader", [
                ("django.template.loaders.locmem.Loader", case["templates"])])],
            libraries=get_installed_libraries(),
            **case["options"],
        )
        try:
            signal.alarm(LONGEST)
            with log:
                context = Context(dict(case["context"]), autoescape=engine.autoescape)
                text = engine.get_template(case["template"]).render(context)
                expect = {"output": str(text) + ""}
        except (RecursionError, MemoryError, NoPlainValue, TooLong):
            return None
        except OverflowError as failure:
            # Python's calendar and its widths end where ours do not.
            if str(failure) in ("date value out of range", "Python int too large to convert to C ssize_t"):
                return None
            expect = {"error": type(failure).__name__, "message": str(failure)}
        except Exception as failure:
            if re.fullmatch(r"year -?\d+ is out of range", str(failure)):
                return None
            expect = {"error": type(failure).__name__, "message": str(failure)}
        finally:
            signal.alarm(0)
            translation.activate("en-us")
            timezone.deactivate()
    case["catalog"], case["urls"] = list(log.catalog.values()), log.urls
    return expect


def as_json(identity, family, case, expect):
    """The case in the format of the runner."""
    settings = {"language": "en-us", "use_i18n": True, "use_tz": True, "time_zone": "UTC", **case["settings"]}
    settings["static_url"], settings["media_url"] = "/static/", "/media/"
    if "current_zone" in settings:
        settings["default_time_zone"] = settings["time_zone"]
        settings["time_zone"] = settings.pop("current_zone")
    return {
        "id": f"random/{family}/{identity}",
        "source": "fuzz",
        "engine": "django",
        "area": f"random.{family}",
        "templates": case["templates"],
        "template": case["template"],
        "context": encode(case["context"]),
        "options": case["options"],
        "settings": settings,
        "now": NOW.isoformat(),
        "catalog": case["catalog"],
        "urls": case["urls"],
        "expect": expect,
    }


def encode(value):
    """A value as the case format has it."""
    from django.utils.safestring import SafeString

    kind = type(value)
    if kind is Called:
        return encode(value.result)
    if value is None or kind is bool:
        return value
    if kind is str:
        value.encode()
        return value
    if kind is SafeString:
        return {"$safe": str.__str__(value) + ""}
    if kind is int:
        return value if -(2**63) <= value < 2**63 else {"$int": str(value)}
    if kind is float:
        return {"$float": repr(value)}
    if kind is decimal.Decimal:
        return {"$decimal": str(value)}
    if isinstance(value, dtm.datetime):
        if kind is not dtm.datetime:
            raise NoPlainValue(kind)
        found = {"$datetime": value.isoformat()}
        name = getattr(value.tzinfo, "key", None)
        return {**found, "tz": name} if name else found
    if kind in (dtm.date, dtm.time):
        return {f"${kind.__name__}": value.isoformat()}
    if kind is dtm.timedelta:
        return {"$timedelta": [value.days, value.seconds, value.microseconds]}
    if kind is range:
        return {"$range": [value.start, value.stop, value.step]}
    if kind is bytes:
        return {"$bytes": base64.b64encode(value).decode()}
    if kind is dict:
        return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if kind is list:
        return [encode(item) for item in value]
    if kind in (tuple, set):
        return {f"${kind.__name__}": [encode(item) for item in value]}
    raise NoPlainValue(kind)
