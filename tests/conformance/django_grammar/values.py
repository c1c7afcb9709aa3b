"""Values of a context, plausible and not."""

import datetime as dtm
import unicodedata
import zoneinfo
from decimal import Decimal

from django.utils.safestring import mark_safe

WORDS = [
    "", "a", "A", "abc", "hello world", "Hello, World!", "one two  three", "joe's", "O'Reilly's \"quoted\" text", "x=1&y=2",
    "<b>bold</b>", "<p>a<br>b</p>", "<script>alert('x')</script>", "a < b > c & d", "&amp;&lt;&#39;", "&copy; 2024 &nbsp;",
    "line one\nline two", "a\n\nb\n\n\nc", "a\r\nb\rc", "tab\there", " padded ", "\t\n", "a\x0bb\x0cc\x1cd\x1ee\x1ff", "\x85\xa0\u2028\u2029",
    "straße", "ŉ ǆ ﬁ", "İstanbul ıI", "ΟΔΥΣΣΕΥΣ Σ", "éàü ÉÀÜ", "e\u0301", "日本語テキスト", "שלום", "مرحبا", "👍🏽 👨‍👩‍👧", "\U0001d400x",
    "a_b-c.d/e", "C:\\path\\n", "100%", "%s %d %%", "50% off", "under_score", "CamelCase", "UPPER", "x" * 40, "word " * 12,
    "-", "--", "'", '"', "\\", "\\\\'", "{{ x }}", "{% x %}", "}}", "0", "1", "-1", "+7", " 12 ", "1_000", "007", "1.5", "-2.50", "1e5",
    "1E-3", ".5", "5.", "nan", "inf", "-inf", "NaN", "Infinity", "0x10", "1,000", "١٢٣", "１２", "²", "½", "Ⅷ", "12abc", "True", "None",
    "http://example.com", "www.example.com.", "see https://example.com/a?b=c&d=e#f, ok", "mail joe@example.com now", "example.org/path",
    "(http://example.com/foo_(bar))", "<a href=\"http://x.org\">x</a>", "ftp://x", "HTTP://EXAMPLE.COM/%20 x", "http://مثال.إختبار/é?q=ü",
    "2024-02-29", "12:30", "2024-02-29T12:30:00+02:00", "en", "de", "pt-br", "Europe/Paris", "a,b,c", "yes,no", "\0", "a\0b", "\x7f\x80\x9f",
    "\u200b\u200e\ufeff", "ǅ", "o\u2019clock", "1st 2nd", "d'été l'a", "they're bill's", "x2y 3d", "<!-- c --> d", "a<!DOCTYPE b>c", "&#x27;&#60;&bogus;&lt",
    "(http://a.com)", "foo.com/bar)", "O'REILLY's 3RD", "</p>", "<", ">", "<>", "< b", "<b", "<b class='x", "&", "&;", ";", "a;b&c;",
]

INTS = [0, 1, 2, 3, -1, 5, 7, 10, 11, 12, 13, 21, 42, 100, 101, 111, 999, 1000, 1024, 1234, -1234, 9999, 10000, 99999, 123456, 999999,
        1000000, 1200000, 999999999, 1000000000, 2**31, 2**63 - 1, -(2**63), 2**63, 10**20, 10**33, -(10**25) + 7, 10**100, 10**103, 1048576, 1024**3,
        1024**4, 1024**5, -2048]

FLOATS = [0.0, -0.0, 1.0, 1.5, 2.5, -1.5, 0.1, 0.5, 0.25, 0.125, 3.14159, 34.23234, 34.26, 1e15, 1e16, 123456789.125, 1e21, 1e22, 1e-4, 1e-5, 1.5e-7, 1e100, 1e300,
          5e-324, float("inf"), float("-inf"), float("nan"), 1234567.891, -99.995, 0.3 + 0.6, 1 / 3, 2 / 3, 1e6, 999999.5, 1e200, 0.05, 1.005, 9.995]

