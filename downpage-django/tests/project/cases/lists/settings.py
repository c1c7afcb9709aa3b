"""Lists and dictionaries that are built step by step."""
import copy
from collections import OrderedDict
from copy import deepcopy

DJANGO_APPS = ["django.contrib.admin", "django.contrib.auth"]
LOCAL_APPS = ("blog", "shop")
INSTALLED_APPS = DJANGO_APPS + list(LOCAL_APPS)
INSTALLED_APPS += ["extra"]
INSTALLED_APPS.append("last")
INSTALLED_APPS.insert(0, "first")
INSTALLED_APPS.insert(-1, "before_last")
INSTALLED_APPS.extend(("x", "y"))
INSTALLED_APPS.remove("x")
INSTALLED_APPS.insert(INSTALLED_APPS.index("blog") + 1, "after_blog")
POPPED = INSTALLED_APPS.pop()
MIDDLEWARE = ["a", "b", "c"]
MIDDLEWARE[1] = "B"
MIDDLEWARE[-1:] = MIDDLEWARE[-1:]
del INSTALLED_APPS[0]
ALIAS = DJANGO_APPS
ALIAS += ["seen through the alias"]
TUPLE = ("a",)
TUPLE += ("b",)
OPTIONS = {"a": 1}
OPTIONS["b"] = 2
OPTIONS.update({"c": 3}, d=4)
OPTIONS.update([("e", 5)])
OPTIONS |= {"f": 6}
OPTIONS.setdefault("g", 7)
OPTIONS.setdefault("a", 0)
GOT = OPTIONS.get("zzz"), OPTIONS.get("zzz", 1), OPTIONS.get("a")
GONE = OPTIONS.pop("a"), OPTIONS.pop("a", None)
KEYS, VALUES, ITEMS = list(OPTIONS.keys()), list(OPTIONS.values()), list(OPTIONS.items())
TEMPLATES = [{"BACKEND": "x", "DIRS": [], "OPTIONS": {"context_processors": ["one"]}}]
TEMPLATES[0]["OPTIONS"]["context_processors"] += ["two"]
TEMPLATES[0]["DIRS"].append("templates")
TEMPLATES[0]["OPTIONS"]["debug"] = True
DEEP = deepcopy(TEMPLATES)
DEEP[0]["DIRS"].append("only in the copy")
SHALLOW = copy.copy(TEMPLATES)
SHALLOW[0]["DIRS"].append("in both")
ORDERED = OrderedDict([("b", 1), ("a", 2)])
DICT_CALL = dict(a=1, **{"b": 2})
SQUARES = [number * number for number in range(5) if number % 2]
PAIRS = [(x, y) for x in "ab" for y in (1, 2)]
MAPPING = {name: len(name) for name in ["a", "bb"]}
UNIQUE = sorted({word for word in ["b", "a", "b"]})
GENERATED = tuple(app + ".apps" for app in LOCAL_APPS)
ZIPPED = list(zip("ab", [1, 2]))
NUMBERED = list(enumerate(["a", "b"], start=1))
SORTED = sorted(["b", "a", "c"], reverse=True), sorted(["bb", "a"], key=len), sorted([3, 1, 2])
REVERSED = list(reversed([1, 2, 3]))
AGGREGATES = sum([1, 2, 3]), min(3, 1), max([1, 5]), any([0, 1]), all([]), len("abc"), abs(-2)
MAPPED = list(map(str.upper, ["a"])), list(map(lambda x: x + 1, [1])), list(filter(None, [0, 1]))
FROM_KEYS = dict.fromkeys(["a", "b"], 0)
LANGUAGES = [("de", "German"), ("en", "English")]
CODES = [code for code, _ in LANGUAGES]
for _app in ["p", "q"]:
    INSTALLED_APPS.append(_app)
    if _app == "q":
        break
else:
    INSTALLED_APPS.append("never")
COUNTER = 0
while COUNTER < 5:
    COUNTER += 1
    if COUNTER == 3:
        continue
    if COUNTER == 4:
        break
WITHOUT = [app for app in INSTALLED_APPS if not app.startswith("django.")]
INSTALLED_APPS.sort()
A_SET = set(["a"]) | {"b"}
A_SET.add("c")
A_SET.discard("a")
BOTH = {1, 2, 3} & {2, 3}, {1, 2} - {2}
DOWNPAGE_PAGES = [("502.html", "error.html"), ("503.html", "error.html", {"name": "Unavailable"})]
