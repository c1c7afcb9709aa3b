"""VALUEs: Python values as JSON, both ways (see the README beside this folder)."""

import base64
import datetime as dtm
import decimal
import json
import re


class Unencodable(Exception):
    """There is no VALUE for it; says why."""

    def __init__(self, reason, detail=""):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Raised:
    """What a lookup raised, in place of its value."""

    def __init__(self, error):
        self.name = type(error).__name__
        try:
            self.message = str(error)
        except Exception:
            self.message = ""


def text(s):
    """`s`, unless UTF-8 has no way to write it."""
    try:
        s.encode("utf-8")
    except UnicodeEncodeError:
        raise Unencodable("lone surrogate in a string")
    return s


def zone_name(tz, value=None):
    """The name under which a time zone can be found again, or None."""
    if tz is dtm.timezone.utc:
        return "UTC"
    for attr in ("key", "zone"):
        name = getattr(tz, attr, None)
        if isinstance(name, str) and name:
            return name
    name = tz.tzname(value)
    if isinstance(name, str) and name and not name.startswith("UTC"):
        return name
    return None


def zone_as_text(tz):
    """A time zone object as a name that tags and filters take as well."""
    name = zone_name(tz)
    if name and not re.fullmatch(r"[+-]\d{4}", name):
        return text(name)
    try:
        hours = tz.utcoffset(None) / dtm.timedelta(hours=1)
    except Exception:
        raise Unencodable("time zone without a name")
    if hours != int(hours):
        raise Unencodable("time zone without a name")
    return "Etc/GMT%+d" % -int(hours) if hours else "UTC"


def encode_datetime(v):
    if v.tzinfo is None or v.utcoffset() is None:
        return {"$datetime": v.replace(tzinfo=None).isoformat()}
    out = {"$datetime": v.isoformat()}
    name = zone_name(v.tzinfo, v)
    if name:
        out["tz"] = name
    return out


def encode(v, special=None, stack=()):
    """VALUE for v.  special(v, stack) handles what has no exact encoding."""
    from django.utils.safestring import SafeString

    t = type(v)
    if v is None or t is bool:
        return v
    if t is str:
        return text(v)
    if t is SafeString:
        return {"$safe": text(str.__str__(v) + "")}
    if t is int:
        return v if -(2**63) <= v < 2**63 else {"$int": str(v)}
    if t is float:
        return {"$float": repr(v)}
    if t is decimal.Decimal:
        return {"$decimal": str(v)}
    if t is dtm.datetime:
        if v.tzinfo is not None and v.utcoffset() is None and special is None:
            raise Unencodable("datetime with an odd tzinfo")
        return encode_datetime(v)
    if t is dtm.date:
        return {"$date": v.isoformat()}
    if t is dtm.time:
        return {"$time": v.isoformat()}
    if t is dtm.timedelta:
        return {"$timedelta": [v.days, v.seconds, v.microseconds]}
    if t is range:
        return {"$range": [v.start, v.stop, v.step]}
    if t is bytes:
        return {"$bytes": base64.b64encode(v).decode("ascii")}
    if t in (list, tuple, set, dict):
        if id(v) in stack:
            raise Unencodable("value that contains itself")
        if len(stack) > 40:
            raise Unencodable("value nested too deep")
        if len(v) > 20000:
            raise Unencodable("value too large")
        st = stack + (id(v),)
        if t is dict:
            if special is not None:
                return special(v, stack)
            return {
                "$dict": [
                    [encode(k, special, st), encode(x, special, st)]
                    for k, x in v.items()
                ]
            }
        items = [encode(x, special, st) for x in v]
        if t is list:
            return items
        return {"$tuple": items} if t is tuple else {"$set": items}
    if t is Raised:
        raise Unencodable("attribute that raises an exception", v.name)
    if special is not None:
        return special(v, stack)
    raise Unencodable("object", type_name(v))


ITERATORS = {
    "builtins.map", "builtins.filter", "builtins.zip", "builtins.enumerate",
    "builtins.list_iterator", "builtins.tuple_iterator", "builtins.reversed",
    "builtins.list_reverseiterator", "builtins.dict_keyiterator",
    "builtins.dict_valueiterator", "builtins.dict_itemiterator",
    "itertools.chain", "itertools.islice", "builtins.generator",
}


def is_iterator(v):
    return type_name(v) in ITERATORS


def type_name(v):
    t = type(v)
    return "%s.%s" % (t.__module__, t.__qualname__)


