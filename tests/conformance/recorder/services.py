"""Instruments what the site answers: static files, caches, translations, and the test that runs."""

import random
import types
import unittest

from .logs import loose, loose_safe


class Services:
    """The part of the recorder that sees what a site answers."""

    def install_static_and_cache(self):
        from django.apps import apps
        from django.templatetags import cache as cache_tags
        from django.templatetags import static as static_tags

        r = self
        orig_simple = static_tags.StaticNode.handle_simple.__func__

        def handle_simple(cls, path):
            __traceback_hide__ = True
            rec = r.top
            if not apps.is_installed("django.contrib.staticfiles"):
                rec = None
            try:
                result = orig_simple(cls, path)
            except Exception as e:
                if rec is not None:
                    rec.static[str(path)] = {
                        "error": type(e).__name__,
                        "message": str(e),
                    }
                raise
            if rec is not None:
                rec.static[str(path)] = str(result)
            return result

        static_tags.StaticNode.handle_simple = classmethod(handle_simple)

        class Cache:
            def __init__(self, alias, real):
                self.alias, self.real = alias, real

            def get(self, key, *args):
                v = self.real.get(key, *args)
                if r.top is not None:
                    r.top.cache.append(
                        {"op": "get", "alias": self.alias, "key": key, "value": loose_safe(v)}
                    )
                return v

            def set(self, key, value, timeout):
                if r.top is not None:
                    r.top.cache.append(
                        {
                            "op": "set",
                            "alias": self.alias,
                            "key": key,
                            "value": loose_safe(value),
                            "timeout": timeout,
                        }
                    )
                return self.real.set(key, value, timeout)

            def __getattr__(self, name):
                return getattr(self.real, name)

        class Caches:
            def __init__(self, real):
                self.real = real

            def __getitem__(self, alias):
                return Cache(alias, self.real[alias])

            def __getattr__(self, name):
                return getattr(self.real, name)

        cache_tags.caches = Caches(cache_tags.caches)

    def log_translation(self, rec, name, args, result):
        context = plural = n = None
        if name == "gettext":
            (msgid,) = args
        elif name == "pgettext":
            context, msgid = args
        elif name == "ngettext":
            msgid, plural, n = args
        else:
            context, msgid, plural, n = args
        entry = {
            "context": None if context is None else str(context),
            "msgid": str(msgid),
            "plural": None if plural is None else str(plural),
            "n": loose(n),
            "result": str(result),
        }
        rec.catalog.setdefault(
            (entry["context"], entry["msgid"], entry["plural"], str(n)), entry
        )

    def install_test_tracking(self):
        # Tokens (CSRF, sessions) that are the same in every recording.
        import secrets

        from django.utils import crypto

        r = self
        rng = random.Random()
        crypto.secrets = types.SimpleNamespace(
            **{k: getattr(secrets, k) for k in dir(secrets) if k[0] != "_"}
        )
        crypto.secrets.choice = rng.choice
        orig_run = unittest.TestCase.run

        def run(self, result=None):
            r.test_id = self.id()
            rng.seed(r.test_id)
            r.tests_run[r.area()] += 1
            try:
                return orig_run(self, result)
            finally:
                r.test_id = "%s.%s" % (type(self).__module__, type(self).__qualname__)

        unittest.TestCase.run = run
        for method in ("setUpClass",):
            orig = getattr(unittest.TestCase, method).__func__

            def set_up(cls, _orig=orig):
                r.test_id = "%s.%s" % (cls.__module__, cls.__qualname__)
                return _orig(cls)

            setattr(unittest.TestCase, method, classmethod(set_up))
