"""The forms that arguments take in the logs of a case."""

import json

from .values import Unencodable, encode, text, type_name


def loose(v):
    """VALUE for an argument in a log; str() where there is no exact one."""
    from django.utils.safestring import SafeData

    try:
        if isinstance(v, SafeData):
            return text(str(v) + "")
        return encode(v)
    except Unencodable:
        try:
            return text(str(v) + "")
        except Exception:
            return "<%s>" % type_name(v)


def loose_key(v):
    """Comparable form of an argument, the same for a value and its VALUE."""
    if isinstance(v, (list, tuple)):
        return [loose_key(x) for x in v]
    if isinstance(v, dict):
        return [[str(k), loose_key(x)] for k, x in v.items()]
    return str(v)


def url_key(viewname, args, kwargs, current_app, language):
    if callable(viewname):
        viewname = "<callable %s>" % getattr(viewname, "__name__", "?")
    return json.dumps(
        [
            str(viewname),
            loose_key(list(args or [])),
            sorted((str(k), loose_key(v)) for k, v in (kwargs or {}).items()),
            current_app,
            language,
        ]
    )


def loose_safe(v):
    try:
        return encode(v)
    except Unencodable:
        return loose(v)


def identity(e):
    if e["plural"] is None:
        return e["result"] == e["msgid"]
    return e["result"] == (e["msgid"] if str(e["n"]) == "1" else e["plural"])
