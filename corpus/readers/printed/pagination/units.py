"""Units with the pages found: of their paragraphs, of the breaks inside them, and their own."""

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
    """Set ``Paragraph.page``, the labels of ``Paragraph.breaks`` and ``Unit.pages``; gives also the report.

    Args:
        units: with the source line of every paragraph; inner breaks have the label "".
        lines: the source lines that units were made of, in order; what belongs to no unit is left out here.
        starts: in order of their lines.
        index: the printed index; without it pages are found by their length and visible breaks alone.
        person_index: knows other spellings of the index's persons.
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
    """The source lines in order, to find where a piece of a paragraph was printed."""

    def __init__(self, texts: dict[int, str]) -> None:
        self._numbers = list(texts)
        self._texts = texts

    def line_of(self, needle: str, after: int) -> int | None:
        """Find the next line that begins with the needle, give or take a doubled syllable."""
        start = bisect_left(self._numbers, after + 1)
        for number in self._numbers[start : start + _FARTHEST_LINE]:
            if needle in self._texts[number][: len(needle) + 10]:
                return number
        return None


def _head_lines(units: Sequence[Unit], layout: Sequence[LayoutLine]) -> dict[str, int]:
    """The line of each document's head: the first of the headings right before its text."""
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
    """Give a unit and its paragraphs their pages."""
    paragraphs = tuple(_add_paragraph_pages(paragraph, alignment, source) for paragraph in unit.paragraphs)
    first = alignment.page_of(head) if head else None
    labels = [first] if first else []
    for paragraph in paragraphs:
        labels += [paragraph.page] if paragraph.page else []
        labels += [label for _, label in paragraph.breaks]
    return replace(unit, paragraphs=paragraphs, pages=tuple(dict.fromkeys(labels)))


def _add_paragraph_pages(paragraph: Paragraph, alignment: Alignment, source: _SourceLines) -> Paragraph:
    """Give a paragraph its page and keep those of its breaks where another page begins."""
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
    """Say which pages were found and how well the index bears them out."""
    if not alignment.labels:
        message = "no pages: the contents page names no first page of a section"
        return ReportLine("warning", "pages-unknown", message)
    span = f"pages {alignment.labels[0]}–{alignment.labels[-1]} found"
    return ReportLine("info", "pages-found", f"{span}; {agreeing} of {checked} index references agree")
