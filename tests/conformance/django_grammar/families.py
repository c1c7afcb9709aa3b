"""Families of cases: each a theme, with the context and the settings that belong to it."""

import datetime as dtm
import string

from django.utils.safestring import mark_safe

from . import filters, values
from .oracle import Called
from .tags import Body

LOAD = "{% load i18n l10n tz humanize static cache %}"

WEIGHTS = {
    "filter": 22, "chain": 12, "tags": 14, "templates": 6, "markup": 10, "links": 7, "dates": 9, "elapsed": 6, "numbers": 9, "stringformat": 5, "humanize": 6, "zones": 5,
    "pprint": 4, "invalid": 5, "syntax": 8, "translations": 5, "lookups": 4, "collections": 4, "scripts": 3, "sliced": 2, "literals": 8, "damaged": 6,
}

PIECES = ["<p>", "</p>", "<b>", "</b>", "<br>", "<br/>", "<img src='x' alt=\">\">", "<a href=\"http://x.org/?a=1&b=2\">", "</a>", "<i class=x>", "</i>", "one", "two ", " three", "&amp;", "&lt;", "&nbsp;", "&hellip;",
          "&#39;", "&#x27;", "&copy", "&bogus;", "é", "日本", "\n", "  ", "<!-- note -->", "<!-- a > b", "-->", "<script>", "</script>", "if (a < b) {}", "<style>", "</style>", "<?php x ?>", "<!DOCTYPE html>", "<![CDATA[x]]>",
          "<", ">", "< a", "<3", "</", "</>", "</ p>", "<p", "<P>", "</P>", "<a b='", "'", '"', "=", "/", "<input disabled>", "<hr />", "a_b", "-", "<x-y z>", "<a/b>", "\u200d", "👍🏽", "e\u0301", "<textarea>", "</textarea>", "<title>", "</title >", "&", ";", "<p\n", "<a href=x>"]

LINKS = ["http://example.com", "https://example.com/path?x=1&y=2#z", "www.example.com", "example.com", "example.org", "example.co.uk", "example.net/foo", "joe@example.com", "joe.blow+tag@sub.example.co.uk", "mailto:joe@example.com", "ftp://example.com",
         "http://", "https://", "www.", "http://localhost:8000/x", "http://[::1]/a", "http://user:pass@host/", "HTTP://EXAMPLE.COM", "Https://x.y", "http://éx.com/ü?ä=ö", "http://xn--n3h.net/", "http://☃.net/", "http://مثال.إختبار", "http://a/b(c)d",
         "http://a/b%20c", "http://a/b c", "http://a/%zz", "http://a/?q=%C3%A9", "a@b", "@", "a@b.c", "a.b@c.d.e", "x@y.zz", "\"quoted\"@example.com", "joe@exa_mple.com", "joe@-example.com", "joe@example.com.", "http://a.b/c_(d)_e", "http://a.b/(", "http://a.b/)", "http://a.b/c;d=e",
         "http://a.b/&amp;c", "http://a.b/c&lt;d", "www.a.com&lt;", "http://x.y/?a=1&amp;b=2", "(", ")", "[", "]", "<", ">", "'", '"', ",", ".", "!", ":", ";", "?", "...", "&lt;", "&gt;", "&quot;", " ", " ", " ", "\n", "word", "<b>", "</b>", "<a href='http://x.org'>", "</a>", "http://a.com/x!", "http://a.com.,;:",
         "server.com", "djangoproject.org/", "a.com/b", "http://" + "a" * 70 + ".com", "test.info", "test.invalid", "www.example", "www.a b", "http:///x", "http://?x", "https://a..b/", "http://%41.com", "http://a.com:x/", "http://a\u3002com/", "é@example.com", "a@é.com", "tel:123", "//a.com", "javascript:x"]


def build(family, rng):
    """A case of a family: templates, context, settings, options."""
    case = {"templates": {}, "template": "main.html", "context": context(rng), "options": {}, "settings": {}}
    body = globals()["family_" + family](rng, case)
    case["templates"]["main.html"] = LOAD + body if rng.random() < 0.98 else body
    return case


