"""Asks a Django project, inside of its own interpreter, what `downpage` needs of it.

`downpage --python` runs this with `python -c`, in the folder of manage.py. It starts Django as `manage.py downpagegenerate`
would and then answers questions, one line of JSON each way, until its standard input ends:

    {"start": {"manage": ..., "settings": ..., ...}}  ->  {"facts": ..., "urls": ...}
    {"reverse": {"name": ..., "args": ...}}           ->  {"url": ...}
    {"render": {"path": ..., "template": ...}}        ->  {"text": ...}
    {"record": {"path": ..., "template": ...}}        ->  {"recorded": ...}
    anything that fails                               ->  {"error": {"type": ..., "message": ..., "frames": ...}}

It writes no file and no answer but to the stream it was given: what the project prints goes to standard error.
"""

import datetime
import functools
import inspect
import json
import os
import pkgutil
import runpy
import sys
import traceback

PYTHON_OF_PROBE = (3, 8)


# The conversation


class Channel:
    """The two streams that were given, taken away from the project: what it prints cannot get between the answers."""

    def __init__(self):
        self.questions = os.fdopen(os.dup(0), "rb")
        self.answers = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)

    def ask(self):
        line = self.questions.readline()
        return json.loads(line.decode("utf-8")) if line else None

    def answer(self, value):
        self.answers.write(json.dumps(value, allow_nan=False).encode("ascii") + b"\n")
        self.answers.flush()


def failure(exception):
    """An exception as data: what it says, where it came from, and what led to it."""
    # Neither this program nor the machinery that runs manage.py helps anybody who looks for the fault.
    own = ("<string>", "<frozen runpy>", runpy.__file__)
    frames = [frame for frame in traceback.extract_tb(exception.__traceback__) if frame.filename not in own]
    if isinstance(exception, SyntaxError) and exception.filename:
        frames.append(traceback.FrameSummary(exception.filename, exception.lineno or 0, "", line=exception.text or ""))
    causes = []
    cause = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    while cause is not None and len(causes) < 5:
        causes.append("%s: %s" % (type(cause).__name__, saying(cause)))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return {
        "error": {
            "type": type(exception).__name__,
            "classes": [cls.__name__ for cls in type(exception).__mro__],
            "message": saying(exception),
            "frames": [
                {"file": frame.filename, "line": frame.lineno, "function": frame.name, "text": frame.line or ""}
                for frame in frames[-30:]
            ],
            "causes": causes,
        }
    }


def saying(exception):
    try:
        return exception.msg if isinstance(exception, SyntaxError) else str(exception)
    except Exception:
        return "(it cannot say what it is)"


def converse(channel):
    """Answers until nobody asks any more."""
    project = Project()
    answers = {"reverse": project.reverse, "render": project.render, "record": project.record}
    channel.answer({"facts": project.facts(), "urls": project.urls()})
    while True:
        question = channel.ask()
        if question is None:
            return
        ((name, argument),) = question.items()
        try:
            answer = answers[name](argument)
        except (Exception, SystemExit) as exception:
            answer = failure(exception)
        channel.answer(answer)


def main():
    channel = Channel()
    start = channel.ask()["start"]
    try:
        begin(start, channel)
    except (Exception, SystemExit) as exception:
        channel.answer(failure(exception))


def begin(start, channel):
    """Starts Django as manage.py would, and converses where manage.py would run its command."""
    if sys.version_info < PYTHON_OF_PROBE:
        raise RuntimeError("Python %d.%d is too old: 3.8 is the oldest that can answer" % sys.version_info[:2])
    root = os.getcwd()
    sys.path[:] = [root] + [entry for entry in sys.path if entry not in ("", root)]
    if start["settings"]:
        os.environ["DJANGO_SETTINGS_MODULE"] = start["settings"]
    from django.core.management import ManagementUtility

    reached = []

    def execute(self):
        import django
        from django.conf import settings

        if reached:
            return
        reached.append(True)
        settings.INSTALLED_APPS
        for name, value in start["values"].items():
            setattr(settings, name, value)
        django.setup()
        stop_the_clock(os.environ.get("SOURCE_DATE_EPOCH"))
        converse(channel)

    ManagementUtility.execute = execute
    sys.argv = [start["manage"] or "manage.py", "downpagegenerate"]
    if not start["manage"]:
        execute(None)
        return
    runpy.run_path(start["manage"], run_name="__main__")
    if not reached:
        raise RuntimeError("%s does not start Django: it never calls execute_from_command_line()" % start["manage"])


