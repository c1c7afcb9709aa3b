"""Records what Django's filters give, into django_filters.json beside this file.

    python -m venv /tmp/django && /tmp/django/bin/pip install "django==5.2.*" tzdata
    /tmp/django/bin/python record_django_filters.py

Each record is a filter, its input, its argument under the name that our filter has for it, and the text that
`{{ value|filter:argument }}` gives with autoescape on; with "each", every item of the result in square brackets. Inputs of the
kind {"safe": text} are marked safe, {"date": text} is a date. `now` is the clock at which timesince and timeuntil were asked.
"""

import datetime
import json
import os
import pathlib
import time

import django
from django.conf import settings
from django.template import Context, Engine
from django.utils.safestring import mark_safe

settings.configure(USE_TZ=False, TIME_ZONE="Europe/Berlin", USE_I18N=False, LANGUAGE_CODE="en")
django.setup()
# What Django does itself when settings come from a file.
os.environ["TZ"] = "Europe/Berlin"
time.tzset()

NOW = "2026-03-26T09:41:00"
PROSE = "Joel is a slug, and <b>so</b> is \"he\" & she's"
LINES = "one\r\ntwo <i>\n\n\nthree & four\rfive"
LONG = "The quick brown fox jumps  over the lazy dog, and averylongwordindeedwithoutspaces ends\n\n  indented line here\ttab\n"
MARKUP = "<p class='a > b'>one <a href=\"x\">two - three <br>four</a> five &amp; six</p><p>seven</p>"
NESTED = ["States", ["Kansas", ["Lawrence", "Topeka <b>"], "Illinois"], "Provinces"]
PEOPLE = [{"name": "Bo", "age": 19, "a": {"b": 2}}, {"name": "Al", "age": 22, "a": {"b": 1}}, {"name": "Cy", "age": 19, "a": {"b": 3}}]
LINKS = [
    "see www.example.com, or (http://example.com/a_(b)) now.",
    "mail me@example.org! or <http://example.com?a=1&b=é c>",
    "https://example.com/?q=a%20b&x=<y> example.net/path; nothing.here plain",
    "HTTPS://Example.com/é#frag [www.example.com] www.example.com... example.com.",
    "a:b @ x@y a@b.co. http:// http://[::1]/ http://a.b/c&amp;d;",
    "\"www.example.com\" 'example.org' (see example.com/x).",
]
DATES = ["2026-03-05T09:04:07.000012", "2024-02-29T00:00:00", "2023-12-31T12:00:00", "2022-07-11T23:59:59", "2021-01-01T13:30:00"]

cases = []


def case(name, value, /, *argument, **ours):
    cases.append((name, value, argument, ours))


for text in [PROSE, {"safe": PROSE}, "", "back\\slash 'q' \"d\""]:
    case("addslashes", text)
for text in ["django <b>", {"safe": "<b>x"}, "", "élan", "ßa", "ALL"]:
    case("capfirst", text)
for width in [0, 3, 4, 5, 8, 9, "10"]:
    for text in ["abc", "abcd", "<é>", {"safe": "<b>"}]:
        case("center", text, width, width=width)
        case("ljust", text, width, width=width)
        case("rjust", text, width, width=width)
for text, wrong in [("String with spaces", " "), ({"safe": "a&amp;b<c>"}, ";"), ({"safe": "a&amp;b<c>"}, "b"), ("x<y<z", "<")]:
    case("cut", text, wrong, text=wrong)
for text in ["Joel", "<é>", 12345, ""]:
    case("make_list", text)
for text in ["800-COLLECT", "1-555-FLOWERS", "Übung z", "é"]:
    case("phone2numeric", text)
for text in ["Joel is a slug", "  Déjà Vu -- ¡Olé!  ", "Ångström & Straße Ørsted", "ﬁrst ½ ǅ ｆｕｌｌ", "_a_-b-_", "Việt Nam", "a\tb\u00a0c", "İstanbul", "...", "Łódź Ça"]:
    case("slugify", text)
for value, spec in [
    (10, "E"), (1234.5, "e"), (10, "s"), ("text", "10s"), ("text", "-10s|"), ("text", ".2s"), (3.14159, ".2f"), (2.5, ".0f"),
    (5, "05d"), (-5, "05d"), (5, "+d"), (5, " d"), (255, "x"), (255, "X"), (255, "#x"), (-255, "#X"), (8, "o"), (8, "#o"), (3.99, "d"), (5, ".3d"),
    (5, "8.3d"), (1e-10, ".3e"), (0.1, "f"), (1.5, "-8.1f"), (1.5, "+08.2f"), ("<b>", "s"), ({"safe": "<b>"}, "s"),
]:
    if not spec.endswith("|"):
        case("stringformat", value, spec, format=spec)
