"""Conditions, known and unknown, and what depends on them."""
import os
import secrets
import socket
import sys

DEBUG = False
if DEBUG:
    NAME = "debug"
elif os.environ.get("STAGE") == "live":
    NAME = "live"
else:
    NAME = "other"
if "STAGE" in os.environ and not DEBUG:
    WITH_STAGE = True
if "MISSING" in os.environ:
    NEVER = True
GOT = os.environ.get("MISSING"), os.environ.get("MISSING", "default"), os.getenv("STAGE"), os.environ["STAGE"]
FLAG = os.environ.get("FLAG", "0") == "1"
NUMBER = int(os.environ.get("NUMBER", "3"))
TRUTHY = bool(os.environ.get("EMPTY"))
OR = os.environ.get("EMPTY") or "fallback"
try:
    from local_settings import *
except ImportError:
    LOCAL = False
try:
    import nothing_of_that_name
except ModuleNotFoundError:
    HAS_NOTHING = False
else:
    HAS_NOTHING = True
finally:
    ALWAYS = True
try:
    FROM_KEY = os.environ["MISSING"]
except KeyError:
    FROM_KEY = "caught"
try:
    PORT = int("x")
except (TypeError, ValueError) as error:
    PORT = 0
TESTING = "test" in sys.argv
SECRET = secrets.token_hex()
HOST = socket.gethostname()
if HOST == "production":
    BRANCH = "one"
    SAME = "same"
    LIST = ["a"]
else:
    BRANCH = "two"
    SAME = "same"
    LIST = ["a", "b"]
TOUCHED = ["a"]
UNTOUCHED = ["a"]
if SECRET:
    TOUCHED.append("b")
    UNTOUCHED = ["a"]


def plain(name, suffix="!"):
    """A function with a single return."""
    return name + suffix


def steps(*names, **options):
    result = []
    for name in names:
        if name.startswith("_"):
            continue
        result.append(name.upper())
    result.sort(reverse=options.get("reverse", False))
    return result


def early(value):
    if value > 3:
        return "large"
    return "small"


def recursive(number):
    return 1 if number < 2 else number * recursive(number - 1)


def outer(prefix):
    def inner(name):
        return prefix + name

    return inner


def doubtful():
    if HOST:
        return "a"
    return "b"


def agreed():
    if HOST:
        return "a"
    return "a"


PLAIN = plain("a"), plain("a", suffix="?"), plain(name="b")
STEPS = steps("a", "_b", "c", reverse=True)
EARLY = early(5), early(1)
FACTORIAL = recursive(5)
CLOSURE = outer("x-")("y")
FROM_FUNCTION = doubtful()
AGREED = agreed()
BUILT = [item for item in [1, 2] if HOST]
MAYBE = "a" if HOST == "x" else "b"
SURE = "a" if HOST == "x" else "a"
LOOPED = []
for part in HOST.split("."):
    LOOPED.append("x")
try:
    TRIED = socket.gethostbyname("x")
except OSError:
    TRIED = "nothing"
with_lambda = lambda value: value * 2
LAMBDA = with_lambda(4)
COUNTER = 0


def count():
    global COUNTER
    COUNTER += 1


count()
count()
IN_DOUBT = {"a": 1}
if HOST:
    IN_DOUBT["b"] = 2


class Config:
    prefix = "conf"
    names = [prefix, "x"]

    def __init__(self, name):
        self.name = name

    def path(self, part):
        return f"{self.prefix}/{self.name}/{part}"

    @property
    def short(self):
        return self.name[0]

    @staticmethod
    def fixed():
        return "fixed"


config = Config("main")
FROM_CLASS = Config.prefix, config.path("a"), config.short, Config.fixed(), config.names
if __name__ == "__main__":
    RUN = True
globals()["DYNAMIC"] = "dynamic"
globals().update(MORE=1)
if sys.platform == "no such platform":
    PLATFORM = "none"
assert NAME == "live"
del ALWAYS
