"""Turns source lines and units into the layout lines that pages consist of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.printed.lines import SourceLine

from .layout import LayoutKind, LayoutLine, page_number

_LONGEST_HEAD = 110
_MOST_HEAD_LINES = 8
"""The most short lines in a document's head; more in a row are captions of plates."""
_SAMPLE = 32


@dataclass(frozen=True, slots=True)
class SectionStart:
    """A section in the contents page: the line of its heading, and its first page ("ix", "49").

    Sections without units, such as the index, are needed too, because they end the section before.
    """

    line: int
    page: str


@dataclass(frozen=True, slots=True)
class _Owner:
    """The unit a line belongs to: its kind of text, its note number, and the text of the paragraph."""

    kind: LayoutKind
    note: str | None
    text: str


def make_layout_lines(
    units: Sequence[Unit], lines: Sequence[SourceLine], starts: Sequence[SectionStart]
) -> tuple[LayoutLine, ...]:
    """Return a layout line for every line on a numbered page: text, notes, and the heads between them.

    Args:
        starts: the sections in order of their lines; a last one without units ends the layout.
    """
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
    """Yield all lines with text as headings, since their units are not known yet; rules are left out.

    Args:
        sections: the first page of each section by the line of its heading.
    """
    gap = 0
    for line in lines:
        if not line.plain_text or line.is_rule:
            gap += not line.plain_text
            continue
        yield LayoutLine(line.number, line.plain_text, "heading", gap, None, sections.get(line.number))
        gap = 0


def _owners(units: Sequence[Unit]) -> dict[int, _Owner]:
    """Return the owner of each line that begins a paragraph, by line number."""
    return {
        paragraph.line: _Owner(_kind(unit), unit.number if unit.kind == "note" else None, paragraph.text)
        for unit in units
        for paragraph in unit.paragraphs
        if paragraph.line
    }


def _kind(unit: Unit) -> LayoutKind:
    """Return the kind of layout line that a unit's text has: "note" or "text"."""
    return "note" if unit.kind == "note" else "text"


def _find_continued_owner(text: str, latest: Mapping[LayoutKind, _Owner]) -> _Owner | None:
    """Return the latest text or note paragraph that contains part of a line; None if neither does."""
    middle = max(0, min(10, len(text) - _SAMPLE))
    sample = text[middle : middle + _SAMPLE].rstrip("-‐¬ ")
    for owner in latest.values():
        if sample in owner.text:
            return owner
    return None


def _arabic_after_roman(starts: Sequence[SectionStart]) -> list[SectionStart]:
    """Return the starts with "I" after "xvii" changed to page 1: some typefaces print both alike."""
    corrected: list[SectionStart] = []
    for start in starts:
        before = page_number(corrected[-1].page) if corrected else None
        number = page_number(start.page)
        lower = before is not None and number is not None and number < before
        if lower and number is not None and not start.page.isdecimal() and not corrected[-1].page.isdecimal():
            start = SectionStart(start.line, str(number))
        corrected.append(start)
    return corrected
