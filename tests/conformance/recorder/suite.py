"""Runs Django's own test suite under the recorder."""

import os
import re
import shutil
import sys
import tempfile
import unittest

from .recorder import Recorder


def run_decorated_classes(rec):
    """
    Django's timezones.tests.TemplateTests has @translation.override(None) on
    the class; a ContextDecorator makes a function of it, which no test loader
    finds, so that these tests never run.  Decorate the methods instead.
    """
    from django.utils import timezone, translation

    for cls in (translation.override, timezone.override):
        orig = cls.__call__

        def call(self, func, orig=orig):
            if not (isinstance(func, type) and issubclass(func, unittest.TestCase)):
                return orig(self, func)
            rec.stats["test classes that Django's suite misses"] += 1
            for name, method in list(vars(func).items()):
                if name.startswith("test"):
                    setattr(func, name, orig(self, method))
            return func

        cls.__call__ = call


def run_suite(sdist, modules, raw):
    sdist = os.path.realpath(sdist)
    tests = os.path.join(sdist, "tests")
    if not os.path.exists(os.path.join(tests, "runtests.py")):
        sys.exit("%s has no tests/runtests.py" % sdist)
    tmp = tempfile.mkdtemp(prefix="django_")
    tempfile.tempdir = os.environ["TMPDIR"] = tmp
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "test_sqlite")
    os.chdir(tests)
    sys.path.insert(0, tests)
    import django

    with open(os.path.join(sdist, "PKG-INFO"), encoding="utf-8") as f:
        version = re.search(r"^Version: (\S+)", f.read(), re.M)[1]
    if version != django.__version__:
        sys.exit("SDIST_DIR has %s, installed is %s" % (version, django.__version__))
    import runtests

    rec = Recorder(sdist)
    rec.version = version
    rec.raw_file = open(raw, "w", encoding="utf-8")
    rec.secret_paths = {
        os.path.realpath(p): what
        for p, what in (
            (os.path.expanduser("~"), "the home folder"),
            (sys.base_prefix, "the Python installation"),
            (sys.prefix, "the Python environment"),
            (os.path.dirname(django.__file__), "the installed Django"),
            (os.path.dirname(raw), "the output folder"),
            (os.path.dirname(os.path.abspath(__file__)), "this script"),
            (tmp, "a temporary folder"),
            (tests, "the tests"),
            (sdist, "the source distribution"),
        )
    }
    rec.secret_paths.pop("/", None)
    orig_setup = runtests.setup_run_tests

    def setup_run_tests(*args, **kwargs):
        result = orig_setup(*args, **kwargs)
        rec.install()
        return result

    runtests.setup_run_tests = setup_run_tests

    from django.test.runner import DiscoverRunner

    orig_suite_result = DiscoverRunner.suite_result

    def suite_result(self, suite, result, **kwargs):
        rec.failed_tests = sorted(
            {t.id() for t, _ in list(result.failures) + list(result.errors)}
        )
        rec.stats["tests run"] = result.testsRun
        rec.stats["tests skipped"] = len(result.skipped)
        return orig_suite_result(self, suite, result, **kwargs)

    DiscoverRunner.suite_result = suite_result

    run_decorated_classes(rec)
    present = [m for m in modules if os.path.isdir(os.path.join(tests, m))]
    runtests.django_tests(
        verbosity=0, interactive=False, failfast=False, keepdb=False, reverse=False,
        test_labels=present, debug_sql=False, parallel=1, tags=None,
        exclude_tags=["selenium"], test_name_patterns=None, start_at=None,
        start_after=None, pdb=False, buffer=False, timing=False, shuffle=False,
    )
    rec.raw_file.close()
    shutil.rmtree(tmp, ignore_errors=True)
    tempfile.tempdir = None
    os.environ.pop("TMPDIR", None)
    return rec
