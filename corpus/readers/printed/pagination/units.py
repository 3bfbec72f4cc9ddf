"""Sets the recovered pages of units, of their paragraphs, and of page breaks inside these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import IndexEntry, Paragraph, ReportLine, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.printed.lines import SourceLine

from .alignment import Alignment, align_pages
from .index_names import checked_names, count_agreeing, named_pages
from .layout import LayoutLine
from .layout_lines import SectionStart, make_layout_lines

_FARTHEST_LINE = 120
_NEEDLE_LENGTH = 14


def paginate(
    units: Sequence[Unit],
    lines: Sequence[SourceLine],
    starts: Sequence[SectionStart],
    index: Sequence[IndexEntry] = (),
    person_index: PersonIndex | None = None,
) -> tuple[list[Unit], list[ReportLine]]:
    """Return the units with their pages, and a report with one line on the result.

    Sets ``Unit.pages``, ``Paragraph.page`` and the labels of ``Paragraph.breaks``; breaks that turn out not
    to begin another page are removed. If no section has a known page, all pages are unknown.

    Args:
        units: the source line of every paragraph must be known; page breaks inside have the label "".
        lines: the source lines in order; those that belong to no unit are ignored.
        starts: the sections in order of their lines.
        index: the printed index; without it, only the length of pages and visible breaks are used.
        person_index: resolves other spellings of persons in the index.
    """
    layout = make_layout_lines(units, lines, starts)
    alignment = align_pages(layout, named_pages(index, person_index))
    checked = checked_names(index, person_index)
    agreeing = count_agreeing(layout, alignment, checked)
    texts = {layout_line.number: layout_line.text for layout_line in layout}
    heads = _head_lines(units, layout)
    paged = [_add_pages(unit, alignment, _SourceLines(texts), heads.get(unit.id)) for unit in units]
    return paged, [_report(alignment, len(checked), agreeing)]


class _SourceLines:
    """The text of the source lines in order, to find where a part of a paragraph was printed."""

    def __init__(self, texts: dict[int, str]) -> None:
        self._numbers = list(texts)
        self._texts = texts

    def line_of(self, needle: str, after: int) -> int | None:
        """Return the first line after ``after`` that begins with the text, apart from up to ten characters.

        None if there is no such line within ``_FARTHEST_LINE`` lines.
        """
        start = bisect_left(self._numbers, after + 1)
        for number in self._numbers[start : start + _FARTHEST_LINE]:
            if needle in self._texts[number][: len(needle) + 10]:
                return number
        return None


def _head_lines(units: Sequence[Unit], layout: Sequence[LayoutLine]) -> dict[str, int]:
    """Return the line at which each document's head begins, the first heading before its text, by unit id."""
    positions = {layout_line.number: position for position, layout_line in enumerate(layout)}
    head_lines: dict[str, int] = {}
    for unit in units:
        position = (
            positions.get(unit.paragraphs[0].line) if unit.kind == "document" and unit.paragraphs else None
        )
        while position and layout[position - 1].kind == "heading" and not layout[position - 1].section:
            position -= 1
        if position is not None:
            head_lines[unit.id] = layout[position].number
    return head_lines


def _add_pages(unit: Unit, alignment: Alignment, source: _SourceLines, head: int | None) -> Unit:
    """Return a unit with its pages, without duplicates, and those of its paragraphs.

    Args:
        head: the line at which the unit's head begins, if it has one.
    """
    paragraphs = tuple(_add_paragraph_pages(paragraph, alignment, source) for paragraph in unit.paragraphs)
    first = alignment.page_of(head) if head else None
    labels = [first] if first else []
    for paragraph in paragraphs:
        labels += [paragraph.page] if paragraph.page else []
        labels += [label for _, label in paragraph.breaks]
    return replace(unit, paragraphs=paragraphs, pages=tuple(dict.fromkeys(labels)))


def _add_paragraph_pages(paragraph: Paragraph, alignment: Alignment, source: _SourceLines) -> Paragraph:
    """Return a paragraph with its page, and with only the breaks at which another page begins."""
    page = alignment.page_of(paragraph.line) if paragraph.line else None
    line, last, breaks = paragraph.line, page, []
    for offset, _ in paragraph.breaks:
        needle = paragraph.text[offset : offset + _NEEDLE_LENGTH].strip()
        line_number = source.line_of(needle, line) if needle and line else None
        label = alignment.page_of(line_number) if line_number else None
        if label and label != last:
            breaks.append((offset, label))
            last = label
        line = line_number or line
    return replace(paragraph, page=page, breaks=tuple(breaks))


def _report(alignment: Alignment, checked: int, agreeing: int) -> ReportLine:
    """Return the report line on the recovered pages and how well the index confirms them.

    Args:
        checked: the number of index references that were checked.
        agreeing: how many of them agree with the recovered pages.
    """
    if not alignment.labels:
        message = "page numbers unknown: the contents page gives no first page of a section"
        return ReportLine("warning", "pages-unknown", message)
    span = f"pages {alignment.labels[0]}–{alignment.labels[-1]} recovered"
    return ReportLine("info", "pages-found", f"{span}; {agreeing} of {checked} index references agree")
