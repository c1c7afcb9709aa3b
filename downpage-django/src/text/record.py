"""Writes `entities.tsv` and the table of `digits.rs` from Python's own: `python record.py`."""

import html.entities
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))

# The Unicode of Python 3.11, with which everything else here was recorded. Each Python knows more digits than the one before.
UNICODE = "14.0.0"


def entities():
    """One reference a line; a line end and a tab are spelt out."""
    with open(os.path.join(HERE, "entities.tsv"), "w", encoding="utf-8", newline="\n") as file:
        for name, text in sorted(html.entities.html5.items()):
            file.write("%s\t%s\n" % (name, text.replace("\n", "\\n").replace("\t", "\\t")))


def digits():
    """The zeros of all scripts but ours."""
    if unicodedata.unidata_version != UNICODE:
        print("digits.rs left alone: it is of Unicode %s, this Python knows %s" % (UNICODE, unicodedata.unidata_version))
        return
    zeros = [code for code in range(0x80, sys.maxunicode + 1) if unicodedata.decimal(chr(code), None) == 0]
    lines = [", ".join("0x%x" % code for code in zeros[at : at + 12]) for at in range(0, len(zeros), 12)]
    table = "const ZEROS: [u32; %d] = [\n%s];\n" % (len(zeros), "".join("    %s,\n" % line for line in lines))
    path = os.path.join(HERE, "digits.rs")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    source, count = re.subn(r"const ZEROS: .*?\n\];\n", lambda _: table, source, flags=re.S)
    assert count == 1
    source, count = re.subn(r"const OTHER_DIGITS: .*?\];\n", lambda _: other_digits(), source, flags=re.S)
    assert count == 1
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(source)


def other_digits():
    """The runs of digits that are no decimal ones."""
    runs = []
    for code in range(0x80, sys.maxunicode + 1):
        if chr(code).isdigit() and not chr(code).isdecimal():
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    shown = ["(0x%x, 0x%x)" % tuple(run) for run in runs]
    lines = [", ".join(shown[at : at + 7]) for at in range(0, len(shown), 7)]
    return "const OTHER_DIGITS: [(u32, u32); %d] = [\n%s];\n" % (len(runs), "".join("    %s,\n" % line for line in lines))


if __name__ == "__main__":
    entities()
    digits()