for text in [PROSE, {"safe": "<b>x</b> longer text"}, "short", "e\u0301e\u0301e\u0301e\u0301", "日本語のテキスト", "ends…more"]:
    for length in [0, 1, 2, 5, 8, "7", 100]:
        case("truncatechars", text, length, length=length)
for text in [PROSE, {"safe": "<b>x</b> longer\n text"}, "  one   two  ", ""]:
    for length in [0, 1, 2, 4, 100]:
        case("truncatewords", text, length, length=length)
for text in [MARKUP, "plain text only", "<b>un closed <i>tags here", "a &lt; b &amp; c", "<br/>x<img src=a>yz<hr />w", "one<!-- two -->three four", "<p>exact</p>", "1 < 2 and 3"]:
    for length in [0, 1, 2, 3, 5, 9, 14, 1000]:
        case("truncatechars_html", {"safe": text}, length, length=length)
        case("truncatewords_html", {"safe": text}, length, length=length)
for width in [1, 5, 14, 20, 200]:
    for text in [LONG, "a b c", "   ", "", {"safe": "<b>x</b> y z"}, "end\n"]:
        case("wordwrap", text, width, width=width)

for text in [PROSE, LINES, {"safe": LINES}, "", "\n\n\n", "one\n\n\n\ntwo\n"]:
    for name in ["linebreaks", "linebreaksbr", "linenumbers", "force_escape", "escapejs"]:
        case(name, text)
case("linenumbers", "\n".join("x" * 12))
for text in [MARKUP, "a < b > c", "<<b>script>alert(1)<</b>/script>", "no tags", "<!-- c -->x<br/>y", "<b>é</b> &amp; &lt;i&gt;", "a<b", {"safe": "<b>x</b>&"}, "<?php x ?>y", "<!DOCTYPE html>z"]:
    case("striptags", text)
for value in [NESTED, [], ["a"], ["a", []], ["a", ["b"], ["c"]], ["x", "<y>"], [1, 2, [3, [4]]]]:
    case("unordered_list", value)

for text in ["https://www.example.org/foo?a=b&c=d", "a b/c~é", "100% & more", {"safe": "<é>&amp;"}]:
    case("iriencode", text)
    case("urlencode", text)
    case("urlencode", text, "", safe="")
    case("urlencode", text, ":/?", safe=":/?")
for text in LINKS + [{"safe": text} for text in LINKS]:
    case("urlize", text)
    for limit in [1, 8, 15]:
        case("urlizetrunc", text, limit, limit=limit)

for value, other in [(4, 2), ("5", "3"), (4, "2"), ("a", "b"), ([1], [2]), (2.5, 1), ("4", -9), ("<", ">")]:
    case("add", value, other, value=other)
for value, by in [(21, 7), (22, 7), ("21", "7"), (0, 3), (-9, 3)]:
    case("divisibleby", value, by, by=by)
for value, digit in [(123456789, 2), (123, 4), (123, 0), (123, -1), ("x", 1), ("456", "1"), (-78, 2)]:
    case("get_digit", value, digit, digit=digit)
for value in [0, 1, 102, 1023, 1024, 1536, 13 * 1024, 1024**2 - 1, 1024**2, 123456789, 1024**3 * 5, 1024**4 * 2, 1024**5 * 3, -1, -4096, "2048", "x", 1500.9, 1100, 1126, 1178]:
    case("filesizeformat", value)
for value in [34.23234, 34.0, 34.26, 34.25, 2.675, 0.5, -0.04, -0.05, 0, 7, -7, 1e21, 1.5e-7, "34.5", "x", "", "1e3", 6666.6666, 10000, 999999.995, 0.000001, 1e300, "  5.55 ", "-1.50"]:
    for places in [None, 0, 1, 3, -3, "2", "2g", "g", "-2g", "2u", "x"]:
        case("floatformat", value, *([] if places is None else [places]), **({} if places is None else {"places": places}))
for value in [0, 1, 2, -1, 1.0, 1.5, "1", "2", "x", [], [1], [1, 2]]:
    for suffix in ["s", "es", "y,ies"]:
        case("pluralize", value, suffix, suffix=suffix)

