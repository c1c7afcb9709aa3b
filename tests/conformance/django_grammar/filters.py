"""Filters, each with what it is meant for and arguments, plausible and not."""

from . import values

DATE_LETTERS = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ"


def lit(text):
    """A text as a literal of a template."""
    quote = "'" if '"' in text else '"'
    return quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote).replace("\n", " ").replace("%}", "").replace("}}", "") + quote


def ints(rng):
    return rng.choice(["0", "1", "2", "3", "5", "7", "10", "15", "20", "40", "-1", "-5", "1.5", '"3"', '"x"', '""', '" 4 "', "100"])


def width(rng):
    return rng.choice(["0", "1", "5", "8", "9", "10", "15", "16", '"12"', "-3", '"x"', "2.7", "60"])


def dates(rng):
    pick = rng.random()
    if pick < 0.3:
        return '"' + rng.choice(["DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT", "c", "r", "U"]) + '"'
    if pick < 0.8:
        return '"' + rng.choice(["", " ", "-", ", "]).join(rng.choice(DATE_LETTERS) for _ in range(rng.randint(1, 5))) + '"'
    return rng.choice(['"j \\d\\e F Y"', '"D d M Y H:i:s"', '"Y-m-d\\TH:i"', '""', '"jS \\o\\f F"', '"\\\\Y"', '"P e T O Z I"', '"W o L z t N b E"', "5", '"xkqQ"', '"f A u"'])


def stringformats(rng):
    flags = "".join(rng.choice(["", "", "-", "0", "+", " ", "#"]) for _ in range(rng.randint(0, 2)))
    size = rng.choice(["", "", "1", "5", "10", "12"])
    precision = rng.choice(["", "", ".", ".0", ".1", ".2", ".5", ".10", ".20"])
    return lit(flags + size + precision + rng.choice("diouxXeEfFgGcrsa%sdfgxz") + rng.choice(["", "", "", "x", "%%", " %s", "é"]))


def places(rng):
    return rng.choice(["0", "1", "2", "3", "-1", "-2", "-3", "8", '"2g"', '"-1g"', '"u"', '"g"', '"gu"', '"2u"', '"2ug"', '"-2gu"', '"x"', '""', "1.7", '"0"', '"-0"', '" 2"', '"²"', "15", "28"])


def slices(rng):
    number = lambda: rng.choice(["", "", "0", "1", "2", "-1", "-2", "10", "x"])
    return lit(rng.choice([number(), f"{number()}:{number()}", f"{number()}:{number()}:{rng.choice(['', '2', '-1', '0', '1'])}", "1:2:3:4", " 1: 2"]))


def separators(rng):
    return rng.choice(['", "', '"<br>"', '""', '" & "', "5", '"a"', '";"', '" "', "'\"'", "safe_text", "unsafe_text"])


def keys(rng):
    return rng.choice(['"name"', '"age"', '"sub.x"', '"nope"', "0", "1", '"0"', '"_x"', '""', '"a.b"', "1.5", '"-1"'])


def words(rng):
    return rng.choice(['"yes,no"', '"a,b,c"', '"one"', '"y,ies"', '"es"', '"a,b,c,d"', '""', "3", '"<b>,&,x"', '"s"', '","'])


def letters(rng):
    return rng.choice(['""', '"/"', '"abc"', '"/?&="', '"é"', '"~"', "5", '" "'])


def zones(rng):
    return rng.choice(['"' + zone + '"' for zone in values.ZONES] + ['"Nowhere/Land"', '"europe/paris"', '"+0700"', '"+07:00"', '"UTC"', '"GMT"', '"Etc/GMT+5"', '""', "5", "None", "nothing", '"../x"'])


def any_argument(rng):
    return rng.choice(["0", "1", "-1", "2.5", '""', '"a"', '"<b>&"', "None", "True", "nothing", "number", "unsafe_text", "safe_text", "table", "mapping", "moment", '"1"', "false"])


def moments(rng):
    return rng.choice(["moment", "other_moment", "day", "clock", "number", '"x"', "None", "nothing"])


T, N, D, L, ANY = "text", "number", "time", "list", "any"

