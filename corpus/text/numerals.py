"""Roman numerals."""

from __future__ import annotations

import re
from itertools import pairwise

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_SIGNS = (
    ("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40),
    ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1),
)  # fmt: skip
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)


def from_roman(numeral: str) -> int | None:
    """Read a numeral; None: it has other signs."""
    if not _ROMAN.fullmatch(numeral):
        return None
    values = [_VALUES[sign] for sign in numeral.lower()]
    return sum(-one if one < other else one for one, other in pairwise([*values, 0]))


def to_roman(number: int) -> str:
    """Write a numeral, in small letters."""
    numeral = ""
    for sign, value in _SIGNS:
        numeral += sign * (number // value)
        number %= value
    return numeral
