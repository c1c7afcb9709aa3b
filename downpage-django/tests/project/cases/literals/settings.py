"""Every kind of literal, and what operators make of them."""
NOTHING = None
YES, NO = True, not True
NUMBER = 1_000 + 0x10 - 0b11
NEGATIVE = -7 // 2
REST = -7 % 3, 7 % -3, 7 // -2, -7 // -2, 8 / 2
POWER = 2**10
FLOAT = 1.5
TINY = 1e-7
SHIFT = 1 << 20
BITS = 6 & 3, 6 | 3, 6 ^ 3, ~6
TEXT = "a" 'b' """c
d"""
RAW = r"\d+\n"
ESCAPED = "tab\there é \u00e9 \x41 \N{BULLET}"
BYTES = b"ab\x00"
JOINED = "one" + "-" + "two"
REPEATED = "=" * 5
LIST_REPEATED = [0] * 3
NESTED = [1, [2, (3, 4), {"five": [6]}], {"x": {"y": None}}]
EMPTY = [], (), {}, set()
ONE = (1,)
SET = {1, 2}
MISTAKE = {"502.html", "error.html"}
MERGED = {"a": 1, **{"b": 2, "a": 3}}
UNPACKED = [0, *[1, 2], *(3, 4)]
UNION = {"a": 1} | {"b": 2}
FIRST, *MIDDLE, LAST = [1, 2, 3, 4]
A = B = [1]
B.append(2)
SWAPPED = "x"
(C, D), E = (1, 2), 3
C, D = D, C
COMPARED = 1 < 2 <= 2, "a" in "abc", "b" not in ["a"], 1 == 1.0, None is None, [] is not None, "a" < "b"
LOGIC = 0 or "x", "" and "y", None or [] or 0, 1 and 2
CHOSEN = "yes" if NUMBER > 5 else "no"
SLICES = "abcdef"[1:3], [1, 2, 3][-1], [1, 2, 3, 4][::2], (1, 2, 3)[::-1], "abc"[-2:], "abcdef"[5:1:-2]
WALRUS = (INNER := 5) + 1
CHAINED = [] + [1] + [2, 3]
TUPLES = (1, 2) + (3,)
DICT_KEYS = {1: "a", True: "b", "1": "c", None: "d", (1, 2): "e", 1.0: "f"}
ANNOTATED: int = 3
DECLARED: str
BIG = 2**62
ELLIPSIS_FREE = [x for x in range(5)]