case("dictsort", PEOPLE, "name", by="name")
case("dictsort", PEOPLE, "age", by="age")
case("dictsort", PEOPLE, "a.b", by="a.b")
case("dictsortreversed", PEOPLE, "age", by="age")
case("dictsortreversed", PEOPLE, "name", by="name")
case("dictsort", [[3, "a"], [1, "b"]], 0, by=0)
for value in ["abcdef", [1, 2, 3, 4, 5], {"safe": "<b>x"}, ""]:
    for part in ["1:3", ":2", "2:", "-2:", ":-1", "::2", "1:5:2", "3", "::-1", "4:1:-1", "10:", ":"]:
        case("slice", value, part, range=part)
case("escapeseq", ["<a>", "b", {"safe": "<c>"}])
case("safeseq", ["<a>", "b"])

for value in [True, False, None, 0, 1, "", "x", []]:
    case("yesno", value)
    for choices in ["yeah,no,maybe", "yeah,no", "<y>,n"]:
        case("yesno", value, choices, choices=choices)
for value in [None, 0, "", "x"]:
    case("default_if_none", value, "<none>", value="<none>")

for value in [{"a": "</script>&'\"é", "b": [1, 2.5, None, True]}, "text <", [], {}, 7]:
    case("json_script", value)
    case("json_script", value, "da&ta", element_id="da&ta")

for value in DATES:
    for letters in ["aAbcdD", "eEfFgG", "hHiIjl", "LmMnNo", "OPrsSt", "TuUwWyYzZ", "jS \\o\\f F Y, \\a\\t g:i a", "DATE_FORMAT", "SHORT_DATETIME_FORMAT", "Y-m-d", "\\\\d", "d\\"]:
        case("date", {"date": value}, letters, format=letters)
    case("time", {"date": value}, "H:i", format="H:i")
    case("time", {"date": value})
    case("timesince", {"date": value})
    case("timeuntil", {"date": value})
for start, end in [
    ("2007-08-14T13:46:00", "2007-08-14T13:46:59"), ("2007-08-14T13:46:00", "2007-08-16T14:00:00"), ("2007-08-14T13:46:00", "2008-09-13T13:45:00"),
    ("2024-02-29T10:00:00", "2025-02-28T10:00:00"), ("2024-02-29T10:00:00", "2025-03-01T09:00:00"), ("2024-01-31T00:00:00", "2024-02-29T00:00:00"),
    ("2007-08-14T13:46:00", "2007-08-14T13:00:00"), ("2000-01-01T00:00:00", "2026-12-31T23:59:59"), ("2024-05-05T05:05:05", "2024-05-12T05:05:05"),
    ("2024-12-31T00:00:00", "2025-01-31T00:00:00"), ("2024-12-30T12:00:00", "2025-03-01T11:00:00"), ("2024-05-05T05:05:05", "2024-05-05T07:05:04"),
]:
    case("timesince", {"date": start}, {"date": end}, now={"date": end})
    case("timeuntil", {"date": end}, {"date": start}, now={"date": start})


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromisoformat(NOW)


def real(value):
    if isinstance(value, dict) and set(value) == {"safe"}:
        return mark_safe(value["safe"])
    if isinstance(value, dict) and set(value) == {"date"}:
        return Clock.fromisoformat(value["date"])
    if isinstance(value, list):
        return [real(item) for item in value]
    return value


import django.utils.timesince as timesince  # noqa: E402


class Frozen:
    date = datetime.date
    timedelta = datetime.timedelta
    datetime = Clock


timesince.datetime = Frozen
engine = Engine()
records = []
for name, value, argument, ours in cases:
    filtered = "value|" + name + (":argument" if argument else "")
    context = Context({"value": real(value)} | ({"argument": real(argument[0])} if argument else {}))
    source, each = "{{ " + filtered + " }}", None
    if name in ("make_list", "dictsort", "dictsortreversed", "escapeseq", "safeseq") or (
        name in ("add", "slice") and isinstance(value, list)
    ):
        each = ".name" if value == PEOPLE else ".1" if name == "dictsort" else ""
        source = "{% for item in " + filtered + " %}[{{ item" + each + " }}]{% endfor %}"
    output = engine.from_string(source).render(context)
    record = {"filter": name, "input": value, "arguments": ours, "output": output}
    records.append(record if each is None else record | {"each": each})

target = pathlib.Path(__file__).with_name("django_filters.json")
lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
target.write_text(
    '{"django": "%s", "now": "%s", "time_zone": "Europe/Berlin", "cases": [\n%s\n]}\n' % (django.get_version(), NOW, lines),
    encoding="utf-8",
)
print(len(records), "cases")
