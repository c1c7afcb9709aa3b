"""Contexts whose values have no exact VALUE: the nearest one that gives the same result."""

import contextlib
import datetime as dtm
import decimal
import enum
import itertools
import re
import types

from .values import Raised, Unencodable, encode, text, type_name, zone_as_text
from .scope import MAX_NODES


def numeric_type(v):
    return isinstance(
        v,
        (int, float, decimal.Decimal, dtm.date, dtm.time, dtm.timedelta, bytearray,
         memoryview),
    )


class Lenient:
    """Encode a context that has values without an exact VALUE."""

    def __init__(self, rec, mode, prune):
        self.rec = rec
        self.mode = mode
        self.prune = prune
        self.approx = set()
        self.both = False
        self.nodes = 0

    def encode(self, v):
        return encode(v, self.special)

    def context(self):
        out = []
        for k, v in self.rec.flat.items():
            if self.prune and k not in self.rec.used:
                self.approx.add("unused key left out")
                continue
            try:
                if k in self.rec.used:
                    out.append([self.encode(k), self.encode(v)])
                else:
                    out.append([encode(k), encode(v)])
            except Unencodable:
                if k in self.rec.used:
                    raise
                self.approx.add("unused key left out")
        return {"$dict": out}

    def pairs(self, items, stack, container=None):
        out = []
        seen = self.rec.looks.get(id(container), {})
        for k, v in items:
            try:
                out.append([encode(k, self.special, stack), encode(v, self.special, stack)])
            except Unencodable:
                if container is None or k in seen:
                    raise
                self.approx.add("unused key left out")
        return out

    def special(self, v, stack):
        rec = self.rec
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unencodable("value too large")
        if id(v) in stack:
            raise Unencodable("value that contains itself")
        if len(stack) > 40:
            raise Unencodable("value nested too deep")
        st = stack + (id(v),)
        if type(v) is dict:
            return {"$dict": self.pairs(list(v.items()), st, v)}
        from django.template import Template
        from django.template.backends.django import Template as BackendTemplate
        from django.utils.functional import LazyObject, Promise, empty

        if issubclass(type(v), LazyObject):
            # isinstance() would evaluate it
            if v._wrapped is empty:
                raise Unencodable("lazy object that was never evaluated")
            self.approx.add("lazy object as its value")
            inner = v._wrapped
            if id(v) in rec.looks:
                rec.looks.setdefault(id(inner), rec.looks[id(v)])
            if id(v) in rec.printed:
                rec.printed.add(id(inner))
            return encode(inner, self.special, st)
        if isinstance(v, BackendTemplate):
            v = v.template
        if isinstance(v, Template):
            self.approx.add("Template object as its name")
            return text(rec.name_of(v))
        looks = rec.looks.get(id(v))
        printed = id(v) in rec.printed
        if looks and printed:
            self.both = True
        if isinstance(v, enum.Enum) and not looks:
            self.approx.add("enum as its value")
            if self.mode == "str":
                return encode(str(v), self.special, st)
            return encode(v.value, self.special, st)
        if isinstance(v, Promise):
            self.approx.add("lazy text as text")
            return encode(self.value_of_lazy(v), self.special, st)
        if isinstance(v, dtm.tzinfo):
            self.approx.add("tzinfo as its name")
            return zone_as_text(v)
        if id(v) in rec.callmap and not looks:
            self.approx.add("callable as its result")
            return encode(rec.callmap[id(v)], self.special, st)
        if isinstance(v, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)):
            raise Unencodable("callable", getattr(v, "__qualname__", "?"))
        if isinstance(v, type):
            if looks:
                self.approx.add("object as dict")
                return {"$dict": self.pairs(list(looks.items()), st)}
            raise Unencodable("class", v.__qualname__)
        if self.mode == "object" and not (numeric_type(v) or isinstance(v, str)):
            return self.as_object(v, looks or {}, printed, st)
        numeric = looks and all(str(b).lstrip("-").isdigit() for b in looks)
        own_str = type(v).__str__ not in (
            object.__str__,
            list.__str__,
            dict.__str__,
            tuple.__str__,
            int.__str__,
            float.__str__,
            set.__str__,
        )
        base = self.base_of(v)
        if base is not None and not (looks and not numeric and self.mode != "list"):
            if own_str and (printed or self.mode == "str") and not isinstance(v, str):
                self.approx.add("object as text")
                return self.as_text(v)
            self.approx.add("subclass as its base type")
            if isinstance(base, dict):
                return {"$dict": self.pairs(list(base.items()), st)}
            return encode(base, self.special, st)
        if looks and self.mode != "str" and not (numeric and self.mode == "list"):
            self.approx.add("object as dict")
            items = dict(looks)
            if isinstance(v, dict):
                for k in list(v):
                    items.setdefault(k, v[k])
            if self.mode == "vars" and len(stack) < 5:
                for k, x in list(getattr(v, "__dict__", {}).items()):
                    if k.startswith("_"):
                        continue
                    try:
                        encode(x, self.special, st)
                    except Unencodable:
                        continue
                    items.setdefault(k, x)
            return {"$dict": self.pairs(list(items.items()), st)}
        if self.mode == "vars" and len(stack) < 5 and getattr(v, "__dict__", None):
            self.approx.add("object as dict")
            return {
                "$dict": self.pairs(
                    [(k, x) for k, x in v.__dict__.items() if not k.startswith("_")],
                    st,
                    v,
                )
            }
        if self.mode == "list" or (self.mode == "auto" and not printed):
            items = self.iterate(v)
            if items is not None:
                self.approx.add("iterable as list")
                return encode(items, self.special, st)
        self.approx.add("object as text")
        return self.as_text(v)

    def as_object(self, v, looks, printed, st):
        """The extension for what is more than a dict (see the README)."""
        self.approx.add("object")
        out = {"class": type(v).__name__}
        if printed:
            out["str"] = self.as_text(v)
        attrs = []
        for k, x in looks.items():
            if isinstance(x, Raised):
                attrs.append([k, {"$raise": [x.name, x.message]}])
            else:
                attrs.append([k, encode(x, self.special, st)])
        if isinstance(v, dict):
            for k, x in list(v.items()):
                if k not in looks:
                    try:
                        attrs.append([encode(k), encode(x, self.special, st)])
                    except Unencodable:
                        pass
        out["attrs"] = attrs
        base = self.base_of(v)
        items = list(base) if isinstance(base, (list, tuple)) else self.iterate(v)
        if items is not None:
            try:
                out["items"] = [encode(x, self.special, st) for x in items]
            except Unencodable:
                if isinstance(base, (list, tuple)):
                    raise
        if hasattr(type(v), "__bool__") or hasattr(type(v), "__len__"):
            try:
                if not v:
                    out["false"] = True
            except Exception:
                pass
        return {"$object": out}

    def as_text(self, v):
        from django.utils.safestring import SafeData

        try:
            s = str(v)
        except Exception:
            if id(v) in self.rec.printed:
                raise Unencodable("object whose text cannot be had", type_name(v))
            self.approx.add("unused object as a text")
            return "object"
        if re.search(r"\b0x[0-9a-f]{6,}", s) and id(v) not in self.rec.printed:
            self.approx.add("unused object as a text")
            return "object"
        if isinstance(s, SafeData):
            return {"$safe": text(s + "")}
        return text(s)

    @staticmethod
    def value_of_lazy(v):
        for attr in ("_proxy____cast", "__cast"):
            cast = getattr(v, attr, None)
            if cast is not None:
                return cast()
        s = str(v)
        return s

    @staticmethod
    def base_of(v):
        """v as an exact builtin, when its class derives from one."""
        from django.utils.safestring import SafeData, SafeString

        if isinstance(v, SafeData) and isinstance(v, str):
            return SafeString(str.__str__(v))
        if isinstance(v, str):
            return str.__str__(v)
        if isinstance(v, int):
            return int(v)
        if isinstance(v, float):
            return float(v)
        if isinstance(v, decimal.Decimal):
            return decimal.Decimal(v)
        if isinstance(v, dtm.datetime):
            return dtm.datetime(
                v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond,
                v.tzinfo, fold=v.fold,
            )
        if isinstance(v, dtm.date):
            return dtm.date(v.year, v.month, v.day)
        if isinstance(v, dtm.time):
            return dtm.time(
                v.hour, v.minute, v.second, v.microsecond, v.tzinfo, fold=v.fold
            )
        if isinstance(v, dtm.timedelta):
            return dtm.timedelta(v.days, v.seconds, v.microseconds)
        if isinstance(v, (bytearray, memoryview)):
            return bytes(v)
        if isinstance(v, dict):
            return {k: v[k] for k in list(v)}
        if isinstance(v, tuple):
            return tuple(v)
        if isinstance(v, list):
            return list(v)
        if isinstance(v, (set, frozenset)):
            return set(v) if type(v) is not frozenset else set(v)
        return None

    def iterate(self, v):
        cache = getattr(v, "_result_cache", None)
        if isinstance(cache, list):
            return list(cache)
        tee = self.rec.tees.get(id(v))
        if tee is not None:
            if tee[1] is None:
                tee[1] = list(itertools.islice(tee[0], 20000))
            return tee[1]
        if type(v).__module__.startswith("django.db"):
            return None
        if hasattr(v, "__next__"):
            return None
        if not hasattr(type(v), "__iter__") and not hasattr(type(v), "__getitem__"):
            return None
        try:
            return list(itertools.islice(iter(v), 20000))
        except Exception:
            return None


@contextlib.contextmanager
def no_database():
    """Encoding must not run queries (and must leave no trace in query logs)."""
    from django.db import connections

    def block(*args, **kwargs):
        raise Unencodable("value that needs the database")

    conns = [c for c in connections.all(initialized_only=True)]
    sizes = [len(c.queries_log) for c in conns]
    with contextlib.ExitStack() as stack:
        for c in conns:
            stack.enter_context(c.execute_wrapper(block))
        try:
            yield
        finally:
            for c, n in zip(conns, sizes):
                while len(c.queries_log) > n:
                    c.queries_log.pop()
