"""Source lines and units → the pieces that pages are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.printed.lines import Line

from .layout import Piece, PieceKind, page_number

_LONGEST_HEAD = 110
_MOST_HEAD_LINES = 8
"""More short lines in a row are no head of a document but the captions of plates."""
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
    owners = _owners(units)
    sections = {start.line: start.page for start in _arabic_after_roman(starts)}
    end = max([*owners, *sections], default=0)
    pieces: list[Piece] = []
    waiting: list[Piece] = []
    latest: dict[PieceKind, _Owner] = {}
    for piece in _plain_pieces(lines, sections):
        if piece.line > end and end in sections:
            break
        owner = owners.get(piece.line)
        if owner:
            latest[owner.kind] = owner
        elif not piece.section:
            owner = _continued(piece.text, latest)
        if owner or piece.section:
            pieces += waiting if len(waiting) <= _MOST_HEAD_LINES else []
            waiting = []
            pieces.append(replace(piece, kind=owner.kind, note=owner.note) if owner else piece)
        elif len(piece.text) <= _LONGEST_HEAD:
            waiting.append(piece)
    return tuple(pieces)


def _plain_pieces(lines: Sequence[Line], sections: Mapping[int, str]) -> Iterator[Piece]:
    """Make pieces of all lines with text, none of them known to be text yet."""
    gap = 0
    for line in lines:
        if not line.plain or line.is_rule:
            gap += not line.plain
            continue
        yield Piece(line.number, line.plain, "heading", gap, None, sections.get(line.number))
        gap = 0


def _owners(units: Sequence[Unit]) -> dict[int, _Owner]:
    """Who owns the lines that paragraphs begin with."""
    return {
        paragraph.line: _Owner(_kind(unit), unit.number if unit.kind == "note" else None, paragraph.text)
        for unit in units
        for paragraph in unit.paragraphs
        if paragraph.line
    }


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