def context(rng):
    """The variables that all families know."""
    number, other = values.number(rng), values.number(rng)
    found = {
        "unsafe_text": values.text(rng), "safe_text": mark_safe(values.text(rng)), "other_text": values.text(rng), "markup": rng.choice([str, mark_safe])("".join(rng.choice(PIECES) for _ in range(rng.randint(1, 8)))),
        "number": number, "other_number": other, "count": rng.choice([0, 1, 2, 3, 5, 11, 21, 100, 1000000]), "digits": rng.choice(["12345", "1.5", "-3", " 7 ", "1234567.891", "abc", "0", "1e3"]),
        "moment": values.moment(rng), "other_moment": values.moment(rng), "day": rng.choice(values.DATES), "clock": rng.choice(values.TIMES), "span": dtm.timedelta(seconds=rng.randint(-10**6, 10**6), microseconds=rng.choice([0, 5])),
        "table": values.table(rng), "things": values.items(rng, 2), "mapping": {values.key(rng): values.value(rng, 1) for _ in range(rng.randint(0, 4))}, "pair": (values.scalar(rng), values.scalar(rng)),
        "thing": values.value(rng), "other_thing": values.value(rng), "nothing": None, "yes": rng.choice([True, False]), "false": False, "codes": ["de", "fr", "he"],
    }
    if rng.random() < 0.1:
        name = rng.choice(["thing", "unsafe_text", "things", "number"])
        found[name] = Called(found[name])
    return found


def localized(rng, case):
    """A language, and perhaps how digits are grouped."""
    settings = case["settings"]
    settings["language"] = rng.choice(values.LANGUAGES)
    if rng.random() < 0.5:
        settings["use_thousand_separator"] = True
    if rng.random() < 0.15:
        settings["number_grouping"] = rng.choice([0, 1, 2, 3, 4])
    if rng.random() < 0.08:
        settings["language"] = None
    if rng.random() < 0.1:
        settings["decimal_separator"], settings["thousand_separator"] = rng.choice([(",", "."), ("·", "'"), (".", ""), ("", " "), ("٫", "٬")])
    if rng.random() < 0.05:
        settings["date_format"], settings["time_format"] = rng.choice([("Y-m-d", "H:i"), ("jS F", "P"), ("", "")])


def zoned(rng, case):
    """A time zone of the site and perhaps another of the visitor."""
    settings = case["settings"]
    settings["time_zone"] = rng.choice(values.ZONES)
    if rng.random() < 0.4:
        settings["current_zone"] = rng.choice(values.ZONES)
    if rng.random() < 0.3:
        settings["use_tz"] = False


def sometimes(rng, case, likely=0.15):
    """Options and settings that any case may have."""
    if rng.random() < likely:
        localized(rng, case)
    if rng.random() < likely:
        zoned(rng, case)
    if rng.random() < likely / 2:
        case["options"]["string_if_invalid"] = rng.choice(["INVALID", "[%s]", "<%s>"])
    if rng.random() < likely / 2:
        case["options"]["autoescape"] = False


def output(expression):
    return "{{ " + expression + " }}"


def family_filter(rng, case):
    sometimes(rng, case)
    if rng.random() < 0.03:
        case["context"]["thing"] = rng.choice([b"", b"bytes", b"\x00'\xff", b"12"])
    name = rng.choice(list(filters.FILTERS))
    return "\n".join(output(filters.subject(rng, name) + "|" + filters.call(rng, name)) for _ in range(rng.randint(1, 3)))


def family_chain(rng, case):
    sometimes(rng, case)
    text = output(filters.chain(rng, 4))
    return "{% autoescape off %}" + text + "{% endautoescape %}" if rng.random() < 0.2 else text


def family_tags(rng, case):
    sometimes(rng, case, 0.1)
    if rng.random() < 0.1:
        case["settings"]["debug"] = True
    case["templates"]["part.html"] = Body(rng, 1).nodes()
    return Body(rng, 3, ["part.html"], ["a", "b"]).nodes()


def family_templates(rng, case):
    sometimes(rng, case, 0.05)
    names = ["a", "b", "c"]
    # Templates that load nothing must do without the filters of libraries.
    head = LOAD if rng.random() < 0.8 else ""
    case["templates"]["part.html"] = head + Body(rng, 1, [], names[:1]).nodes()
    case["templates"]["dir/base.html"] = head + Body(rng, 2, ["part.html"], list(names)).nodes(0, 6)
    middle = rng.choice(['"base.html"', '"./base.html"', '"dir/base.html"', "parent_name"])
    case["context"]["parent_name"] = rng.choice(["dir/base.html", "nope.html", "dir/base.html"])
    case["templates"]["dir/middle.html"] = "{% extends " + (middle if middle != '"base.html"' else '"dir/base.html"') + " %}" + head + Body(rng, 1, ["part.html", "dir/base.html"], list(names)).nodes(0, 5)
    case["template"] = "child.html"
    case["templates"]["child.html"] = '{% extends "' + rng.choice(["dir/middle.html", "./dir/middle.html", "dir/base.html"]) + '" %}' + head + Body(rng, 2, ["part.html"], list(names)).nodes(0, 5)
    return Body(rng, 1).nodes()


