"""Source lines and units → the pieces that pages are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.printed.lines import SourceLine

from .layout import LayoutKind, LayoutLine, page_number

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

    kind: LayoutKind
    note: str | None
    text: str


def make_layout_lines(
    units: Sequence[Unit], lines: Sequence[SourceLine], starts: Sequence[SectionStart]
) -> tuple[LayoutLine, ...]:
    """Make a piece of every line that stands on a numbered page: text, notes, and the heads between them."""
    owners = _owners(units)
    sections = {start.line: start.page for start in _arabic_after_roman(starts)}
    end = max([*owners, *sections], default=0)
    layout: list[LayoutLine] = []
    pending: list[LayoutLine] = []
    latest: dict[LayoutKind, _Owner] = {}
    for line in _unassigned_lines(lines, sections):
        if line.number > end and end in sections:
            break
        owner = owners.get(line.number)
        if owner:
            latest[owner.kind] = owner
        elif not line.section:
            owner = _find_continued_owner(line.text, latest)
        if owner or line.section:
            layout += pending if len(pending) <= _MOST_HEAD_LINES else []
            pending = []
            layout.append(replace(line, kind=owner.kind, note=owner.note) if owner else line)
        elif len(line.text) <= _LONGEST_HEAD:
            pending.append(line)
    return tuple(layout)


def _unassigned_lines(lines: Sequence[SourceLine], sections: Mapping[int, str]) -> Iterator[LayoutLine]:
    """Make pieces of all lines with text, none of them known to be text yet."""
    gap = 0
    for line in lines:
        if not line.plain_text or line.is_rule:
            gap += not line.plain_text
            continue
        yield LayoutLine(line.number, line.plain_text, "heading", gap, None, sections.get(line.number))
        gap = 0


def _owners(units: Sequence[Unit]) -> dict[int, _Owner]:
    """Who owns the lines that paragraphs begin with."""
    return {
        paragraph.line: _Owner(_kind(unit), unit.number if unit.kind == "note" else None, paragraph.text)
        for unit in units
        for paragraph in unit.paragraphs
        if paragraph.line
    }


def _kind(unit: Unit) -> LayoutKind:
    return "note" if unit.kind == "note" else "text"


def _find_continued_owner(text: str, latest: Mapping[LayoutKind, _Owner]) -> _Owner | None:
    """Find the paragraph that a line goes on with: one of the latest, if it has the line's words."""
    middle = max(0, min(10, len(text) - _SAMPLE))
    sample = text[middle : middle + _SAMPLE].rstrip("-‐¬ ")
    for owner in latest.values():
        if sample in owner.text:
            return owner
    return None


def _arabic_after_roman(starts: Sequence[SectionStart]) -> list[SectionStart]:
    """Read "I" after "xvii" as page 1, which some types print alike."""
    corrected: list[SectionStart] = []
    for start in starts:
        before = page_number(corrected[-1].page) if corrected else None
        number = page_number(start.page)
        lower = before is not None and number is not None and number < before
        if lower and number is not None and not start.page.isdecimal() and not corrected[-1].page.isdecimal():
            start = SectionStart(start.line, str(number))
        corrected.append(start)
    return corrected