def stop_the_clock(epoch):
    """Lets `{% now %}` and what counts from now tell the time that `downpage` was given, if it was given one."""
    if not epoch:
        return
    from django.template import defaulttags
    from django.utils import timezone

    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc)

    class Stopped(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)

    defaulttags.datetime = Stopped
    timezone.now = lambda: Stopped.now(datetime.timezone.utc if timezone.settings.USE_TZ else None)


# Values


class NotData(Exception):
    """A value that only Python can hold."""


def plain(value, lazy=None, path=()):
    """`value` as JSON has it. Text that is translated later goes to `lazy`, by its path, where there is one."""
    from django.utils.functional import Promise

    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int and -(2**63) <= value < 2**63:
        return value
    if kind is float and value == value and value not in (float("inf"), float("-inf")):
        return value
    if kind in (list, tuple):
        return [plain(item, lazy, path + (str(index),)) for index, item in enumerate(value)]
    if kind is dict and all(type(key) is str for key in value):
        return {key: plain(item, lazy, path + (key,)) for key, item in value.items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Promise) and lazy is not None:
        lazy.append(untranslated(value, path))
        return str(value)
    raise NotData("it holds %s, which only Python has" % described(value))


def described(value):
    kind = type(value)
    return "a %s" % (kind.__name__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__name__))


def untranslated(promise, path):
    """The message behind a text of `gettext_lazy`."""
    try:
        _, (function, arguments, named, *_) = promise.__reduce__()[:2]
    except Exception:
        raise NotData("it holds a lazy value, which only Python has")
    if named or function.__module__ not in ("django.utils.translation", "django.utils.translation.trans_real"):
        raise NotData("it holds a lazy value of %s, which only Python has" % function.__name__)
    if function.__name__ in ("gettext", "ugettext") and len(arguments) == 1:
        return {"path": list(path), "message": str(arguments[0])}
    if function.__name__ == "pgettext" and len(arguments) == 2:
        return {"path": list(path), "message": str(arguments[1]), "context": str(arguments[0])}
    raise NotData("it holds a lazy value of %s, which only Python has" % function.__name__)


def fact(value):
    """A value that was set; or why it cannot be said."""
    try:
        return {"value": plain(value)}
    except NotData as reason:
        return {"unknown": str(reason)}


