"""What one top-level render of a template asked for."""

import itertools
import time

from .values import Unencodable, encode, is_iterator


class Recording:
    """One top-level render."""

    def __init__(self, recorder, template, context):
        self.r = recorder
        self.template = template
        self.context = context
        self.test = recorder.test_id
        self.kind = recorder.kind
        self.flat = None
        self.strict = None
        self.names = {}  # template name -> [source, ...]
        self.anonymous = {}  # id(Template) -> name
        self.libs = {}
        self.lib_failure = False
        self.used = set()
        self.looks = {}
        self.callmap = {}
        self.printed = set()
        self.keep = []
        self.now = None
        self.mocked_now = None
        self.clock_used = False
        self.random = False
        self.urls = []
        self.catalog = {}
        self.formats = {}
        self.static = {}
        self.cache = []
        self.request_used = False
        self.loaded = False  # it extends or includes
        self.found = []  # all that the engine loaded meanwhile
        self.tees = {}
        self.engine = template.engine
        # Read now: a render that fails leaves the context changed.
        self.autoescape = getattr(context, "autoescape", True)
        self.use_l10n = getattr(context, "use_l10n", None)
        self.use_tz = getattr(context, "use_tz", None)
        self.main = template.name or getattr(template.origin, "template_name", None)
        self.from_string = not self.main
        if self.from_string:
            self.main = "main"
        self.main = str(self.main)
        self.add_template(self.main, template)
        self.settings = recorder.read_settings(context)

    # -- templates

    def add_template(self, name, template):
        sources = self.names.setdefault(str(name), [])
        if template.source not in sources:
            sources.append(template.source)
        self.libs.update(getattr(template, "_oracle_libs", {}))

    def add_source(self, name, source, libs, lib_failure):
        sources = self.names.setdefault(str(name), [])
        if source not in sources:
            sources.append(source)
        self.libs.update(libs)
        self.lib_failure |= lib_failure

    def name_of(self, template):
        """A name for a Template object found in the context."""
        if template is self.template:
            return self.main
        name = self.anonymous.get(id(template))
        if name is None:
            name = template.name
            if not name or self.names.get(name, [template.source]) != [template.source]:
                name = "template-object-%d" % (len(self.anonymous) + 1)
            self.anonymous[id(template)] = name
            self.keep.append(template)
            self.add_template(name, template)
        return name

    # -- observation

    def snapshot(self, context):
        flat = {}
        for d in context.dicts[1:]:
            flat.update(d)
        for d in context.dicts[1:]:
            for k, v in list(d.items()):
                if is_iterator(v):
                    d[k], copy = self.split(v)
                    if flat.get(k) is v:
                        flat[k] = copy
        self.flat = flat
        try:
            self.strict = encode(dict(flat))
        except Unencodable:
            self.strict = None

    def split(self, v):
        """A one-shot iterator: one copy for the render, one for us."""
        a, b = itertools.tee(v)
        self.tees[id(b)] = [b, None]
        return a, b

    def log_lookup(self, container, bit, raw, final):
        from django.template.context import BaseContext

        if raw is not final and callable(raw) and id(raw) not in self.callmap:
            self.callmap[id(raw)] = final
            self.keep.append(raw)
        if isinstance(container, BaseContext):
            self.used.add(bit)
            return
        d = self.looks.get(id(container))
        if d is None:
            d = self.looks[id(container)] = {}
            self.keep.append(container)
        d.setdefault(bit, final)

    def clock(self):
        self.clock_used = True
        if self.now is None:
            outer = next((x.now for x in self.r.stack if x.now is not None), None)
            self.now = outer if outer is not None else time.time_ns() // 1000
        return self.now
