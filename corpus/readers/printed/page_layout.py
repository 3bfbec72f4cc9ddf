"""How text lies on a printed page: what takes how much of it, where it is cut, how pages are numbered.

The sizes were measured on the pages of a finely printed edition, by least squares over its full pages; the
size of the page itself is taken from each edition's own contents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

PieceKind = Literal["text", "note", "heading"]

SIZE = {"text": 1.0, "note": 0.6, "heading": 1.0}
"""How much of a page a character takes, by the size of its type."""
SPACING = {"text": 37.0, "note": 60.0, "heading": 120.0}
"""What a piece takes besides: the rest of its last line and the space around it, in characters of text."""
OPENING = 350.0
"""What is left free above and below the heading of a section."""

_ENDED = re.compile(r"[.!?…:;][\"”’'»)\]]*\s*\Z|[)\]”»]\Z")
_HYPHEN = re.compile(r"\w[-‐¬]\Z")
_LIST_ITEM = re.compile(r"\W*(?:\w|[ivx]+)[.)]\s")
_OPENING = "“”\"'‘’([*_ "
_LONG_LINE = 100
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_ROMAN_SIGNS = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))


@dataclass(frozen=True, slots=True)
class Piece:
    """A source line as it stands on a page. ``gap`` is the number of blank lines before it; ``note`` the
    number of the note it belongs to; ``section`` is the page its section begins on, if it is a section's
    heading."""

    line: int
    text: str
    kind: PieceKind = "text"
    gap: int = 1
    note: str | None = None
    section: str | None = None


def page_number(label: str) -> int | None:
    """Read a page label, arabic or roman; None: it is neither."""
    if label.isdecimal():
        return int(label)
    if not _ROMAN.fullmatch(label):
        return None
    values = [
        {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[sign] for sign in label.lower()
    ]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def page_label(number: int, *, roman: bool) -> str:
    """Write a page label."""
    if not roman:
        return str(number)
    label = ""
    for sign, value in (("c", 100), ("xc", 90), ("l", 50), ("xl", 40), *_ROMAN_SIGNS):
        label += sign * (number // value)
        number %= value
    return label


def height(piece: Piece) -> float:
    """Estimate how much of a page a piece takes, in characters of text."""
    return len(piece.text) * SIZE[piece.kind] + SPACING[piece.kind] + (OPENING if piece.section else 0.0)


def is_cut(before: str, after: str) -> bool:
    """Say whether a sentence or word is torn between two pieces: what goes on so began before."""
    if _HYPHEN.search(before):
        return True
    if _LIST_ITEM.match(after):
        return False
    return after.lstrip(_OPENING)[:1].islower() or (len(before) > _LONG_LINE and not _ENDED.search(before))
