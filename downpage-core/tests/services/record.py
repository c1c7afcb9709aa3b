"""Records what Django, Python's gettext, GNU gettext and CLDR answer, for the tests beside this file.

Run from this folder, with msgfmt at hand:  pip install 'django~=5.2' babel && python record.py
"""

import gettext
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import types

import babel.core
import django
from django.conf import settings

HERE = pathlib.Path(__file__).parent
PATHS = json.loads((HERE / "manifest.json").read_text())["paths"]


def write(name, value):
    """One case a line."""
    def lines(value, depth):
        if depth == 0 or not value or not isinstance(value, (list, dict)):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            return "[\n" + ",\n".join(lines(item, 0) for item in value) + "\n]"
        return "{\n" + ",\n".join(f"{json.dumps(key)}: {lines(item, depth - 1)}" for key, item in value.items()) + "\n}"

    (HERE / "recorded" / f"{name}.json").write_text(lines(value, 3) + "\n")


# --- static files -------------------------------------------------------------------------------------------------


def static_files():
    from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, StaticFilesStorage
    from django.test import override_settings

    names = [
        "css/a.css", "/css/a.css", "//css/a.css", "css//a.css", "./a.css", "css/../a.css", "../a.css", "../../a.css",
        "css/", "css/.", "css/..", "", "a b.css", "é.css", "a%20b.css", "a.css?v=1", "a.svg#icon", "a.eot?#iefix",
        "a&b='c'(d)!*~.css", 'a"<b>.css', "a;b=c,d@e:f+g$h.css", "win\\path\\a.css", "https://example.com/a.css", "日本/語.png",
    ]
    prefixes = [
        "/static/", "static/", "/static", "https://cdn.example.com/", "https://cdn.example.com/s/v1/", "http://x.test",
        "/", "//cdn.example.com/s/", "/é tude/",
    ]
    plain = []
    for prefix in prefixes:
        with override_settings(STATIC_URL=prefix):
            storage = StaticFilesStorage(location="/nowhere", base_url=settings.STATIC_URL)
            plain += [[prefix, name, storage.url(name)] for name in names]

    class Storage(ManifestStaticFilesStorage):
        def read_manifest(self):
            return (HERE / "manifest.json").read_text()

    asked = [
        "css/a.css", "a b.css", "a%20b.css", "é.css", "%C3%A9.css", "a.svg#icon", "a.svg#ic%20on", "a.eot?#iefix", "a.eot?v=1",
        "a.eot?v=1#x", "a.eot?", "a.eot#", " css/a.css ", "css/", "/css/a.css", "css/b.css", "", "100%.css", "100%25.css",
    ]
    hashed = []
    for prefix in ["/static/", "https://cdn.example.com/s/"]:
        storage = Storage(location="/nowhere", base_url=prefix)
        for name in asked:
            try:
                hashed.append([prefix, name, storage.url(name)])
            except ValueError as error:
                assert str(error).startswith("Missing staticfiles manifest entry for")
                hashed.append([prefix, name, None])
    write("static_files", {"plain": plain, "hashed": hashed})


# --- URLs ---------------------------------------------------------------------------------------------------------