DECIMALS = ["0", "-0", "1", "1.10", "2.5", "-3.005", "0.000001", "1E-7", "0E-8", "0E+3", "1E+3", "1.5E+10", "123456789012345678901234567890.12345", "NaN", "Infinity",
            "-Infinity", "99.995", "1E+30", "1E-30", "1E+250", "1E-250", "1000", "1234567.8", "-0.00", "5E+1"]

DATES = [dtm.date(2024, 2, 29), dtm.date(2024, 3, 1), dtm.date(2024, 2, 28), dtm.date(1, 1, 1), dtm.date(9999, 12, 31), dtm.date(1999, 12, 31), dtm.date(2020, 12, 31),
         dtm.date(2021, 1, 3), dtm.date(1900, 2, 28), dtm.date(476, 9, 4), dtm.date(2008, 11, 11), dtm.date(2012, 5, 22), dtm.date(2023, 2, 28), dtm.date(1969, 12, 31)]

TIMES = [dtm.time(0, 0), dtm.time(12, 0), dtm.time(12, 30), dtm.time(23, 59, 59, 999999), dtm.time(1, 2, 3), dtm.time(13, 0, 0, 40), dtm.time(0, 1), dtm.time(11, 59)]

ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "America/St_Johns", "Africa/Monrovia", "Pacific/Kiritimati",
         "America/Sao_Paulo", "Asia/Kathmandu", "Europe/Dublin", "Europe/London", "Pacific/Apia"]

LANGUAGES = ["en-us", "en", "de", "fr", "es", "it", "pt-br", "pt", "nl", "pl", "ru", "uk", "ja", "zh-hans", "zh-hant", "ko", "tr", "ar", "he", "cs", "hu", "fi", "sv", "fa", "hi",
             "de-ch", "en-gb", "es-mx", "lt", "lv", "ro", "sl", "vi", "el", "da", "ca", "hr", "ka", "bn", "sr-latn", "fr-ca", "mk", "eo", "nb", "bg", "et", "id", "az", "en-in", "xx"]


# Their case was told otherwise after the Unicode of Python 3.11.
CHANGED = "\u019b\u0264\ua7f2\ua7f3\ua7f4\u10fc"


def assigned(text):
    """The text without characters that this Python's Unicode does not know yet."""
    return "".join(c for c in text if unicodedata.category(c) != "Cn" and c not in CHANGED)


def text(rng):
    """A text of one to four pieces."""
    if rng.random() < 0.6:
        return rng.choice(WORDS)
    glue = rng.choice(["", " ", " ", "\n", ", ", "<br>"])
    return glue.join(rng.choice(WORDS) for _ in range(rng.randint(2, 4)))


def number(rng):
    """An int, a float or a Decimal."""
    pick = rng.random()
    if pick < 0.4:
        return rng.choice(INTS) if rng.random() < 0.7 else rng.randint(-(10 ** rng.randint(1, 24)), 10 ** rng.randint(1, 24))
    if pick < 0.75:
        return rng.choice(FLOATS) if rng.random() < 0.6 else rng.uniform(-1, 1) * 10 ** rng.randint(-8, 20)
    if rng.random() < 0.7:
        return Decimal(rng.choice(DECIMALS))
    return Decimal(rng.randint(-(10**12), 10**12)).scaleb(rng.randint(-12, 6))