def family_markup(rng, case):
    text = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 14)))
    if rng.random() < 0.1:
        text = "".join(rng.choice("<>/!-&;#a b='\"x\n") for _ in range(rng.randint(1, 25)))
    case["context"]["markup"] = rng.choice([str, mark_safe])(text)
    name = rng.choice(["striptags", "truncatechars_html", "truncatewords_html", "linebreaks", "linebreaksbr", "truncatewords", "truncatechars", "wordwrap", "force_escape", "escapejs", "linenumbers", "title", "striptags"])
    text = output("markup|" + filters.call(rng, name))
    return "{% spaceless %}" + text + "{{ markup|safe }}{% endspaceless %}" if rng.random() < 0.15 else text


def family_links(rng, case):
    text = rng.choice(["", " "]).join(rng.choice(LINKS) for _ in range(rng.randint(1, 7)))
    case["context"]["markup"] = rng.choice([str, str, mark_safe])(text)
    if rng.random() < 0.15:
        case["options"]["autoescape"] = False
    return output("markup|" + filters.call(rng, rng.choice(["urlize", "urlize", "urlizetrunc", "iriencode", "urlencode"])))


def family_dates(rng, case):
    localized(rng, case)
    zoned(rng, case)
    case["context"]["moment"] = values.temporal(rng)
    style = rng.random()
    if style < 0.2:
        return "{{ moment }}|{{ day }}|{{ clock }}"
    if style < 0.9:
        return "|".join(output(rng.choice(["moment", "day", "clock", "other_moment"]) + "|" + filters.call(rng, rng.choice(["date", "date", "time", "naturalday"]))) for _ in range(rng.randint(1, 3)))
    return "{% now " + filters.dates(rng) + " %}"


def family_elapsed(rng, case):
    if rng.random() < 0.5:
        localized(rng, case)
    zoned(rng, case)
    name = rng.choice(["timesince", "timeuntil", "naturaltime", "timesince"])
    return output(rng.choice(["moment", "other_moment", "day", "thing"]) + "|" + filters.call(rng, name))