def urls():
    from django.urls import NoReverseMatch, clear_url_caches, path, reverse

    uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
    patterns = [
        "", "shop/<int:pk>/", "<str:a>/<slug:b>/", "<name>/", "files/<path:p>", "<path:p>", "u/<uuid:id>/", "café/ü b/",
        "it's/$&+,;=(x)!*~@:.html", "<int:a>-<int:b>.html", "x[1]{2}^|`\"/",
    ]
    arguments = [
        [], [7], [-1], [True], [1.5], ["7"], [""], ["a b"], ["a/b"], ["/evil.com"], ["é"], ["a%2Fb"], ["a?b#c"], ["!$&'()*+,;=:@~"],
        ["[x]\"<>"], [uuid], [uuid.upper()], ["x\ny"], ["with-dash_1"], [1, 2], ["a", "b-c_d"], ["a", "b c"], [1, 2, 3],
        ["٣"], [" 7"], ["7\n"], ["0"], [10**18],
    ]
    named = [{"pk": 3}, {"pk": "x"}, {"a": "x", "b": "y"}, {"a": "x"}, {"b": 2, "a": 1}, {"p": "a/b c"}, {"name": "n"}, {"pk": 3, "x": 1}]
    cases = []
    for pattern in patterns:
        settings.ROOT_URLCONF = types.ModuleType("urls")
        settings.ROOT_URLCONF.urlpatterns = [path(pattern, lambda request: None, name="it")]
        for positional, keywords in [(given, {}) for given in arguments] + [([], given) for given in named]:
            clear_url_caches()
            try:
                found = reverse("it", args=positional, kwargs=keywords)
            except NoReverseMatch:
                found = None
            cases.append(["/" + pattern, positional or keywords, found])
    settings.ROOT_URLCONF = types.ModuleType("urls")
    settings.ROOT_URLCONF.urlpatterns = [path(p, lambda request: None, name="it") for p in ["l/", "l/<int:n>/", "l/<str:t>/"]]
    clear_url_caches()
    several = [[given, reverse("it", args=given)] for given in [[], [1], ["x"]]]
    write("urls", {"one": cases, "several": several})


# --- translations -------------------------------------------------------------------------------------------------


def msgfmt(*arguments):
    return subprocess.run(["msgfmt", *arguments], capture_output=True, text=True)


def messages(text):
    """What is asked of a catalog: every message written in it, whatever became of it."""
    asked = set()
    for context, message in re.findall(r'(?:^msgctxt "(.*)"\n)?^msgid ?"(.+?)"', text, re.M):
        asked.add((context or None, message))
    if "first line" in text:
        asked.add((None, 'first line\nsecond "line"\t\\ \a\b\v\f\r'))
    asked |= {(None, "obsolete"), (None, "no such message"), (None, ""), ("", "empty context"), ("time", "hour"), ("x", "open")}
    return sorted(asked, key=str)


def catalogs():
    recorded = {}
    counts = [-111, -1, *range(0, 13), 21, 99, 100, 101, 102, 103, 111, 199, 1000, 2**40]
    for source in sorted((HERE / "catalogs").glob("*.po")):
        for order in ["little", "big"]:
            target = source.with_suffix(".mo" if order == "little" else ".big-endian.mo")
            assert msgfmt(f"--endianness={order}", "-o", str(target), str(source)).returncode == 0
        with open(source.with_suffix(".mo"), "rb") as file:
            catalog = gettext.GNUTranslations(file)
        charset = catalog.charset()
        plain, plural = [], []
        for context, message in messages(source.read_bytes().decode(charset)):
            key = message if context is None else f"{context}\x04{message}"
            # The message itself is what comes back for one that is not translated.
            found = catalog.gettext(key) if message else key
            plain.append([context, message, None if found == key else found])
            forms = [catalog.ngettext(key, "<none>", count) for count in counts]
            plural.append([context, message, [None if form in (key, "<none>") else form for form in forms]])
        recorded[source.name] = {"gettext": plain, "counts": counts, "ngettext": plural}
    write("catalogs", recorded)


def plurals():
    rules = {"n", "0", "!n", "n?1:0", "n%10*2+1", "n/3-n/4", "n>1&&n<5||n==7", "(n>2)==(n<9)", "n%100*3%7"}
    for po in pathlib.Path(django.__file__).parent.glob("conf/locale/*/LC_MESSAGES/django.mo"):
        with open(po, "rb") as file:
            forms = gettext.GNUTranslations(file).info().get("plural-forms", "")
        if "plural=" in forms:
            rules.add(forms.split("plural=")[1].split(";")[0].strip())
    counts = [*range(0, 130), 199, 200, 211, 1000, 1001, 100000, 1000000, 1000011, 2**40, -1, -2, -11, -100]
    recorded = {}
    for rule in sorted(rules):
        form = gettext.c2py(rule)
        recorded[rule] = "".join(str(form(n)) if form(n) in range(10) else "?" for n in counts)
    write("plurals", {"counts": counts, "rules": recorded})