def path_of(thing):
    """The dotted path of a class or a function, by the name that people import it by."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    if getattr(thing, "__self__", None) is not None and thing.__self__ is staticfiles_storage._wrapped:
        return "django.contrib.staticfiles.storage.staticfiles_storage.%s" % thing.__name__
    name = getattr(thing, "__qualname__", None)
    if name is None:
        return None
    module = thing.__module__ or "builtins"
    return "%s.%s" % ("django.urls" if module == "django.urls.base" else module, name)


# The project


FORMATS = (
    "DATE_FORMAT DATETIME_FORMAT TIME_FORMAT YEAR_MONTH_FORMAT MONTH_DAY_FORMAT SHORT_DATE_FORMAT SHORT_DATETIME_FORMAT "
    "FIRST_DAY_OF_WEEK DECIMAL_SEPARATOR THOUSAND_SEPARATOR DATE_INPUT_FORMATS TIME_INPUT_FORMATS DATETIME_INPUT_FORMATS"
).split()


class Project:
    def __init__(self):
        from django.apps import apps
        from django.conf import settings
        from django.template import engines

        self.settings = settings
        self.apps = apps
        self.engines = engines
        self.recorder = None

    # Facts, by the names that `Facts` has for them

    def facts(self):
        settings = self.settings
        module = os.environ.get("DJANGO_SETTINGS_MODULE") or getattr(settings, "SETTINGS_MODULE", "")
        file = getattr(sys.modules.get(module), "__file__", None)
        root = os.path.join(os.getcwd(), "")
        self.place = {"file": file[len(root) :] if file.startswith(root) else file} if file else None
        import django

        facts = {
            "root": os.getcwd(),
            "settings_module": self.said(module),
            "files": self.files(),
            "django_version": django.get_version(),
            "django_directory": os.path.dirname(os.path.abspath(django.__file__)),
            "storage": self.storage(),
            "templates": self.said([self.backend(alias) for alias in self.engines]),
            "installed_apps": self.said(
                [
                    {"entry": str(entry), "name": app.name, "path": app.path}
                    for entry, app in zip(settings.INSTALLED_APPS, self.apps.get_app_configs())
                ]
            ),
            "formats": [[name, self.said(getattr(settings, name))] for name in FORMATS if settings.is_overridden(name)],
            "format_modules": self.format_modules(),
            "locale_paths": self.said([os.path.abspath(path) for path in settings.LOCALE_PATHS]),
            "number_grouping": self.said(grouping(settings.NUMBER_GROUPING), "NUMBER_GROUPING"),
        }
        for name in "LANGUAGE_CODE TIME_ZONE USE_TZ USE_I18N USE_L10N USE_THOUSAND_SEPARATOR ROOT_URLCONF DEBUG".split():
            if hasattr(settings, name):
                facts[name.lower()] = self.said(getattr(settings, name), name)
        # With the prefix of the script, which is added anew: as it was set.
        for name in ("STATIC_URL", "MEDIA_URL", "FORCE_SCRIPT_NAME"):
            value = getattr(settings._wrapped, name, None)
            if value is not None:
                facts[name.lower()] = self.said(str(value), name)
        if settings.STATIC_ROOT:
            facts["static_root"] = self.said(os.path.abspath(settings.STATIC_ROOT))
        if settings.is_overridden("LANGUAGES"):
            facts["languages"] = self.said(self.languages())
        if hasattr(settings, "DOWNPAGE_PAGES"):
            facts["downpage_pages"] = self.pages()
        if hasattr(settings, "DOWNPAGE_LOCALES"):
            facts["downpage_locales"] = self.said([str(locale) for locale in settings.DOWNPAGE_LOCALES])
        return facts

    def said(self, value, name=None):
        """What was set; or Django's own default, which was said nowhere in the project."""
        said = fact(value)
        if self.place and (name is None or self.settings.is_overridden(name)):
            said["place"] = self.place
        return said

    def unknown(self, reason):
        return {"unknown": reason, "place": self.place} if self.place else {"unknown": reason}

    def files(self):
        """The project's own modules that were read so far."""
        root = os.path.join(os.getcwd(), "")
        found = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        inside = (file for file in found if isinstance(file, str) and os.path.abspath(file).startswith(root))
        return sorted(os.path.abspath(file) for file in inside if "site-packages" not in file)

    def languages(self):
        from django.utils import translation

        with translation.override(None):
            return [[str(code), str(name)] for code, name in self.settings.LANGUAGES]

    def pages(self):
        pages = []
        for entry in self.settings.DOWNPAGE_PAGES:
            path, template, context = entry if len(entry) != 2 else (*entry, {})
            page = {"path": os.fspath(path), "templates": named(template)}
            if self.place:
                page["place"] = self.place
            lazy = []
            try:
                if not isinstance(context, dict):
                    raise NotData("it is %s, not a dictionary" % described(context))
                page["context"] = {"value": plain(dict(context), lazy)}
                page["lazy"] = lazy
            except NotData as reason:
                page["context"] = self.unknown(str(reason))
            pages.append(page)
        return {"value": pages, "place": self.place} if self.place else {"value": pages}

    def storage(self):
        from django.contrib.staticfiles.storage import staticfiles_storage as storage

        settings = self.settings
        if hasattr(settings, "STORAGES"):
            given = settings.STORAGES.get("staticfiles", {})
        else:
            given = {"BACKEND": settings.STATICFILES_STORAGE}
        options = given.get("OPTIONS", {})
        storage.url  # makes the object behind it
        storage = storage._wrapped
        said = {"class": str(given.get("BACKEND", "")), "base": known_storage(storage)}
        for name in ("base_url", "location"):
            if options.get(name) is not None:
                said[name] = os.fspath(options[name])
        for name in ("manifest_strict", "manifest_name"):
            if hasattr(storage, name):
                said[name] = getattr(storage, name)
        return self.said(said)

    def format_modules(self):
        from importlib import import_module

        paths = self.settings.FORMAT_MODULE_PATH or []
        found = []
        for path in [paths] if isinstance(paths, str) else paths:
            package = import_module(path)
            for module in pkgutil.iter_modules(package.__path__):
                try:
                    formats = import_module("%s.%s.formats" % (path, module.name))
                except ImportError:
                    continue
                values = [[name, fact(getattr(formats, name))] for name in dir(formats) if name.isupper()]
                values = [[name, value["value"]] for name, value in values if "value" in value]
                found.append({"locale": module.name, "values": values})
        return self.said(found)

    # Template engines

    def backend(self, alias):
        given = self.engines.templates[alias]
        backend = self.engines[alias]
        said = {
            "name": alias,
            "class": given["BACKEND"],
            "kind": "other",
            "options": [
                [name, self.said(path_of(value) if isinstance(value, type) else value)]
                for name, value in given["OPTIONS"].items()
                if name not in ("loaders", "loader")
            ],
        }
        if self.place:
            said["place"] = self.place
        kind = path_of(type(backend))
        if kind == "django.template.backends.django.DjangoTemplates":
            engine = backend.engine
            places = [place for loader in engine.template_loaders for place in self.loader(loader)]
            libraries = [
                {"name": name, "module": module, "file": getattr(sys.modules.get(module), "__file__", None)}
                for name, module in engine.libraries.items()
            ]
            said.update(kind="django", places=places, libraries=libraries)
            shadows = shadowed(engine)
            if shadows:
                said["options"].append(["libraries", self.unknown(shadows)])
        elif kind == "django.template.backends.jinja2.Jinja2":
            said.update(kind="jinja2", places=self.jinja_places(backend), environment=self.environment(given, backend.env))
        return said

    def loader(self, loader):
        """The places where a loader of Django's looks, in its order."""
        from django.template.loaders import app_directories, cached, filesystem, locmem

        kind = type(loader)
        if kind is cached.Loader:
            return [place for inner in loader.loaders for place in self.loader(inner)]
        if kind in (filesystem.Loader, app_directories.Loader):
            return [self.directory(path) for path in loader.get_dirs()]
        if kind is locmem.Loader:
            return [{"value": {"memory": [[str(name), str(text)] for name, text in loader.templates_dict.items()]}}]
        return [self.unknown("`%s` finds templates by Python" % path_of(kind))]

    def directory(self, path):
        path = os.path.abspath(path)
        said = {"path": path}
        for app in self.apps.get_app_configs():
            if os.path.dirname(path) == os.path.abspath(app.path):
                said["app"] = app.name
        return {"value": {"directory": said}}

    def jinja_places(self, backend):
        import jinja2

        loader = backend.env.loader
        if type(loader) is jinja2.FileSystemLoader:
            return [self.directory(path) for path in loader.searchpath]
        if type(loader) is jinja2.DictLoader:
            return [{"value": {"memory": [[name, str(text)] for name, text in loader.mapping.items()]}}]
        return [self.unknown("`%s` finds templates by Python" % path_of(type(loader)))]

    def environment(self, given, env):
        """What a function of the project adds to Jinja2's own environment."""
        import jinja2

        if "environment" not in given["OPTIONS"]:
            return {}
        options = {name: value for name, value in given["OPTIONS"].items() if name not in ("environment", "context_processors")}
        options.setdefault("autoescape", True)
        options.setdefault("undefined", env.undefined)
        usual = jinja2.Environment(**options)
        if type(env) is not jinja2.Environment:
            return self.unknown("its environment is a `%s`, which only Python has" % path_of(type(env)))
        for name in ("block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
                     "comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix",
                     "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline", "undefined", "finalize",
                     "autoescape"):
            if getattr(env, name) != getattr(usual, name):
                return self.unknown("its environment sets `%s`" % name)
        if set(env.extensions) != set(usual.extensions):
            more = sorted(set(env.extensions) ^ set(usual.extensions))
            return self.unknown("its environment has other extensions: %s" % ", ".join(more))
        added = []
        for kind in ("globals", "filters", "tests"):
            for name, thing in getattr(env, kind).items():
                if getattr(usual, kind).get(name, env) is thing or name in getattr(usual, kind) and kind == "globals":
                    continue
                path = path_of(thing)
                if path is None:
                    return self.unknown("its environment has `%s`, which is %s" % (name, described(thing)))
                added.append([name, path])
        return {"value": added}

    # URLs

    def urls(self):
        """The URL patterns as a tree."""
        from django.urls import get_resolver

        if not getattr(self.settings, "ROOT_URLCONF", None):
            return []
        try:
            return [node for pattern in get_resolver().url_patterns for node in self.pattern(pattern)]
        except Exception as exception:
            # A page without URLs needs none; the others say so.
            return failure(exception)

    def pattern(self, entry):
        from django.urls import URLResolver
        from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

        pattern = entry.pattern
        said = {"default_args": sorted(entry.default_kwargs if isinstance(entry, URLResolver) else entry.default_args)}
        if type(pattern) is LocalePrefixPattern:
            said.update(kind="locale", prefix_default_language=pattern.prefix_default_language)
        elif type(pattern) in (RoutePattern, RegexPattern):
            route = pattern._route if type(pattern) is RoutePattern else pattern._regex
            said.update(kind="route" if type(pattern) is RoutePattern else "regex", text=str(route))
            if not isinstance(route, str):
                said["translated"] = self.in_all_languages(route)
            said["converters"] = {name: converter_of(converter) for name, converter in pattern.converters.items()}
        else:
            said.update(kind="other", text=path_of(type(pattern)))
        if isinstance(entry, URLResolver):
            said.update(app_name=entry.app_name, namespace=entry.namespace)
            said["children"] = [node for child in entry.url_patterns for node in self.pattern(child)]
        else:
            said["name"] = entry.name if isinstance(entry.name, str) else None
        return [said]

    def in_all_languages(self, text):
        from django.utils import translation

        texts = {}
        for code, _ in self.settings.LANGUAGES:
            with translation.override(code):
                texts[code] = str(text)
        return texts

    def reverse(self, wanted):
        """The URL of a name, in a language."""
        from django.urls import reverse
        from django.utils import translation

        arguments = {"args": wanted["args"] or None, "kwargs": wanted["kwargs"] or None}
        if wanted["args"] and wanted["kwargs"]:
            raise ValueError("Don't mix *args and **kwargs in call to reverse()!")
        if wanted["language"]:
            with translation.override(wanted["language"]):
                return {"url": reverse(wanted["name"], current_app=wanted["app"], **arguments)}
        return {"url": reverse(wanted["name"], current_app=wanted["app"], **arguments)}

    # Pages that only Python can make

    def render(self, wanted):
        """The text of a page, as `downpagegenerate` makes it."""
        from django.template.loader import render_to_string
        from django.utils import translation

        entry = self.entry(wanted)
        template = entry[1] if entry else wanted["template"]
        context = self.context(entry, wanted["context"])
        if wanted["locale"]:
            with translation.override(wanted["locale"]):
                return {"text": str(render_to_string(template, context))}
        return {"text": str(render_to_string(template, context))}

    def entry(self, wanted):
        """The entry of DOWNPAGE_PAGES that a page was made from: by its path, without the language that may be in it."""
        path, locale = wanted["path"], wanted["locale"]
        paths = [path]
        if locale:
            paths += [path.replace(".%s." % locale, "."), path.replace("%s/" % locale, "", 1)]
        for entry in getattr(self.settings, "DOWNPAGE_PAGES", []):
            if os.fspath(entry[0]) in paths and wanted["template"] in named(entry[1]):
                return entry
        return None

    def context(self, entry, given):
        """The context that the settings give the page, with what was said elsewhere over it."""
        context = {"request": None}
        said = {}
        if entry and len(entry) != 2:
            context.update(entry[2])
            for name, value in dict(entry[2]).items():
                try:
                    said[name] = plain(value, [])
                except NotData:
                    pass
        for name, value in given.items():
            if name == "downpage" and value.get("generated_at"):
                value["generated_at"] = datetime.datetime.fromisoformat(value["generated_at"])
            if name not in context or name in said and said[name] != value:
                context[name] = value
        return context

    def record(self, wanted):
        """What each tag and filter of a library in Python gives on a page: renders it, and watches them."""
        if self.recorder is None:
            self.recorder = Recorder(self.engines)
        self.recorder.seen = []
        self.render(wanted)
        return {"recorded": self.recorder.seen}