def family_numbers(rng, case):
    localized(rng, case)
    calls = ["floatformat", "floatformat", "filesizeformat", "intcomma", "localize", "unlocalize", "divisibleby", "add", "get_digit", "stringformat", "pluralize"]
    shown = [output(rng.choice(["number", "other_number", "digits", "count"]) + "|" + filters.call(rng, rng.choice(calls))) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.3:
        shown = ["{{ number }} {{ other_number }}"]
    text = "|".join(shown)
    return "{% localize " + rng.choice(["on", "off"]) + " %}" + text + "{% endlocalize %}" if rng.random() < 0.3 else text


def family_stringformat(rng, case):
    return "|".join(output(rng.choice(["number", "other_number", "unsafe_text", "thing", "pair", "things", "moment", "nothing", "yes", "mapping", "safe_text"]) + "|" + filters.call(rng, "stringformat")) for _ in range(2))


def family_humanize(rng, case):
    localized(rng, case)
    names = ["apnumber", "intcomma", "intword", "naturalday", "naturaltime", "ordinal"]
    return "|".join(output(rng.choice(["number", "other_number", "count", "digits", "moment", "day", "thing"]) + "|" + filters.call(rng, rng.choice(names))) for _ in range(2))


def family_zones(rng, case):
    zoned(rng, case)
    body = Body(rng, 2)
    body.names = ["moment", "other_moment", "day", "clock", "moment|utc", "moment|localtime", "other_moment|utc|date:'c e'", "moment|timezone:'Asia/Tokyo'"]
    wrap = rng.choice([body.tag_timezone, body.tag_localtime, body.tag_localize, body.tag_timezone])
    return output(rng.choice(["moment", "other_moment"]) + "|" + filters.call(rng, rng.choice(["localtime", "utc", "timezone"])) + rng.choice(["", "|date:'c'", "|time:'H:i e'", "|date:'r T Z U I'"])) + wrap(1)


def family_pprint(rng, case):
    case["context"]["thing"] = values.wide_list(rng)
    return output(rng.choice(["thing", "things", "mapping", "table", "unsafe_text", "moment", "number", "pair"]) + "|pprint") + rng.choice(["", "{{ thing }}", "{{ thing|pprint|safe }}"])


def family_invalid(rng, case):
    case["options"]["string_if_invalid"] = rng.choice(["INVALID", "[%s]", "<b>%s", "", "%%s"])
    name = rng.choice(["missing", "thing.nope", "mapping.nope.deep", "nothing.x", "number.real.nope", "things.99", "unsafe_text.upper.nope", "moment.nope"])
    forms = [output(name), output(name + "|" + filters.call(rng)), output(name + "|" + filters.call(rng) + "|" + filters.call(rng)), output("unsafe_text|default:" + name), "{% if " + name + " %}y{% else %}n{% endif %}",
             "{% for x in " + name + " %}{{ x }}{% empty %}none{% endfor %}", "{% with x=" + name + " %}[{{ x }}]{% endwith %}", "{% firstof " + name + " unsafe_text %}", "{% cycle " + name + " 'b' %}", "{% include " + name + " %}",
             "{% ifchanged " + name + " %}c{% endifchanged %}", "{% widthratio " + name + " 10 100 %}", "{% regroup " + name + " by x as g %}{{ g }}", "{% blocktrans with a=" + name + " %}{{ a }}-{{ b.c }}{% endblocktrans %}",
             "{% if " + name + " == None %}none{% endif %}", "{% url " + name + " %}", "{% trans " + name + " %}", "{% now " + name + " %}", output("number|add:" + name), "{% filter " + filters.call(rng) + " %}{{ " + name + " }}{% endfilter %}"]
    return "".join(rng.choice(forms) for _ in range(rng.randint(1, 3)))


def family_syntax(rng, case):
    case["templates"]["part.html"] = "part"
    text = Body(rng, 2, ["part.html"], ["a"]).nodes()
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        roll = rng.random()
        if roll < 0.35:
            text = text[:at] + text[at + rng.randint(1, 4):]
        elif roll < 0.7:
            text = text[:at] + rng.choice(["|", ":", ".", "%}", "{%", "{{", "}}", " ", "'", '"', "=", "_", ",", "\n", "{#", "#}", "-", "(", "é", "|x", ":1", " as ", " in ", " x ", "}", "\\", "_("]) + text[at:]
        elif roll < 0.85:
            end = at + rng.randint(1, 20)
            text = text[:end] + text[at:]
        else:
            text = text.replace(rng.choice(["end", "if", "for", " %}", "{{ ", "with", " in "]), rng.choice(["", "x", " ", "end"]), 1)
    return text


def family_damaged(rng, case):
    """A whole page with a tag where it does not belong, a filter too many, or a part of it gone."""
    rng_body = Body(rng, 3, ["part.html"], ["a", "b", "c"])
    case["templates"]["part.html"] = Body(rng, 1).nodes()
    case["templates"]["base.html"] = LOAD + "<{% block a %}A{{ thing }}{% endblock %}-{% block b %}{% block c %}C{% endblock %}{% endblock %}>"
    name = rng.choice("abc")
    text = rng_body.nodes(0, 6)
    if rng.random() < 0.3:
        text = '{% extends "base.html" %}' + LOAD + "{% block " + name + " %}" + Body(rng, 2, ["part.html"]).nodes() + rng.choice(["{{ block.super }}", "{{ block.super|upper }}", ""]) + "{% endblock %}"
    for _ in range(rng.choice([0, 1, 1, 2])):
        at = rng.randint(0, len(text))
        roll = rng.random()
        if roll < 0.5:
            text = text[:at] + rng_body.tag_stray(1) + text[at:]
        elif roll < 0.75:
            text = text[:at] + "|" + filters.call(rng) + text[at:]
        else:
            text = text[:at] + text[at + rng.randint(1, 30):]
    return text


LITERALS = ['"lit"', "'a<b'", '"a & \\"b\\""', "'5'", '""', "3", "-7", "1.5", "0", "1e3", "True", "False", "None", '_("Yes")', '_("yes,no,maybe")', "_('<b>50%</b> & more')", '_("")', "_('12')", '_("January")', "_('2.50')"]


def family_literals(rng, case):
    """Literals, and texts to be translated, before filters, as their arguments, and in tags."""
    sometimes(rng, case)
    literal = lambda: rng.choice(LITERALS)
    forms = [output(literal() + "|" + filters.call(rng)), output(literal() + "|" + filters.call(rng) + "|" + filters.call(rng)), output(literal()),
             output(filters.subject(rng, "add") + "|" + rng.choice([name for name, (_, argument, _) in filters.FILTERS.items() if argument]) + ":" + literal()),
             "{% if " + literal() + rng.choice([" == ", " in ", " < ", " != ", " not in ", " is ", " and "]) + rng.choice([literal(), "thing", "unsafe_text", "things"]) + " %}y{% else %}n{% endif %}",
             "{% with x=" + literal() + " %}{{ x }}{{ x|" + filters.call(rng) + " }}{{ x." + rng.choice(["0", "upper", "strip", "real", "x", "isdigit"]) + " }}{% endwith %}",
             "{% for x in " + literal() + " %}{{ x }},{% empty %}none{% endfor %}", "{% firstof " + literal() + " " + literal() + " %}", "{% cycle " + literal() + " " + literal() + " %}",
             "{% widthratio " + literal() + " 10 " + literal() + " %}", "{% blocktranslate with x=" + literal() + "|" + filters.call(rng) + " %}a {{ x }}{% endblocktranslate %}", "{% translate " + literal() + "|" + filters.call(rng) + " %}",
             "{% translate " + literal() + " as x %}{{ x }}{{ x|" + filters.call(rng) + " }}", "{% ifchanged " + literal() + " %}c{% endifchanged %}", output("things|add:" + literal()), output(literal() + "|add:" + literal())]
    return "".join(rng.choice(forms) for _ in range(rng.randint(1, 3)))


def family_translations(rng, case):
    localized(rng, case)
    body = Body(rng, 2)
    return "".join(rng.choice([body.tag_translate, body.tag_blocktranslate, body.tag_language, body.tag_language_facts])(1) for _ in range(rng.randint(1, 3)))


def family_lookups(rng, case):
    names = ["thing", "things", "mapping", "table", "pair", "moment", "day", "clock", "span", "number", "unsafe_text", "safe_text", "yes", "nothing"]
    parts = ["0", "1", "-1", "name", "a", "b", "keys", "values", "items", "upper", "lower", "title", "strip", "split", "year", "month", "day", "hour", "minute", "second", "microsecond", "weekday", "isoweekday", "isoformat", "date", "time", "days", "seconds", "total_seconds", "real", "imag",
             "numerator", "denominator", "is_integer", "bit_length", "count", "index", "copy", "isdigit", "isalpha", "isspace", "isupper", "swapcase", "capitalize", "casefold", "splitlines", "encode", "tzinfo", "utcoffset", "tzname", "timestamp", "fold", "adjusted",
             "is_nan", "is_signed", "conjugate", "start", "stop", "step", "resolution", "ctime", "toordinal", "bit_count", "is_zero", "isnumeric", "isdecimal", "isalnum", "rstrip", "lstrip", "expandtabs"]
    return "|".join(output(rng.choice(names) + "".join("." + rng.choice(parts) for _ in range(rng.choice([1, 1, 1, 2])))) for _ in range(rng.randint(1, 3)))


def family_collections(rng, case):
    names = ["dictsort", "dictsortreversed", "join", "first", "last", "length", "slice", "unordered_list", "safeseq", "escapeseq", "make_list", "json_script", "random"][:-1]
    text = "|".join(output(rng.choice(["table", "things", "mapping", "pair", "thing", "unsafe_text"]) + "|" + filters.call(rng, rng.choice(names)) + rng.choice(["", "", "|" + filters.call(rng, rng.choice(names))])) for _ in range(2))
    return "{% autoescape off %}" + text + "{% endautoescape %}" if rng.random() < 0.15 else text


def family_scripts(rng, case):
    """Letters of every script through the filters that change case or look at words."""
    ranges = [(0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x52F), (0x530, 0x8FF), (0x900, 0x1200), (0x10A0, 0x10FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0xA640, 0xABFF), (0xF900, 0xFFFD), (0x10400, 0x104FF), (0x1D400, 0x1D7FF), (0x1F300, 0x1F9FF)]
    text = ""
    for _ in range(rng.randint(1, 12)):
        low, high = rng.choice(ranges)
        text += chr(rng.randint(low, high)) + rng.choice(["", "", " ", "'", "1", "a", "\u0301", string.ascii_letters[rng.randint(0, 51)]])
    case["context"]["other_text"] = values.assigned(text)
    names = ["title", "capfirst", "upper", "lower", "slugify", "wordcount", "truncatewords", "truncatechars", "wordwrap", "phone2numeric", "urlencode", "iriencode", "escapejs", "pprint", "stringformat", "make_list", "linebreaks", "length", "center", "floatformat", "add", "urlize"]
    return output("other_text|" + filters.call(rng, rng.choice(names))) + output("other_text|" + rng.choice(["title", "upper", "lower", "pprint", "slugify"]))


def family_sliced(rng, case):
    return "|".join(output(rng.choice(["table", "things", "mapping", "pair", "thing", "unsafe_text", "safe_text", "number", "nothing"]) + "|" + filters.call(rng, rng.choice(["slice", "first", "last", "truncatechars", "get_digit"]))) for _ in range(2))
