"""From a recording to a case."""

import hashlib
import itertools
import json
import re

from .values import Unencodable, encode, text
from .clock import at
from .logs import identity
from .scope import DEFAULT_BUILTINS, KNOWN_LIBRARIES, MAX_CASE_BYTES, MODES
from .contexts import Lenient


class Cases:
    """The part of the recorder that writes cases."""

    def now_of(self, rec):
        if not rec.clock_used:
            return None
        if rec.mocked_now is not None:
            v = rec.mocked_now
            if v.tzinfo is None or v.utcoffset() is None:
                from django.utils import timezone

                v = v.replace(tzinfo=timezone.get_default_timezone())
            return v.isoformat()
        from django.utils import timezone

        return at(rec.now, timezone.get_default_timezone()).isoformat()

    def build(self, rec, expect):
        if rec.flat is None:
            raise Unencodable("context was never filled (a context processor failed)")
        message = expect.get("output", expect.get("message"))
        if message is None:
            raise Unencodable("exception without a text")
        text(message)
        needs = set()

        # The first candidate context; the others only if the case is new.
        candidates = self.candidates(rec)
        first = next(candidates)
        self.more_settings(rec)
        if not any("debug" in x for sources in rec.names.values() for x in sources):
            rec.settings.pop("debug", None)

        # templates
        if any(m not in KNOWN_LIBRARIES for m in rec.libs.values()):
            # Python code may have rendered some of its own.
            for name, t in rec.found:
                rec.add_template(name, t)
        templates = {n: s[0] for n, s in rec.names.items()}
        for s in templates.values():
            text(s)
        extra = {}
        if any(len(s) > 1 for s in rec.names.values()):
            needs.add("loaders")
            extra["loaders"] = {n: s for n, s in rec.names.items() if len(s) > 1}
        if rec.from_string:
            extra["from_string"] = True

        # options
        options = {}
        engine = rec.engine
        if rec.autoescape is not True:
            options["autoescape"] = rec.autoescape
        if engine.string_if_invalid != "":
            options["string_if_invalid"] = str(engine.string_if_invalid)
        if engine.debug:
            options["debug"] = True
        for attr in ("use_l10n", "use_tz"):
            v = getattr(rec, attr)
            if v is not None:
                options[attr] = v
        if rec.loaded and not all(
            type(x).__module__ == "django.template.loaders.cached"
            for x in engine.template_loaders
        ):
            # Each load compiles the template anew, with fresh node state.
            options["cached_loader"] = False
        builtins = [b for b in engine.builtins if b not in DEFAULT_BUILTINS]
        if builtins:
            options["builtins"] = builtins
            for b in builtins:
                if b not in KNOWN_LIBRARIES:
                    needs.add("python-library:" + b)

        # libraries
        libs = dict(rec.libs)
        if rec.lib_failure:
            libs.update(engine.libraries)
        if libs:
            extra["libraries"] = dict(sorted(libs.items()))
        for name, module in libs.items():
            if module not in KNOWN_LIBRARIES:
                needs.add("python-library:" + name)

        # logs
        python = any(n.startswith("python-library:") for n in needs)
        urls = [u for via, u in rec.urls if via or python]
        if urls:
            needs.add("urlconf")
            unique = []
            for u in urls:
                if u not in unique:
                    unique.append(u)
            extra["urls"] = unique
        if rec.catalog:
            lang = rec.settings["language"]
            entries = list(rec.catalog.values())
            if any(not identity(e) for e in entries):
                extra["catalog"] = entries
                needs.add("translations:%s" % lang)
        if rec.formats:
            entries = []
            local = set()
            for (kind, lang, l10n), result in rec.formats.items():
                result = list(result) if isinstance(result, (list, tuple)) else result
                entries.append(
                    {"type": kind, "lang": lang, "use_l10n": l10n, "result": result}
                )
                if result != self.english_formats().get(kind) and l10n:
                    local.add(lang)
            if local:
                extra["formats"] = entries
                # Without a language the formats are those of the settings.
                needs.update("formats:%s" % lang for lang in local if lang)
        if rec.static:
            extra["static_urls"] = [[k, v] for k, v in rec.static.items()]
            from urllib.parse import quote, urljoin

            base = rec.settings.get("static_url") or ""
            if any(urljoin(base, quote(k)) != v for k, v in rec.static.items()):
                needs.add("staticfiles")
        if rec.cache:
            needs.add("cache")
            extra["cache"] = rec.cache
        if rec.request_used:
            needs.add("request")
            extra["request"] = self.describe_request(rec.context)
        if needs:
            extra["needs"] = sorted(needs)

        number = self.counter[(rec.test, rec.kind)] = (
            self.counter[(rec.test, rec.kind)] + 1
        )
        area = (rec.test or "?").split(".")
        case = {
            "id": "django/%s%s#%d"
            % (rec.test, {"render": "", "compile": ":compile", "function": ":call"}[rec.kind],
               number),
            "source": "django-" + self.version,
            "engine": "django",
            "templates": templates,
            "template": rec.main,
            "context": None,
            "options": options,
            "settings": rec.settings,
            "now": self.now_of(rec),
            "expect": expect,
            "kind": rec.kind,
            "area": ".".join(area[:-2]) if len(area) > 2 else area[0],
        }
        case.update(extra)
        if rec.random:
            case["random"] = True
        self.emit(rec, case, first, candidates, python)

    def candidates(self, rec):
        """(context, approximations, both) in order of preference; raises where
        there is none."""
        if rec.strict is not None:
            yield rec.strict, [], False
            return
        failure = None
        found = []
        for prune, mode in itertools.product((True, False), MODES):
            if mode == "object" and not prune:
                continue
            lenient = Lenient(rec, mode, prune)
            try:
                v = lenient.context()
                self.fit(json.dumps(v, ensure_ascii=False))
            except Unencodable as e:
                failure = failure or e
                continue
            except RecursionError:
                failure = failure or Unencodable("value nested too deep")
                continue
            if v not in found:
                found.append(v)
                yield v, sorted(lenient.approx), lenient.both
        if not found:
            raise failure

    def emit(self, rec, case, first, candidates, python):
        self.fit(json.dumps(case, ensure_ascii=False))
        self.fit(json.dumps(first[0], ensure_ascii=False))
        if re.search(r"\b0x[0-9a-f]{6,}", json.dumps(case["expect"])):
            raise Unencodable("memory address in the result")
        key = dict(case)
        del key["id"], key["area"]
        ctx = first[0]
        if case["now"] is not None and rec.mocked_now is None:
            # Repeats of a test under a running clock differ in nothing else.
            del key["now"]
            key["test"] = rec.test
            ctx = None
        digest = hashlib.sha256(
            json.dumps([key, ctx], sort_keys=True).encode()
        ).hexdigest()
        if digest in self.seen:
            self.stats["duplicates"] += 1
            self.by_area[self.area()]["duplicates"] += 1
            return
        self.seen[digest] = True
        self.by_area[self.area()]["raw cases"] += 1
        tries = [first]
        if not python:
            # A library written in Python mostly needs the very objects.
            tries += candidates
        entry = {
            "case": case,
            "contexts": [t[0] for t in tries],
            "approx": [t[1] for t in tries],
            "both": any(t[2] for t in tries),
        }
        self.raw_file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def fit(self, blob):
        if len(blob) > MAX_CASE_BYTES:
            raise Unencodable("case too large")
        for path, what in self.secret_paths.items():
            if path in blob:
                raise Unencodable("absolute path in the case", "of " + what)

    def english_formats(self):
        if not hasattr(self, "_english"):
            from django.conf import global_settings
            from django.conf.locale.en import formats as en
            from django.utils.formats import FORMAT_SETTINGS

            self._english = {}
            for name in FORMAT_SETTINGS:
                v = getattr(en, name, None)
                if v is None:
                    v = getattr(global_settings, name)
                self._english[name] = list(v) if isinstance(v, (list, tuple)) else v
        return self._english

    @staticmethod
    def describe_request(context):
        request = context.__dict__.get("request")
        if request is None:
            return None
        out = {}
        get = getattr(request, "GET", None)
        if hasattr(get, "lists"):
            out["GET"] = encode({str(k): [str(x) for x in v] for k, v in get.lists()})
        out["method"] = getattr(request, "method", None)
        out["path"] = getattr(request, "path", None)
        if hasattr(request, "current_app"):
            out["current_app"] = request.current_app
        match = getattr(request, "resolver_match", None)
        if match is not None:
            out["namespace"] = match.namespace
        return out
