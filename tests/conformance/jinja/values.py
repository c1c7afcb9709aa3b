"""Values of templates as JSON, and back."""

import base64
import datetime
import decimal
import itertools
import types
from collections import OrderedDict

MAIN = "<string>"  # the name given to a template made with Environment.from_string / Template()
GETTEXT = ("_", "gettext", "ngettext", "pgettext", "npgettext")
EXT_NAMES = {
    "jinja2.ext.InternationalizationExtension": "jinja2.ext.i18n",
    "jinja2.ext.ExprStmtExtension": "jinja2.ext.do",
    "jinja2.ext.LoopControlExtension": "jinja2.ext.loopcontrols",
    "jinja2.ext.DebugExtension": "jinja2.ext.debug",
}
ENV_ARGS = [
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
    "comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix",
    "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline", "optimized",
]
I64 = (-(1 << 63), (1 << 63) - 1)


class Unencodable(Exception):
    pass


class DrainedAsync:
    """An async generator read to its end, to be iterated again."""

    def __init__(self, items):
        self.items = items

    def __aiter__(self):
        return AsyncItems(self.items)


class AsyncItems:
    def __init__(self, items):
        self.it = iter(items)

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return next(self.it)
        except StopIteration:
            raise StopAsyncIteration from None


def drain_async(agen):
    items = []
    while True:
        try:
            agen.__anext__().send(None)
        except StopIteration as e:
            items.append(e.value)
        except StopAsyncIteration:
            return items
        else:
            raise Unencodable("async generator that waits")


class Encoder:
    """encode(v) -> (VALUE, what to hand to the real render instead of v)"""

    def __init__(self, namedtuple_as="dict", on_callable=None, on_template=None):
        self.namedtuple_as = namedtuple_as
        self.on_callable = on_callable
        self.on_template = on_template
        self.notes = set()

    def encode(self, v, depth=0, name=""):
        from markupsafe import Markup
        from jinja2 import Template
        from jinja2.runtime import Undefined, Macro

        if depth > 40:
            raise Unencodable("recursive value")
        t = type(v)
        sub = lambda x, n="": self.encode(x, depth + 1, n)  # noqa: E731
        if v is None or t is bool or t is str:
            return v, v
        if t is int:
            return (v if I64[0] <= v <= I64[1] else {"$int": str(v)}), v
        if t is float:
            return {"$float": repr(v)}, v
        if t is Markup:
            return {"$safe": str(v)}, v
        if t is decimal.Decimal:
            return {"$decimal": str(v)}, v
        if t is datetime.datetime:
            d = {"$datetime": v.isoformat()}
            if v.tzinfo is not None and getattr(v.tzinfo, "key", None):
                d["tz"] = v.tzinfo.key
            return d, v
        if t is datetime.date:
            return {"$date": v.isoformat()}, v
        if t is datetime.time:
            return {"$time": v.isoformat()}, v
        if t is datetime.timedelta:
            return {"$timedelta": [v.days, v.seconds, v.microseconds]}, v
        if t is range:
            return {"$range": [v.start, v.stop, v.step]}, v
        if t is bytes:
            return {"$bytes": base64.b64encode(v).decode()}, v
        if isinstance(v, (Undefined, Macro, type)):
            raise Unencodable(f"python-object:{t.__name__}")
        if isinstance(v, Template):
            if self.on_template is None:
                raise Unencodable("template object")
            return self.on_template(v), v
        if isinstance(v, dict):
            pairs, new, changed = [], [], False
            for k, x in v.items():
                ek, nk = sub(k)
                ex, nx = sub(x, str(k))
                pairs.append([ek, ex])
                new.append((nk, nx))
                changed = changed or nx is not x
            if t not in (dict, OrderedDict):
                self.notes.add("dict subclass")
            return {"$dict": pairs}, (dict(new) if changed else v)
        if isinstance(v, tuple) and hasattr(v, "_fields"):
            self.notes.add("namedtuple")
            if self.namedtuple_as == "dict":
                return {"$dict": [[f, sub(getattr(v, f))[0]] for f in v._fields]}, v
            return {"$tuple": [sub(x)[0] for x in v]}, v
        if t in (list, tuple):
            both = [sub(x) for x in v]
            new = [b for _, b in both]
            changed = any(a is not b for a, b in zip(v, new))
            enc = [a for a, _ in both]
            return (enc if t is list else {"$tuple": enc}), (t(new) if changed else v)
        if t in (set, frozenset):
            return {"$set": [sub(x)[0] for x in v]}, v
        if isinstance(v, DrainedAsync):
            return [sub(x)[0] for x in v.items], v
        if isinstance(v, itertools.groupby):
            raise Unencodable("python-object:groupby")
        if hasattr(t, "__anext__"):
            items = drain_async(v)
            self.notes.add("async iterator")
            enc = [sub(x)[0] for x in items]
            return enc, DrainedAsync(items)
        is_iter = hasattr(t, "__next__")
        if is_iter or isinstance(
            v, (type({}.keys()), type({}.values()), type({}.items()))
        ):
            items = list(v)
            self.notes.add("iterator")
            enc = [sub(x)[0] for x in items]
            return enc, (iter(items) if is_iter else v)
        if isinstance(v, types.CoroutineType):
            v.close()
            raise Unencodable("coroutine")
        if callable(v):
            if self.on_callable is None:
                raise Unencodable("python-callable")
            return self.on_callable(name, v, depth)
        try:
            attrs = vars(v)
        except TypeError:
            raise Unencodable(f"python-object:{t.__name__}") from None
        self.notes.add("python-object:" + t.__name__)
        return {"$dict": [[k, sub(x)[0]] for k, x in attrs.items() if not k.startswith("__")]}, v


def decode(v):
    from markupsafe import Markup

    if isinstance(v, list):
        return [decode(x) for x in v]
    if not isinstance(v, dict):
        return v
    (k, x), = [(k, x) for k, x in v.items() if k.startswith("$")]
    if k == "$dict":
        return {decode(a): decode(b) for a, b in x}
    if k == "$tuple":
        return tuple(decode(y) for y in x)
    if k == "$set":
        return {decode(y) for y in x}
    if k == "$float":
        return float(x)
    if k == "$int":
        return int(x)
    if k == "$decimal":
        return decimal.Decimal(x)
    if k == "$safe":
        return Markup(x)
    if k == "$date":
        return datetime.date.fromisoformat(x)
    if k == "$time":
        return datetime.time.fromisoformat(x)
    if k == "$datetime":
        return datetime.datetime.fromisoformat(x)
    if k == "$timedelta":
        return datetime.timedelta(*x)
    if k == "$range":
        return range(*x)
    if k == "$bytes":
        return base64.b64decode(x)
    raise ValueError(k)


def error_of(e):
    from jinja2 import TemplateSyntaxError

    msg = e.message if isinstance(e, TemplateSyntaxError) else str(e)
    return {"error": type(e).__name__, "message": msg or ""}


