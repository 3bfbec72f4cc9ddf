"""Roman numerals."""

from __future__ import annotations

import re
from itertools import pairwise

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_DIGITS = (
    ("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40),
    ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1),
)  # fmt: skip
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)


def from_roman(numeral: str) -> int | None:
    """Parse a Roman numeral, in either case; None if the text is empty or has other characters."""
    if not _ROMAN.fullmatch(numeral):
        return None
    values = [_VALUES[digit] for digit in numeral.lower()]
    return sum(-value if value < following else value for value, following in pairwise([*values, 0]))


def to_roman(number: int) -> str:
    """Format a positive number as a Roman numeral in lower case."""
    numeral = ""
    for digits, value in _DIGITS:
        numeral += digits * (number // value)
        number %= value
    return numeral