class OrderedSetValue(set):
    """A set that iterates in the order recorded."""

    def __init__(self, items):
        super().__init__(items)
        self._order = list(dict.fromkeys(items))

    def __iter__(self):
        return iter(self._order)

    def __repr__(self):
        return "{%s}" % ", ".join(map(repr, self._order)) if self._order else "set()"

    def __reduce__(self):
        return (OrderedSetValue, (self._order,))


def decode(v):
    from django.utils.safestring import SafeString

    if v is None or isinstance(v, (bool, str, int)):
        return v
    if isinstance(v, list):
        return [decode(x) for x in v]
    kind = next(iter(v))
    x = v[kind]
    if kind == "$dict":
        return {decode(k): decode(y) for k, y in x}
    if kind == "$tuple":
        return tuple(decode(y) for y in x)
    if kind == "$set":
        return OrderedSetValue([decode(y) for y in x])
    if kind == "$float":
        return float(x)
    if kind == "$int":
        return int(x)
    if kind == "$decimal":
        return decimal.Decimal(x)
    if kind == "$safe":
        return SafeString(x)
    if kind == "$date":
        return dtm.date.fromisoformat(x)
    if kind == "$time":
        return dtm.time.fromisoformat(x)
    if kind == "$datetime":
        return decode_datetime(x, v.get("tz"))
    if kind == "$timedelta":
        return dtm.timedelta(days=x[0], seconds=x[1], microseconds=x[2])
    if kind == "$range":
        return range(*x)
    if kind == "$bytes":
        return base64.b64decode(x)
    if kind == "$object":
        return decode_object(x)
    raise ValueError("unknown VALUE %r" % kind)


def exception_class(name):
    cls = getattr(__import__("builtins"), name, None)
    if isinstance(cls, type) and issubclass(cls, Exception):
        return cls
    return type(name, (Exception,), {})


def decode_object(x):
    members = {}
    raises = {}
    for k, v in x["attrs"]:
        if isinstance(v, dict) and "$raise" in v:
            raises[k] = v["$raise"]
        else:
            members[k] = decode(v)

    def __getattr__(self, name):
        if name in raises:
            raise exception_class(raises[name][0])(raises[name][1])
        raise AttributeError(name)

    text_of = decode(x.get("str", "object"))
    body = {
        "__getattr__": __getattr__,
        "__dir__": lambda self: [*members, *raises],
        "__str__": lambda self: text_of,
    }
    if x.get("items") is not None:
        items = [decode(v) for v in x["items"]]
        body["__iter__"] = lambda self: iter(items)
        body["__len__"] = lambda self: len(items)
    if x.get("false"):
        body["__bool__"] = lambda self: False
    elif "__len__" in body:
        body["__bool__"] = lambda self: True
    obj = type(x["class"], (), body)()
    obj.__dict__.update({str(k): v for k, v in members.items()})
    return obj


def decode_datetime(iso, name):
    import zoneinfo

    d = dtm.datetime.fromisoformat(iso)
    if d.tzinfo is None or not name:
        return d
    if name == "UTC":
        return d.replace(tzinfo=dtm.timezone.utc)
    try:
        zone = zoneinfo.ZoneInfo(name)
    except Exception:
        return d.replace(tzinfo=dtm.timezone(d.utcoffset(), name))
    z = d.replace(tzinfo=zone)
    if z.utcoffset() != d.utcoffset():
        z = z.replace(fold=1)
    return z


def check_values(v):
    """A VALUE must be what FORMAT.md says."""
    if v is None or isinstance(v, (bool, str)):
        return
    if isinstance(v, int):
        assert -(2**63) <= v < 2**63, v
        return
    if isinstance(v, list):
        for x in v:
            check_values(x)
        return
    assert isinstance(v, dict), v
    keys = set(v)
    kind = next(k for k in v if k.startswith("$"))
    assert keys == {kind} or (kind == "$datetime" and keys == {kind, "tz"}), v
    if kind == "$dict":
        for k, x in v[kind]:
            check_values(k)
            check_values(x)
    elif kind in ("$tuple", "$set"):
        for x in v[kind]:
            check_values(x)
    elif kind not in (
        "$float", "$int", "$decimal", "$safe", "$date", "$time", "$datetime",
        "$timedelta", "$range", "$bytes", "$object",
    ):
        raise AssertionError(kind)


def has_object(v):
    return '"$object"' in json.dumps(v)
