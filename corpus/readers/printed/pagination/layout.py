"""The layout of printed pages: the height of lines, where text is cut, and how pages are numbered.

The sizes were measured by least squares over the full pages of a finely printed edition; the height of a
page is estimated from each edition's own contents page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.text.numerals import from_roman, to_roman

LayoutKind = Literal["text", "note", "heading"]

SIZE = {"text": 1.0, "note": 0.6, "heading": 1.0}
"""The height of a character relative to one of text, by the kind of line."""
SPACING = {"text": 37.0, "note": 60.0, "heading": 120.0}
"""The additional height of a line, in characters of text: the end of its last row and space around it."""
OPENING = 350.0
"""The space above and below the heading of a section, in characters of text."""

_ENDED = re.compile(r"[.!?…:;][\"”’'»)\]]*\s*\Z|[)\]”»]\Z")
_HYPHEN = re.compile(r"\w[-‐¬]\Z")
_LIST_ITEM = re.compile(r"\W*(?:\w|[ivx]+)[.)]\s")
_OPENING = "“”\"'‘’([*_ "
_LONG_LINE = 100


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A source line as laid out on a page.

    ``gap`` is the number of blank lines before it, ``note`` the number of the note it belongs to. For a
    section's heading, ``section`` is the page on which the section begins.
    """

    number: int
    text: str
    kind: LayoutKind = "text"
    gap: int = 1
    note: str | None = None
    section: str | None = None


def page_number(label: str) -> int | None:
    """Return the number of a page label, arabic or roman; None if it is neither."""
    return int(label) if label.isdecimal() else from_roman(label)


def page_label(number: int, *, roman: bool) -> str:
    """Return the label of a page number, in roman or arabic numerals."""
    return to_roman(number) if roman else str(number)


def height(line: LayoutLine) -> float:
    """Return the estimated height of a line, in characters of text."""
    return len(line.text) * SIZE[line.kind] + SPACING[line.kind] + (OPENING if line.section else 0.0)


def is_cut(before: str, after: str) -> bool:
    """Return whether a sentence or word seems to run on from one line into the next."""
    if _HYPHEN.search(before):
        return True
    if _LIST_ITEM.match(after):
        return False
    return after.lstrip(_OPENING)[:1].islower() or (len(before) > _LONG_LINE and not _ENDED.search(before))
