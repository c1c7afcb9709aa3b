"""A clock that stands still: what Django's template code reads instead of the real one."""

import datetime as dtm
import types


EPOCH = dtm.datetime(1970, 1, 1, tzinfo=dtm.timezone.utc)


class _ClockMeta(type):
    def __instancecheck__(cls, obj):
        return isinstance(obj, dtm.datetime)

    def __subclasscheck__(cls, sub):
        return issubclass(sub, dtm.datetime)

    def __call__(cls, *args, **kwargs):
        return dtm.datetime(*args, **kwargs)


def at(micros, tz=None):
    """The moment `micros` microseconds after the epoch, as now(tz) gives it."""
    d = EPOCH + dtm.timedelta(microseconds=micros)
    if tz is None:
        return d.astimezone().replace(tzinfo=None)
    return d.astimezone(tz)


def make_clock(source):
    """A stand-in for datetime.datetime whose now() is source(tz)."""

    class ClockDateTime(dtm.datetime, metaclass=_ClockMeta):
        oracle_clock = True

        @classmethod
        def now(cls, tz=None):
            return source(tz)

        @classmethod
        def today(cls):
            return source(None)

        @classmethod
        def utcnow(cls):
            return source(dtm.timezone.utc).replace(tzinfo=None)

        @classmethod
        def combine(cls, *a, **k):
            return dtm.datetime.combine(*a, **k)

        @classmethod
        def fromtimestamp(cls, *a, **k):
            return dtm.datetime.fromtimestamp(*a, **k)

        @classmethod
        def strptime(cls, *a, **k):
            return dtm.datetime.strptime(*a, **k)

    return ClockDateTime


def clock_sites():
    """(module, attribute) of every place in Django's DTL that reads a clock."""
    from django.contrib.humanize.templatetags import humanize
    from django.template import defaulttags
    from django.utils import timezone

    return [(defaulttags, "datetime"), (humanize, "datetime"), (timezone, "datetime")]


def install_clock(clock):
    from django.utils import timesince

    for module, attr in clock_sites():
        setattr(module, attr, clock)
    # timesince uses the datetime module itself
    fake = types.SimpleNamespace(
        **{k: getattr(dtm, k) for k in dir(dtm) if not k.startswith("__")}
    )
    fake.datetime = clock
    timesince.datetime = fake
