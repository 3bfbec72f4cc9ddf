"""Prefaces, essays and chapter introductions: their text rejoined, their footnotes taken out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.model import Paragraph, ParagraphStyle, ReportLine, Unit
from corpus.readers.assembly import make_note
from corpus.readers.printed.drop_caps import lower_drop_cap
from corpus.readers.printed.footnotes import Sorted, marker_labels, sort_blocks
from corpus.readers.printed.illustrations import cut_illustrations
from corpus.readers.printed.inline import plain
from corpus.readers.printed.lines import NUMBERED, Line
from corpus.readers.printed.paragraphs import Block, blocks, make_paragraph, mended, report_join
from corpus.readers.printed.rejoin import Vocabulary, continues, rejoin

LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction with its footnotes."""

    unit: Unit
    notes: tuple[Unit, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _Part:
    """A paragraph in the making."""

    text: str
    line: int
    style: ParagraphStyle


def read_introduction(
    lines: tuple[Line, ...],
    vocabulary: Vocabulary,
    *,
    id: str,
    edition: str,
    title: str,
    chapter: str | None = None,
    carried_over: tuple[Line, ...] = (),
    illustrated: bool = False,
) -> Introduction:
    """Read one introduction.

    Args:
        lines: the section's lines, with or without its heading.
        vocabulary: the words of the whole source.
        id: the whole address, ``<edition>/1931-introduction``.
        title: what the unit is called ("Introduction to 1931"); its notes are "Note 3 to …".
        carried_over: note lines of this introduction that were printed inside the next document;
            ``missing_labels`` says which to look for there.
        illustrated: the contents page says that illustrations are bound into this section or follow it.
    """
    own, report = _without_title_leaves(blocks(lines))
    kept, dropped = cut_illustrations(own, illustrated=illustrated)
    report += dropped
    sorted_blocks = sort_blocks(kept, blocks(carried_over))
    parts, joins = _rejoin_body(sorted_blocks.body, vocabulary)
    report += joins + _lower_drop_cap(parts, vocabulary) + _report_series(sorted_blocks)
    paragraphs = tuple(make_paragraph(part.text, part.line, part.style) for part in parts)
    unit = Unit(id, edition, "introduction", title, 0, paragraphs, chapter=chapter, language="")
    notes, note_joins = _read_notes(sorted_blocks, vocabulary, unit)
    ids = {note.number: note.id for note in notes}
    tied = tuple(_tie_markers(paragraph, ids) for paragraph in paragraphs)
    return Introduction(replace(unit, paragraphs=tied), notes, tuple(report + note_joins))


def missing_labels(lines: tuple[Line, ...]) -> tuple[int, ...]:
    """Name the footnotes that have a marker here but no text: they stand inside the next document."""
    kept, _ = cut_illustrations(blocks(lines))
    found = {label for label, _ in sort_blocks(kept, ()).notes}
    return tuple(label for label in sorted(marker_labels(kept)) if label not in found)


def _without_title_leaves(printed: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[ReportLine]]:
    """Drop the section's own heading, which is the unit's title, and the half title of what comes next."""
    start, end = 0, len(printed)
    while start < end and printed[start].kind == "heading":
        start += 1
    while end > start and _is_title_leaf(printed[start:end]):
        end -= 1
    report = [
        ReportLine("dropped", "half-title", f"“{plain(block.text)}” is the title of no text here", block.line)
        for block in printed[end:]
    ]
    return printed[start:end], report


def _is_title_leaf(printed: tuple[Block, ...]) -> bool:
    """The half title of what comes next: a heading, or years under a heading, with no text of its own."""
    last = printed[-1]
    years = last.kind == "text" and not any(sign.isalpha() for sign in last.text)
    return last.kind == "heading" or (years and len(printed) > 1 and printed[-2].kind == "heading")


def _rejoin_body(body: Iterable[Block], vocabulary: Vocabulary) -> tuple[list[_Part], list[ReportLine]]:
    parts: list[_Part] = []
    report: list[ReportLine] = []
    for printed in body:
        block, words = mended(printed, vocabulary)
        report += words
        if block.kind == "text" and parts and _goes_on(parts[-1], block):
            join = rejoin(parts[-1].text, block.text, vocabulary)
            parts[-1].text = join.text
            report.append(report_join(join, block.line))
        else:
            parts.append(_Part(block.text, block.line, _style(block)))
    return parts, report


def _goes_on(part: _Part, block: Block) -> bool:
    """Say whether a block continues a paragraph; short lines in title case are headings of their own."""
    if part.style not in ("paragraph", "item") or not continues(part.text, block.text):
        return False
    if _is_title(part.text) and block.text[:1].isupper():
        part.style = "heading"
        return False
    return True


def _is_title(text: str) -> bool:
    """A short line without an end whose long words are all capitalised."""
    words = [word for word in plain(text).split() if len(word) > 3]
    return len(text) < LONGEST_TITLE and all(word[0].isupper() for word in words) and text[-1:].isalpha()


def _style(block: Block) -> ParagraphStyle:
    if block.kind == "heading":
        return "heading"
    if block.kind == "table":
        return "table"
    return "item" if block.label is not None else "paragraph"


def _lower_drop_cap(parts: list[_Part], vocabulary: Vocabulary) -> list[ReportLine]:
    """Make the drop-cap start of the first paragraph normal words."""
    first = next((part for part in parts if part.style == "paragraph"), None)
    if first is None:
        return []
    lowered = lower_drop_cap(first.text, vocabulary)
    if lowered == first.text:
        return []
    message = f"drop cap “{_opening(first.text)}” read as “{_opening(lowered)}”"
    first.text = lowered
    return [ReportLine("info", "drop-cap", message, first.line)]


def _opening(text: str) -> str:
    return " ".join(plain(text[:60]).split()[:4])


def _read_notes(
    found: Sorted, vocabulary: Vocabulary, parent: Unit
) -> tuple[tuple[Unit, ...], list[ReportLine]]:
    notes: list[Unit] = []
    report: list[ReportLine] = []
    for label, printed in found.notes:
        parts, joins = _rejoin_body((_without_number(printed[0]), *printed[1:]), vocabulary)
        report += joins
        paragraphs = tuple(make_paragraph(part.text, part.line, part.style) for part in parts)
        notes.append(make_note(parent, str(label), paragraphs, parent.title))
    return tuple(notes), report


def _without_number(block: Block) -> Block:
    return replace(block, text=NUMBERED.sub("", block.text, count=1))


def _tie_markers(paragraph: Paragraph, ids: dict[str | None, str]) -> Paragraph:
    markers = tuple(replace(marker, note=ids.get(marker.label)) for marker in paragraph.markers)
    return replace(paragraph, markers=markers)


def _report_series(found: Sorted) -> list[ReportLine]:
    """Report gaps: the series of notes must be complete, and each must have exactly one marker."""
    lines = {label: printed[0].line for label, printed in found.notes}
    markers = Counter(found.markers)
    report = []
    for label in range(1, max([*lines, *markers], default=0) + 1):
        where = lines.get(label) or found.marker_lines.get(label, 0)
        if label not in lines:
            report.append(ReportLine("warning", "footnote-missing", f"there is no footnote {label}", where))
        if markers[label] != 1:
            message = f"footnote {label} has {markers[label] or 'no'} markers"
            report.append(ReportLine("warning", "marker-count", message, where))
    return report