def syntax():
    """Which texts msgfmt takes, and which it refuses."""
    texts = [
        'msgid "a"\nmsgstr "b"\n', 'msgid "a" "b"\nmsgstr "c"', 'msgid "a"\r\nmsgstr "b"\r\n', 'msgid "a"\n', 'msgstr "b"\n', 'msgid "a\nmsgstr "b"\n',
        'msgid "a"\nmsgstr "b', 'msgid a\nmsgstr "b"\n', 'msgid "\\q"\nmsgstr "b"\n', 'msgid "\\101\\x42"\nmsgstr "b"\n', 'msgid "a"\nmsgstr[0] "b"\n',
        'msgid "a"\nmsgid_plural "as"\nmsgstr "b"\n', 'msgid "a"\nmsgid_plural "as"\nmsgstr[1] "b"\n', 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[2] "b"\n',
        'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n', 'msgctxt "x"\nmsgstr "b"\n', 'msgctxt "x"\nmsgid "a"\nmsgstr "b"\n', 'hello\n', '# only a comment',
        '', 'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n', 'msgctxt "x"\nmsgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n', 'msgid "a" # comment\nmsgstr "b"\n',
        'msgid "a"\n# comment\nmsgstr "b"\n', 'msgid "a"\nmsgstr ""\nmsgid "b"\nmsgstr "c"', 'msgid\n"a"\n\nmsgstr\n"b"', 'msgidx "a"\nmsgstr "b"\n', 'msgid "a"\nmsgstr[x] "b"\n',
        'msgid "a"\nmsgstr "b"\n"c"\n', '"a"\nmsgstr "b"\n', 'msgid "a"\nmsgstr "b" garbage\n', 'msgid "\\"\nmsgstr "b"\n', "msgid 'a'\nmsgstr 'b'\n",
        '#~ msgid "a"\n#~ msgstr "b"\n', '#, fuzzy\nmsgid "a"\nmsgstr "b"\n', '\ufeffmsgid "a"\nmsgstr "b"\n', 'msgid "a"\nmsgid "b"\nmsgstr "c"\n', 'msgid "a"\nmsgstr "b"\nmsgstr "c"\n',
    ]
    recorded = []
    for text in texts:
        with tempfile.TemporaryDirectory() as folder:
            source, target = pathlib.Path(folder, "a.po"), pathlib.Path(folder, "a.mo")
            source.write_bytes(text.encode())
            taken = msgfmt("-o", str(target), str(source)).returncode == 0
            count = None
            if taken and not target.exists():  # nothing to compile
                count = 0
            elif taken:
                with open(target, "rb") as file:
                    catalog = gettext.GNUTranslations(file)._catalog
                count = len({key if isinstance(key, str) else key[0] for key in catalog} - {""})
        recorded.append([text, count])
    write("syntax", recorded)


# --- languages ----------------------------------------------------------------------------------------------------


def languages():
    from django.utils.translation import to_locale

    names = babel.core.Locale  # CLDR
    identifiers = sorted(name for name in babel.localedata.locale_identifiers())
    # A territory alone does not tell the script to us; CLDR knows a few (`ks_Deva` is told by the script).
    direction = [[name.replace("_", "-").lower(), names.parse(name).text_direction == "rtl"] for name in identifiers]
    django_rtl = settings.LANGUAGES_BIDI
    locales = [[code, to_locale(code)] for code, _ in settings.LANGUAGES]
    locales += [[code, to_locale(code)] for code in ["de-simple-page", "en-us", "EN-GB", "sr-latn-rs", "zh-hant-tw", "es-419"]]
    write("languages", {"right_to_left": [name for name, rtl in direction if rtl], "left_to_right": [name for name, rtl in direction if not rtl and "-" not in name], "django_right_to_left": django_rtl, "to_locale": locales})


if __name__ == "__main__":
    import babel.localedata

    settings.configure(USE_I18N=False, MEDIA_URL="/media-elsewhere/")
    django.setup()
    static_files(), urls(), catalogs(), plurals(), syntax(), languages()
    print(f"recorded with Django {django.get_version()}, Python {sys.version.split()[0]}, Babel {babel.__version__},", msgfmt("--version").stdout.split("\n")[0])
