"""Instruments Django's template engine, so that renders leave traces in their recording."""

import contextlib
import datetime as dtm
import functools
import types

from .clock import at, install_clock, make_clock
from .logs import loose


class Instruments:
    """The part of the recorder that changes Django."""

    def install(self):
        """Instruments Django, which must be set up."""
        self.install_compiling()
        self.install_loading()
        self.install_rendering()
        self.install_reading()
        self.install_lookup()
        self.install_printing()
        self.install_urls()
        self.install_translations()
        self.install_formats()
        self.install_static_and_cache()
        self.install_clock()
        self.install_random()
        self.install_function_wrappers()
        self.install_test_tracking()

    def install_compiling(self):
        """Notes the libraries that a template loads, and templates that do not compile."""
        from django.template import base, defaulttags

        r = self
        orig_init = base.Template.__init__

        def template_init(self, template_string, origin=None, name=None, engine=None):
            if r.muted:
                return orig_init(self, template_string, origin, name, engine)
            __traceback_hide__ = True
            comp = {"libs": {}, "failed": False, "template": self}
            r.compiles.append(comp)
            self._oracle_libs = comp["libs"]
            r.stats["templates compiled"] += 1
            try:
                orig_init(self, template_string, origin, name, engine)
            except Exception as e:
                r.compile_failed(self, comp, origin, name, e)
                raise
            finally:
                r.compiles.pop()

        base.Template.__init__ = template_init

        orig_find_library = defaulttags.find_library

        def find_library(parser, name):
            __traceback_hide__ = True
            comp = r.compiles[-1] if r.compiles else None
            try:
                lib = orig_find_library(parser, name)
            except Exception:
                if comp is not None:
                    comp["failed"] = True
                raise
            if comp is not None:
                comp["libs"][name] = r.library_module(comp, lib, name)
            return lib

        defaulttags.find_library = find_library

    def install_loading(self):
        """Notes the templates that an engine finds while one renders."""
        from django.template import engine

        r = self
        orig_find = engine.Engine.find_template

        def find_template(self, name, dirs=None, skip=None):
            __traceback_hide__ = True
            result = orig_find(self, name, dirs, skip)
            if r.top is not None:
                for rec in r.stack:
                    if rec.engine is self:
                        rec.found.append((str(name), result[0]))
            return result

        engine.Engine.find_template = find_template
        from django.template import loader_tags

        orig_parent = loader_tags.ExtendsNode.find_template

        def find_parent(self, template_name, context):
            __traceback_hide__ = True
            template = orig_parent(self, template_name, context)
            if r.top is not None:
                r.top.loaded = True
                r.top.add_template(template.name or template_name, template)
            return template

        loader_tags.ExtendsNode.find_template = find_parent
        orig_get = engine.Engine.get_template

        def get_template(self, template_name):
            from django.template.exceptions import TemplateDoesNotExist

            __traceback_hide__ = True
            if r.stack or r.muted:
                return orig_get(self, template_name)
            try:
                return orig_get(self, template_name)
            except TemplateDoesNotExist:
                r.stats["top-level get_template of a missing template"] += 1
                raise

        engine.Engine.get_template = get_template

    def install_rendering(self):
        """Makes every top-level render a recording."""
        from django.template import base, context as ctx

        r = self
        orig_render = base.Template.render

        def render(self, context):
            __traceback_hide__ = True
            if r.muted:
                return orig_render(self, context)
            if getattr(context, "template", None) is not None and r.stack:
                if self.name and self is not r.stack[-1].template:
                    r.stack[-1].loaded = True
                    r.stack[-1].add_template(self.name, self)
                return orig_render(self, context)
            return r.record(self, context, orig_render)

        base.Template.render = render

        orig_bind = ctx.RequestContext.bind_template

        @contextlib.contextmanager
        def bind_template(self, template):
            __traceback_hide__ = True
            with orig_bind(self, template):
                rec = r.top
                if rec is not None and rec.context is self and rec.flat is None:
                    rec.snapshot(self)
                yield

        ctx.RequestContext.bind_template = bind_template

    def install_reading(self):
        """Notes the names that a render reads from its context."""
        from django.template import context as ctx

        r = self
        bc = ctx.BaseContext

        def watch(method):
            orig = getattr(bc, method)

            @functools.wraps(orig)
            def wrapped(self, key, *args):
                rec = r.top
                if rec is not None:
                    try:
                        rec.used.add(key)
                    except TypeError:
                        pass
                return orig(self, key, *args)

            setattr(bc, method, wrapped)

        for method in ("__getitem__", "get", "__contains__", "setdefault"):
            watch(method)
        orig_flatten = bc.flatten

        def flatten(self):
            rec = r.top
            if rec is not None and rec.flat is not None:
                rec.used.update(rec.flat)
            return orig_flatten(self)

        bc.flatten = flatten

        def get_request(self):
            rec = r.top
            if rec is not None and rec.flat is not None:
                rec.request_used = True
            try:
                return self.__dict__["request"]
            except KeyError:
                raise AttributeError(
                    "%r object has no attribute 'request'" % type(self).__name__
                ) from None

        def set_request(self, value):
            self.__dict__["request"] = value

        ctx.RequestContext.request = property(get_request, set_request)


    def install_printing(self):
        """Notes the values that a render prints."""
        from django.template import base, defaulttags

        r = self
        orig_print = base.render_value_in_context

        def render_value_in_context(value, context):
            rec = r.top
            if rec is not None:
                rec.printed.add(id(value))
                rec.keep.append(value)
            return orig_print(value, context)

        base.render_value_in_context = render_value_in_context
        defaulttags.render_value_in_context = render_value_in_context
        from django.templatetags import i18n as i18n_tags

        i18n_tags.render_value_in_context = render_value_in_context

    def install_urls(self):
        """Notes every `reverse()`."""
        import django.urls
        from django.template import defaulttags
        from django.utils import translation

        r = self
        orig_reverse = django.urls.reverse

        @functools.wraps(orig_reverse)
        def reverse(viewname, urlconf=None, args=None, kwargs=None, current_app=None, **more):
            __traceback_hide__ = True
            rec = r.top
            entry = None
            if rec is not None:
                entry = {
                    "viewname": (
                        "<callable %s>" % getattr(viewname, "__name__", "?")
                        if callable(viewname)
                        else loose(viewname)
                    ),
                    "args": [loose(a) for a in args or []],
                    "kwargs": {str(k): loose(v) for k, v in (kwargs or {}).items()},
                    "current_app": current_app,
                }
                language = translation.get_language()
                if language != rec.settings["language"]:
                    entry["language"] = language
                via_tag = r.in_url_node
            try:
                result = orig_reverse(
                    viewname, urlconf, args, kwargs, current_app, **more
                )
            except Exception as e:
                if entry is not None:
                    entry["error"] = type(e).__name__
                    entry["message"] = str(e)
                    rec.urls.append((via_tag, entry))
                raise
            if entry is not None:
                entry["result"] = str(result)
                rec.urls.append((via_tag, entry))
            return result

        django.urls.reverse = reverse
        orig_url_render = defaulttags.URLNode.render

        def url_render(self, context):
            __traceback_hide__ = True
            r.in_url_node += 1
            try:
                return orig_url_render(self, context)
            finally:
                r.in_url_node -= 1

        defaulttags.URLNode.render = url_render

    def install_translations(self):
        """Notes every gettext look-up."""
        from django.utils import translation
        from django.utils.translation import trans_null, trans_real

        r = self
        def wrap_trans(module, name):
            orig = getattr(module, name)

            @functools.wraps(orig)
            def wrapped(*args):
                __traceback_hide__ = True
                rec = r.top
                if rec is None or r.translating:
                    return orig(*args)
                r.translating += 1
                try:
                    result = orig(*args)
                finally:
                    r.translating -= 1
                r.log_translation(rec, name, args, result)
                return result

            setattr(module, name, wrapped)

        for module in (trans_real, trans_null):
            for name in ("gettext", "ngettext", "pgettext", "npgettext"):
                wrap_trans(module, name)
        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            translation._trans.__dict__.pop(name, None)

    def install_formats(self):
        """Notes every look-up of a format."""
        from django.utils import formats, translation

        r = self
        orig_get_format = formats.get_format

        @functools.wraps(orig_get_format)
        def get_format(format_type, lang=None, use_l10n=None):
            result = orig_get_format(format_type, lang, use_l10n)
            rec = r.top
            if rec is not None and str(format_type) in formats.FORMAT_SETTINGS:
                if use_l10n or use_l10n is None:
                    lang = lang or translation.get_language()
                    key = (str(format_type), lang, True)
                else:
                    key = (str(format_type), lang, False)
                rec.formats[key] = result
            return result

        formats.get_format = get_format


    def install_clock(self):
        """Stops the clock during a recording."""
        r = self
        def source(tz):
            rec = r.top
            if rec is None:
                return dtm.datetime.now(tz)
            return at(rec.clock(), tz)

        install_clock(make_clock(source))

    def install_random(self):
        """Notes renders that draw at random."""
        r = self
        import random as random_module

        from django.template import defaultfilters

        proxy = types.SimpleNamespace(
            **{k: getattr(random_module, k) for k in dir(random_module) if k[0] != "_"}
        )
        from django.utils import lorem_ipsum

        for name in ("choice", "sample", "randint"):
            orig = getattr(random_module, name)

            def drawn(*args, _orig=orig):
                if r.top is not None:
                    r.top.random = True
                return _orig(*args)

            setattr(proxy, name, drawn)
        defaultfilters.random_module = proxy
        lorem_ipsum.random = proxy


    @staticmethod
    def library_module(comp, lib, name):
        """The module that a loaded library comes from."""
        engine = comp["template"].engine
        if engine.template_libraries.get(name) is lib and name in engine.libraries:
            return engine.libraries[name]
