"""Source lines and units → the pieces that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.printed.inline import heading_level, plain
from corpus.readers.printed.lines import Line
from corpus.readers.printed.pages import Piece, PieceKind, page_number

_RULE = re.compile(r"\s*([-*_=]\s*){3,}\Z")
_LONGEST_HEAD = 110
_SAMPLE = 32


@dataclass(frozen=True, slots=True)
class SectionStart:
    """The contents page's word on a section: ``line`` is its heading's, ``page`` its first page ("ix", "49").

    Sections that have no units themselves (the index, say) are to be given too: they end the one before.
    """

    line: int
    page: str


@dataclass(frozen=True, slots=True)
class _Owner:
    """The unit a line belongs to: what kind of text it is and the texts that the line may go on with."""

    kind: PieceKind
    note: str | None
    text: str


def make_pieces(
    units: Sequence[Unit], lines: Sequence[Line], starts: Sequence[SectionStart]
) -> tuple[Piece, ...]:
    """Make a piece of every line that stands on a numbered page: text, notes, and the heads between them."""
    owners = {
        paragraph.line: _Owner(_kind(unit), unit.number if unit.kind == "note" else None, paragraph.text)
        for unit in units
        for paragraph in unit.paragraphs
        if paragraph.line
    }
    sections = {start.line: start.page for start in _arabic_after_roman(starts)}
    pieces: list[Piece] = []
    waiting: list[Piece] = []
    latest: dict[PieceKind, _Owner] = {}
    gap = 0
    for line in lines:
        text = plain(line.text).strip()
        if not text or _RULE.match(line.text):
            gap += not text
            continue
        piece = Piece(line.number, text, "heading", gap, None, sections.get(line.number))
        gap = 0
        owner = owners.get(line.number)
        if owner:
            latest[owner.kind] = owner
        elif not piece.section:
            owner = _continued(text, latest)
        if owner or piece.section:
            pieces += waiting
            waiting = []
            pieces.append(replace(piece, kind=owner.kind, note=owner.note) if owner else piece)
        elif heading_level(line.text) or len(text) <= _LONGEST_HEAD:
            waiting.append(piece)
        if len(waiting) > _MOST_HEAD_LINES:
            waiting = []
    return _closed(pieces, starts)


_MOST_HEAD_LINES = 8
"""More short lines in a row are no head of a document but the captions of plates."""


def _kind(unit: Unit) -> PieceKind:
    return "note" if unit.kind == "note" else "text"


def _continued(text: str, latest: Mapping[PieceKind, _Owner]) -> _Owner | None:
    """Find the paragraph that a line goes on with: one of the latest, if it has the line's words."""
    middle = max(0, min(10, len(text) - _SAMPLE))
    sample = text[middle : middle + _SAMPLE].rstrip("-‐¬ ")
    for owner in latest.values():
        if sample in owner.text:
            return owner
    return None


def _arabic_after_roman(starts: Sequence[SectionStart]) -> list[SectionStart]:
    """Read "I" after "xvii" as page 1, which some types print alike."""
    read: list[SectionStart] = []
    for start in starts:
        before = page_number(read[-1].page) if read else None
        number = page_number(start.page)
        lower = before is not None and number is not None and number < before
        if lower and number is not None and not start.page.isdecimal() and not read[-1].page.isdecimal():
            start = SectionStart(start.line, str(number))
        read.append(start)
    return read


def _closed(pieces: Sequence[Piece], starts: Sequence[SectionStart]) -> tuple[Piece, ...]:
    """End with the heading of a last section without units, which says where the pages before it end."""
    last = max((start.line for start in starts), default=0)
    kept = [piece for piece in pieces if piece.line <= last] if _is_bare(pieces, last) else pieces
    return tuple(kept)


def _is_bare(pieces: Sequence[Piece], last: int) -> bool:
    return not any(piece.line > last for piece in pieces)
