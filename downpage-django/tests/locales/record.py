"""Records how Django itself renders `page.txt` in the languages whose words are embedded: `python record.py`."""

import datetime as dtm
import os

from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = "ar de en en-gb es fr he it ja ko nl pl pt-br ru tr uk zh-hans".split()
NOW = dtm.datetime(2024, 2, 29, 12, 0, 0, tzinfo=dtm.timezone.utc)

settings.configure(
    USE_TZ=True,
    TIME_ZONE="UTC",
    INSTALLED_APPS=["django.contrib.humanize"],
    TEMPLATES=[],
)

import django

django.setup()

from django.contrib.humanize.templatetags import humanize
from django.template import Context, Engine
from django.utils import timezone, translation


class Clock(dtm.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)


def values():
    """What `locales.rs` gives the page."""
    return {
        "start": dtm.date(2023, 1, 1),
        "days": [dtm.date(2023 + m // 6, m, m * 2) for m in range(1, 13)],
        "times": [dtm.time(0), dtm.time(12), dtm.time(13, 30), dtm.time(9, 5)],
        "numbers": [0, 1, 2, 3, 4, 5, 11, 12, 21, 22, 25, 101, 102, 103, 111, 1000, 1024, 1234567,
                    1000000, 2000000, 5000000, 3000000000],
        "moment": dtm.datetime(2024, 2, 29, 15, 4, 5, tzinfo=dtm.timezone.utc),
        "half": 1234.5,
        "text": "eins zwei drei",
        "moments": [NOW + dtm.timedelta(seconds=x) for x in (
            0, 1, -1, 30, -30, 60, -60, 180, -180, 3600, -3600, 7200, -18000, 86400, -86400, 172800,
            -864000, 3456000, -40000000)],
        "codes": ["ar", "de", "en", "fr", "ja", "pt-br", "uk", "zh-hans"],
    }


def main():
    timezone.datetime = humanize.datetime = Clock
    with open(os.path.join(HERE, "page.txt"), encoding="utf-8") as file:
        source = file.read()
    for language in LANGUAGES:
        with translation.override(language):
            template = Engine(
                libraries={"i18n": "django.templatetags.i18n", "l10n": "django.templatetags.l10n",
                           "tz": "django.templatetags.tz",
                           "humanize": "django.contrib.humanize.templatetags.humanize"},
            ).from_string(source)
            text = template.render(Context(values()))
        with open(os.path.join(HERE, language + ".txt"), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main()
