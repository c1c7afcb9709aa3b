"""What is made of text."""
NAME = "shop"
COUNT = 3
RATIO = 2.5
PERCENT = "%s has %d items" % (NAME, COUNT)
PERCENT_NAMED = "%(name)s-%(count)s" % {"name": NAME, "count": COUNT}
PERCENT_ONE = "%s" % NAME
PERCENT_REPR = "%r %%" % NAME
PERCENT_PADDED = "%5d|%-5s|%05d" % (COUNT, NAME, COUNT)
FORMATTED = "{} {}".format(NAME, COUNT)
FORMATTED_INDEX = "{1}/{0}/{1}".format("a", "b")
FORMATTED_NAMED = "{name}:{count:>5}".format(name=NAME, count=COUNT)
FORMATTED_FIELDS = "{0[key]} {0[list][1]} {{}}".format({"key": 1, "list": [1, 2]})
F_STRING = f"{NAME}-{COUNT + 1}-{NAME.upper()!r}-{COUNT:03d}-{RATIO:.2f}-{NAME:>6}|{NAME:*^8}|"
F_NESTED = f"{', '.join(f'{x}!' for x in ['a', 'b'])}"
F_DEBUG = f"{COUNT=}"
F_WIDTH = f"{NAME:>{COUNT + 5}}"
F_LITERAL = f"{{{NAME}}}" "tail" f"{COUNT}"
METHODS = [
    " x ".strip(), "xxaxx".strip("x"), "a,b,,c".split(","), "a b  c".split(), "a.b.c".rsplit(".", 1), "a.b.c".split(".", 1),
    "Ab".lower(), "Ab".upper(), "abc".replace("b", "-"), "abc".startswith("a"), "abc".endswith(("x", "c")),
    ",".join(["a", "b"]), "a=b=c".partition("="), "a=b=c".rpartition("="), "abc".find("c"), "abc".find("z"),
    "7".zfill(3), "-7".zfill(4), "v1.2".removeprefix("v"), "a.py".removesuffix(".py"), "hello world".capitalize(),
    "aXbX".count("X"), "12".isdigit(), "".isdigit(), "one\ntwo".splitlines(), "a" "b".join("xyz"),
]
STR_OF = str(5), str(2.0), str(None), str([1, "a", (2,)]), str({"a": 1}), str(1e20), str(0.1 + 0.2)
INT_OF = int("42"), int(" 7 "), int(3.9), int(True), float("2.5")
BOOL_OF = bool("False"), bool(""), bool(0), bool([0])
ENCODED = "é".encode()
DECODED = b"abc".decode()
MULTI = (
    "one "
    "two"
)
DOC = __doc__
MODULE = __name__