def moment(rng):
    """A date-time, naive or aware."""
    pick = rng.random()
    if pick < 0.35:
        # Not far from the time at which the clock stands.
        base = dtm.datetime(2024, 2, 29, 21, 30, 15, 250000)
        naive = base + dtm.timedelta(seconds=rng.choice([1, -1]) * int(10 ** rng.uniform(0, 9.3)), microseconds=rng.choice([0, 0, 1, 999999]))
    elif pick < 0.5:
        # Where clocks jump.
        naive = rng.choice([dtm.datetime(2024, 3, 31, 2, 30), dtm.datetime(2024, 10, 27, 2, 30), dtm.datetime(2024, 3, 10, 2, 15), dtm.datetime(2024, 11, 3, 1, 15),
                            dtm.datetime(2011, 12, 30, 12, 0), dtm.datetime(1883, 11, 18, 12, 1)])
    elif pick < 0.8:
        naive = dtm.datetime.combine(rng.choice(DATES), rng.choice(TIMES))
    else:
        naive = dtm.datetime(rng.randint(1800, 2200), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 0, 5, 123456]))
    if rng.random() < 0.45 or not 2 < naive.year < 9990:
        return naive
    pick = rng.random()
    if pick < 0.25:
        return naive.replace(tzinfo=dtm.timezone.utc)
    if pick < 0.4:
        return naive.replace(tzinfo=dtm.timezone(dtm.timedelta(minutes=rng.choice([-720, -210, 60, 330, 345, 840]))))
    return naive.replace(tzinfo=zoneinfo.ZoneInfo(rng.choice(ZONES)))


def temporal(rng):
    """Anything of time."""
    pick = rng.random()
    if pick < 0.55:
        return moment(rng)
    if pick < 0.75:
        return rng.choice(DATES)
    if pick < 0.88:
        return rng.choice(TIMES)
    return dtm.timedelta(days=rng.choice([0, 0, 1, -1, 2, 400]), seconds=rng.choice([0, 1, 3600, 86399]), microseconds=rng.choice([0, 0, 1, 999999]))


def scalar(rng):
    """A value without items."""
    pick = rng.random()
    if pick < 0.34:
        return text(rng)
    if pick < 0.46:
        return mark_safe(text(rng))
    if pick < 0.72:
        return number(rng)
    if pick < 0.82:
        return rng.choice([None, None, True, False])
    if pick < 0.96:
        return temporal(rng)
    return rng.choice([range(3), range(5, 0, -2), range(0)])


def items(rng, depth):
    """A list, a tuple or a dict."""
    size = rng.choice([0, 1, 1, 2, 2, 3, 4, 6])
    pick = rng.random()
    if pick < 0.25:
        return table(rng)
    if pick < 0.35:
        return [rng.choice([rng.randint(-9, 99), rng.randint(0, 5)]) for _ in range(size)]
    if pick < 0.42:
        return {rng.choice([rng.randint(0, 9), "only", None])}
    inner = [value(rng, depth - 1) for _ in range(size)]
    if pick < 0.7:
        return inner
    if pick < 0.84:
        return tuple(inner)
    return {key(rng): item for item in inner}


def key(rng):
    """A key of a dict."""
    return rng.choice(["name", "a", "b", "items", "key with blank", "0", "x-y", "é", 0, 1, 2, None, True, 1.5, (1, 2), "class", "<k>"])


def table(rng):
    """Dicts or tuples of one shape, as for `dictsort` and `regroup`."""
    names = [text(rng)[:12] for _ in range(3)]
    rows = [{"name": rng.choice(names), "age": rng.randint(0, 5), "sub": {"x": rng.randint(0, 3)}} for _ in range(rng.randint(0, 5))]
    if rng.random() < 0.3:
        return [(row["name"], row["age"]) for row in rows]
    if rng.random() < 0.2 and rows:
        del rows[0]["age"]
    return rows


def value(rng, depth=2):
    """Any value."""
    return items(rng, depth) if depth > 0 and rng.random() < 0.3 else scalar(rng)


def wide_list(rng, depth=0):
    """A list that pprint breaks into lines."""
    if depth > 3 or rng.random() < 0.4:
        return rng.choice([scalar, text])(rng)
    inner = [wide_list(rng, depth + 1) for _ in range(rng.randint(0, 9))]
    pick = rng.random()
    if pick < 0.4:
        return inner
    if pick < 0.6:
        return tuple(inner)
    if pick < 0.65:
        return {rng.randint(0, 10**rng.randint(1, 15)) for _ in range(rng.randint(0, 9))}
    return {rng.choice([key(rng), text(rng)]): item for item in inner}