# What foreign tags and filters give


KNOWN_LIBRARIES = ("django.template.", "django.templatetags.", "django.contrib.humanize.")


class Recorder:
    """Watches the tags and filters that are not Django's own."""

    def __init__(self, engines):
        self.seen = []
        for backend in engines.all():
            engine = getattr(backend, "engine", None)
            if engine is None:
                continue
            libraries = list(zip(engine.builtins, engine.template_builtins))
            libraries = [("", module, library) for module, library in libraries]
            libraries += [(name, engine.libraries[name], library) for name, library in engine.template_libraries.items()]
            for name, module, library in libraries:
                if not module.startswith(KNOWN_LIBRARIES):
                    self.watch(name, library)
            # What was compiled before has tags that nobody watches.
            for loader in engine.template_loaders:
                loader.reset()

    def watch(self, library_name, library):
        for name, compile_tag in list(library.tags.items()):
            library.tags[name] = self.watched_tag(library_name, name, compile_tag)
        for name, function in list(library.filters.items()):
            library.filters[name] = self.watched_filter(library_name, name, function)

    def watched_tag(self, library, name, compile_tag):
        def compile_and_watch(parser, token):
            node = compile_tag(parser, token)
            words = token.split_contents()
            target = words[-1] if len(words) > 2 and words[-2] == "as" else None
            render = node.render_annotated

            def render_annotated(context):
                before = set(context.flatten())
                result = render(context)
                seen = {"kind": "tags", "library": library, "name": name, "use": token.contents}
                if target is not None:
                    seen.update(given(context.get(target)))
                    before.add(target)
                else:
                    seen["html"] = str(result)
                more = set(context.flatten()) - before
                if more:
                    seen["cannot"] = "it sets %s" % ", ".join(sorted(more))
                self.seen.append(seen)
                return result

            node.render_annotated = render_annotated
            return node

        return compile_and_watch

    def watched_filter(self, library, name, function):
        from django.utils.safestring import SafeData

        @functools.wraps(function)
        def watch(value, *arguments, **named):
            result = function(value, *arguments, **named)
            seen = {"kind": "filters", "library": library, "name": name, "use": str(value)}
            if arguments:
                seen["argument"] = str(arguments[0])
            gave = given(result)
            if getattr(function, "is_safe", False) and isinstance(value, SafeData) and "text" in gave:
                gave = {"html": gave["text"]}
            if not all(type(item).__str__ is not object.__str__ for item in (value, *arguments)):
                gave["cannot"] = "its input is an object"
            seen.update(gave)
            self.seen.append(seen)
            return result

        return watch


