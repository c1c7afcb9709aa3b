"""Takes what Django's filters and tags say out of an installed Django's catalogs: `python record.py`.

Writes, beside this script, `messages.txt` (a message a line: context, text and plural with tabs between, sorted by bytes)
and a file of translations per language, in the same order: plural forms with tabs between, an empty line where there is
no translation. Which messages those are follows from the places that Django's catalogs note for them.
"""

import gettext
import os
import re

import django

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(django.__file__)

LANGUAGES = "ar de es fr he it ja ko nl pl pt_BR ru tr uk zh_Hans".split()

# The files of Django that a built-in filter or tag takes its words from; all of humanize.
PLACES = ("utils/dates.py", "utils/dateformat.py", "utils/timesince.py", "utils/text.py",
          "template/defaultfilters.py", "conf/global_settings.py", "contrib/humanize/")

CATALOGS = ("conf", "contrib/humanize")


def po_entries(path):
    """(places, context, text, plural) of every message in a catalog's source."""
    with open(path, encoding="utf-8") as file:
        blocks = re.split(r"\n\s*\n", file.read())
    for block in blocks:
        places = re.findall(r"^#: (.*)$", block, re.M)
        words = dict(re.findall(r'^(msgctxt|msgid|msgid_plural) ((?:"(?:[^"\\]|\\.)*"\s*)+)', block, re.M))
        text = {k: "".join(eval(x) for x in re.findall(r'"(?:[^"\\]|\\.)*"', v)) for k, v in words.items()}
        if text.get("msgid"):
            yield " ".join(places), text.get("msgctxt"), text["msgid"], text.get("msgid_plural")


def messages():
    found = set()
    for catalog in CATALOGS:
        path = os.path.join(ROOT, catalog, "locale/en/LC_MESSAGES/django.po")
        for places, context, text, plural in po_entries(path):
            if any(place in places for place in PLACES):
                found.add((context or "", text, plural or ""))
    lines = ["\t".join(entry) for entry in found]
    assert not any("\n" in line or line.count("\t") != 2 for line in lines)
    return sorted(lines, key=str.encode)


def translations(language):
    known = {}
    for catalog in CATALOGS:
        path = os.path.join(ROOT, catalog, "locale", language, "LC_MESSAGES/django.mo")
        with open(path, "rb") as file:
            known.update(gettext.GNUTranslations(file)._catalog)
    return known


def main():
    entries = messages()
    write("messages.txt", entries)
    for language in LANGUAGES:
        known = translations(language)
        lines = []
        for entry in entries:
            context, text, plural = entry.split("\t")
            key = context + "\x04" + text if context else text
            if plural:
                forms = []
                while (key, len(forms)) in known:
                    forms.append(known[key, len(forms)])
                lines.append("\t".join(forms))
            else:
                lines.append(known.get(key, ""))
        assert not any("\n" in line for line in lines)
        write(language + ".txt", lines)


def write(name, lines):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    main()