# name: (what it is for, its argument or None, whether it must have one)
FILTERS = {
    "add": (ANY, any_argument, True), "addslashes": (T, None, False), "capfirst": (T, None, False), "center": (T, width, True), "cut": (T, separators, True),
    "date": (D, dates, False), "default": (ANY, any_argument, True), "default_if_none": (ANY, any_argument, True), "dictsort": (L, keys, True),
    "dictsortreversed": (L, keys, True), "divisibleby": (N, ints, True), "escape": (T, None, False), "escapejs": (T, None, False), "escapeseq": (L, None, False),
    "filesizeformat": (N, None, False), "first": (L, None, False), "floatformat": (N, places, False), "force_escape": (T, None, False), "get_digit": (N, ints, True),
    "iriencode": (T, None, False), "join": (L, separators, True), "json_script": (ANY, letters, False), "last": (L, None, False), "length": (L, None, False),
    "linebreaks": (T, None, False), "linebreaksbr": (T, None, False), "linenumbers": (T, None, False), "ljust": (T, width, True), "lower": (T, None, False),
    "make_list": (ANY, None, False), "phone2numeric": (T, None, False), "pluralize": (ANY, words, False), "pprint": (ANY, None, False), "rjust": (T, width, True),
    "safe": (T, None, False), "safeseq": (L, None, False), "slice": (L, slices, True), "slugify": (T, None, False), "stringformat": (ANY, stringformats, True),
    "striptags": (T, None, False), "time": (D, dates, False), "timesince": (D, moments, False), "timeuntil": (D, moments, False), "title": (T, None, False),
    "truncatechars": (T, ints, True), "truncatechars_html": (T, ints, True), "truncatewords": (T, ints, True), "truncatewords_html": (T, ints, True),
    "unordered_list": (L, None, False), "upper": (T, None, False), "urlencode": (T, letters, False), "urlize": (T, None, False), "urlizetrunc": (T, ints, True),
    "wordcount": (T, None, False), "wordwrap": (T, ints, True), "yesno": (ANY, words, False),
    # {% load humanize l10n tz i18n %}
    "apnumber": (N, None, False), "intcomma": (N, any_argument, False), "intword": (N, None, False), "naturalday": (D, dates, False), "naturaltime": (D, None, False),
    "ordinal": (N, None, False), "localize": (ANY, None, False), "unlocalize": (ANY, None, False), "localtime": (D, None, False), "utc": (D, None, False),
    "timezone": (D, zones, True), "language_name": (T, None, False), "language_name_local": (T, None, False), "language_name_translated": (T, None, False),
    "language_bidi": (T, None, False),
}

MADE_FOR = {
    T: ["unsafe_text", "safe_text", "other_text", "markup"],
    N: ["number", "other_number", "count", "digits"],
    D: ["moment", "other_moment", "day", "clock"],
    L: ["table", "things", "mapping", "pair"],
    ANY: ["thing", "other_thing", "unsafe_text", "number", "things", "mapping", "nothing", "yes", "moment", "span"],
}


def call(rng, name=None):
    """A filter with an argument; now and then with a wrong one, or without the one it needs."""
    name = name or rng.choice(list(FILTERS))
    _, argument, required = FILTERS[name]
    roll = rng.random()
    if roll < 0.01:
        return f"{name}:{any_argument(rng)}"
    if argument is None:
        return name
    if roll < 0.02 or (not required and roll < 0.35):
        return name
    if roll < 0.12:
        return f"{name}:{any_argument(rng)}"
    return f"{name}:{argument(rng)}"


def subject(rng, name):
    """A variable that the filter is meant for; one time in five, any."""
    kind = FILTERS[name][0] if rng.random() < 0.8 else ANY
    return rng.choice(MADE_FOR[kind] if rng.random() < 0.97 else ["missing", "thing.nope", '"literal <b>"', "12", "3.50"])


def chain(rng, longest=3, name=None):
    """A variable through one to `longest` filters."""
    first = name or rng.choice(list(FILTERS))
    calls = [call(rng, first)] + [call(rng) for _ in range(rng.randint(0, longest - 1))]
    return "|".join([subject(rng, first), *calls])
