"""The direction of a text, by its first letter that has one (Unicode Annex 9, rules P2 and P3). Pure."""

from __future__ import annotations

from unicodedata import bidirectional


def is_right_to_left(text: str) -> bool:
    """Return whether a text runs from right to left, as HTML decides for ``dir="auto"``."""
    strong = (kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