def given(value):
    """What a tag or filter gave, as a stand-in can give it."""
    if hasattr(value, "__html__"):
        return {"html": str(value.__html__())}
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return {"text": str(value)}
    return {"cannot": "it gives %s" % described(value)}


def shadowed(engine):
    """Says which of Django's tags and filters a library of the project replaces, if one does."""
    own = engine.template_builtins[: len(engine.default_builtins)]
    for module, library in list(zip(engine.builtins, engine.template_builtins))[len(own) :]:
        if not module.startswith(KNOWN_LIBRARIES):
            for kind in ("tags", "filters"):
                names = {name for known in own for name in getattr(known, kind)} & set(getattr(library, kind))
                if names:
                    return "`%s` replaces Django's own `%s`" % (module, sorted(names)[0])
    for name in ("cache", "i18n", "l10n", "static", "tz", "humanize"):
        module = engine.libraries.get(name)
        if module and not module.startswith(KNOWN_LIBRARIES):
            return "`%s` replaces Django's own library `%s`" % (module, name)
    return None


def named(template):
    return [template] if isinstance(template, str) else [str(name) for name in template]


def grouping(value):
    return [value] if isinstance(value, int) else list(value)


def known_storage(storage):
    """The storage of Django's, or of WhiteNoise, whose URLs a storage has; `None` when it makes its own."""
    makes_urls = ("url", "_url", "stored_name", "hashed_name", "_stored_name", "read_manifest", "load_manifest")
    for cls in type(storage).__mro__:
        if cls.__module__ in ("django.contrib.staticfiles.storage", "whitenoise.storage", "whitenoise.django"):
            if getattr(storage, "manifest_storage", storage) not in (storage, None):
                return None
            return path_of(cls)
        if any(name in vars(cls) for name in makes_urls):
            return None
    return None


def converter_of(converter):
    """How a value in a route is written."""
    from django.urls import converters

    said = {"regex": converter.regex, "class": path_of(type(converter))}
    usual = (converters.IntConverter, converters.StringConverter, converters.UUIDConverter)
    to_url = getattr(type(converter), "to_url", None)
    said["plain"] = any(to_url is cls.to_url for cls in usual) or is_str(to_url)
    return said


def is_str(function):
    """Whether a `to_url` does no more than `str(value)`."""
    try:
        return inspect.getsource(function).split("return", 1)[1].strip() in ("str(value)", "value", "f'{value}'")
    except Exception:
        return False


main()
