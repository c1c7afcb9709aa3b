"""Renders a template with the real engine and notes what the site answered."""

import datetime as dtm
import json
import re

from recorder.clock import at, install_clock, make_clock
from recorder.logs import identity, loose
from recorder.values import Unencodable, encode, text

from .contexts import SMALL_TEMPLATE, SMALL_TEXT
from .libraries import OWN, stub

NOW = dtm.datetime(2024, 2, 29, 22, 45, 30, 123456, tzinfo=dtm.timezone.utc)
ZONE = "Europe/Berlin"
MAX_CASE_BYTES = 400_000


def set_up(catalogs):
    """Django as a site has it that installed its contributed apps; URLs lead to made-up places."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib." + app for app in (
            "contenttypes", "auth", "sites", "sessions", "messages", "admin.apps.SimpleAdminConfig",
            "humanize", "flatpages", "redirects", "admindocs", "sitemaps", "syndication")],
        DATABASES={},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        SECRET_KEY="x",
        STATIC_URL="/static/",
        MEDIA_URL="/media/",
        LOCALE_PATHS=catalogs,
        TEMPLATES=[],
        LANGUAGE_CODE="en",
        TIME_ZONE=ZONE,
        USE_TZ=True,
        ROOT_URLCONF="",
    )
    import django.urls

    django.urls.reverse = reverse
    django.setup()
    install_logs()
    micros = (NOW - dtm.datetime(1970, 1, 1, tzinfo=dtm.timezone.utc)) // dtm.timedelta(microseconds=1)

    def clock(tz):
        LOG.clock = True
        return at(micros, tz)

    install_clock(make_clock(clock))


class Log:
    """What one render asked for."""

    def __init__(self):
        self.sources = {}
        self.urls = []
        self.catalog = {}
        self.clock = False


LOG = Log()


def reverse(viewname, urlconf=None, args=None, kwargs=None, current_app=None, **more):
    import django.urls

    entry = {
        "viewname": loose(viewname),
        "args": [loose(x) for x in args or []],
        "kwargs": {str(k): loose(v) for k, v in (kwargs or {}).items()},
        "current_app": current_app,
    }
    if entry not in [{k: x[k] for k in entry} for x in LOG.urls]:
        LOG.urls.append(entry)
    if viewname == "":
        entry["error"] = "NoReverseMatch"
        entry["message"] = "Reverse for '' not found. '' is not a valid view function or pattern name."
        raise django.urls.NoReverseMatch(entry["message"])
    entry["result"] = url = "/%s/" % "/".join(
        [re.sub(r"[^\w.-]+", "-", str(x)) for x in (viewname, *(args or ()), *(kwargs or {}).values())]
    )
    return url


def install_logs():
    from django.utils import translation
    from django.utils.translation import trans_real

    inside = []

    def watch(name):
        original = getattr(trans_real, name)

        def logged(*args):
            if inside:
                return original(*args)
            inside.append(name)
            try:
                result = original(*args)
            finally:
                inside.pop()
            context, message, plural, n = {
                "gettext": lambda m: (None, m, None, None),
                "pgettext": lambda c, m: (c, m, None, None),
                "ngettext": lambda m, p, n: (None, m, p, n),
                "npgettext": lambda c, m, p, n: (c, m, p, n),
            }[name](*args)
            entry = {
                "context": None if context is None else str(context),
                "msgid": str(message),
                "plural": None if plural is None else str(plural),
                "n": loose(n),
                "result": str(result),
            }
            LOG.catalog.setdefault((entry["context"], entry["msgid"], entry["plural"], str(n)), entry)
            return result

        setattr(trans_real, name, logged)
        translation._trans.__dict__.pop(name, None)

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        watch(name)


def engine_of(templates, stubs):
    """An engine over templates by name, with Django's own libraries and stand-ins for others."""
    from django.template import Engine
    from django.template.loaders import locmem

    class Loader(locmem.Loader):
        def get_contents(self, origin):
            contents = super().get_contents(origin)
            LOG.sources.setdefault(origin.template_name, contents)
            return contents

    engine = Engine(libraries=OWN, loaders=[])
    loader = Loader(engine, {SMALL_TEMPLATE: SMALL_TEXT, **templates})
    from django.template.loaders.cached import Loader as Cached

    cached = Cached(engine, [])
    cached.loaders = [loader]
    engine.__dict__["template_loaders"] = [cached]
    for name, (tags, filters) in stubs.items():
        engine.template_libraries[name] = stub(tags, filters)
    return engine


def render(engine, name, context):
    """The outcome, in the form of a case's `expect`; LOG has what was asked for."""
    from django.template import Context

    LOG.__init__()
    try:
        template = engine.get_template(name)
        return {"output": str(template.render(Context(context))) + ""}
    except RecursionError:
        return {"error": "RecursionError", "message": ""}
    except Exception as e:
        return {"error": type(e).__name__, "message": str(e)}


def case(identity_, source, name, context, language, stubs, expect):
    """The case of the render that LOG is of; None when it cannot be written."""
    out = {
        "id": identity_,
        "source": source,
        "engine": "django",
        "templates": LOG.sources,
        "template": name,
        "context": None,
        "options": {},
        "settings": {
            "language": language, "use_i18n": True, "use_tz": True, "time_zone": ZONE,
            "static_url": "/static/", "media_url": "/media/",
        },
        "now": NOW.isoformat() if LOG.clock else None,
        "expect": expect,
        "kind": "render",
        "area": source,
        "libraries": {**OWN, **{library: "stubs" for library in stubs}},
    }
    needs = []
    if LOG.urls:
        out["urls"] = LOG.urls
        needs.append("urlconf")
    if not all(map(identity, LOG.catalog.values())):
        out["catalog"] = list(LOG.catalog.values())
        needs.append("translations:" + language)
    if stubs:
        needs.append("stubs")
        out["stubs"] = {
            library: {"tags": sorted(tags), "filters": sorted(filters)}
            for library, (tags, filters) in sorted(stubs.items())
        }
    if needs:
        out["needs"] = sorted(needs)
    try:
        out["context"] = encode(context)
        line = text(json.dumps(out, ensure_ascii=False))
    except Unencodable:
        return None
    if len(line) > MAX_CASE_BYTES or re.search(r"\b0x[0-9a-f]{6,}", json.dumps(expect)):
        return None
    return line
