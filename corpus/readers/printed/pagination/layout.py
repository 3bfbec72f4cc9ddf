"""How text lies on a printed page: what takes how much of it, where it is cut, how pages are numbered.

The sizes were measured on the pages of a finely printed edition, by least squares over its full pages; the
size of the page itself is taken from each edition's own contents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.text.numerals import from_roman, to_roman

LayoutKind = Literal["text", "note", "heading"]

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


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A source line as it stands on a page. ``gap`` is the number of blank lines before it; ``note`` the
    number of the note it belongs to; ``section`` is the page its section begins on, if it is a section's
    heading."""

    number: int
    text: str
    kind: LayoutKind = "text"
    gap: int = 1
    note: str | None = None
    section: str | None = None


def page_number(label: str) -> int | None:
    """Read a page label, arabic or roman; None: it is neither."""
    return int(label) if label.isdecimal() else from_roman(label)


def page_label(number: int, *, roman: bool) -> str:
    """Write a page label."""
    return to_roman(number) if roman else str(number)


def height(line: LayoutLine) -> float:
    """Estimate how much of a page a piece takes, in characters of text."""
    return len(line.text) * SIZE[line.kind] + SPACING[line.kind] + (OPENING if line.section else 0.0)


def is_cut(before: str, after: str) -> bool:
    """Say whether a sentence or word is torn between two pieces: what goes on so began before."""
    if _HYPHEN.search(before):
        return True
    if _LIST_ITEM.match(after):
        return False
    return after.lstrip(_OPENING)[:1].islower() or (len(before) > _LONG_LINE and not _ENDED.search(before))
