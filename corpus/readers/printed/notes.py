"""Notes parted from their text and made into units, and the markers that lead to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from corpus.model import Paragraph, ReportLine, Unit
from corpus.readers.assembly import make_note
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.note_series import find_footnotes, find_letter_notes, marker_labels_in
from corpus.readers.printed.paragraphs import TextBlock
from corpus.readers.printed.rejoin import continues, is_finished
from corpus.unit_id import UnitId

NoteBlocks: TypeAlias = tuple[tuple[int, tuple[TextBlock, ...]], ...]
"""The blocks of each note, with its number."""
MakeParagraphs: TypeAlias = Callable[[Sequence[TextBlock]], tuple[tuple[Paragraph, ...], list[ReportLine]]]


_STARTS_IN_MID_SENTENCE = re.compile(r"[\s*“\"'(\[]*(?:[a-zß-ÿа-я]|\d{1,4}\))")
LOOK_AHEAD = 6


@dataclass(frozen=True, slots=True)
class UnitWithNotes:
    """A document or introduction, its notes in order, and what there is to report."""

    unit: Unit
    notes: tuple[Unit, ...]
    report: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class TextAndNotes:
    """The blocks of a text, and those of its notes."""

    text: tuple[TextBlock, ...]
    notes: NoteBlocks


def split_footnotes(blocks: Sequence[TextBlock], carried_over: Sequence[TextBlock] = ()) -> TextAndNotes:
    """Split a section with footnotes among its text; ``carried_over`` notes were printed after it."""
    all_blocks = [*blocks, *carried_over]
    body, notes = _collect_notes(all_blocks, find_footnotes(all_blocks, len(blocks)))
    return TextAndNotes(tuple(body), tuple(notes))


def split_letter_notes(
    blocks: Sequence[TextBlock], is_signature: Callable[[TextBlock], bool]
) -> TextAndNotes:
    """Split a letter from the notes that follow it."""
    starts = [*find_letter_notes(blocks, is_signature), len(blocks)]
    notes = tuple((blocks[start].label or 0, tuple(blocks[start:end])) for start, end in pairwise(starts))
    return TextAndNotes(tuple(blocks[: starts[0]]), notes)


def make_notes(
    parent: Unit, notes: NoteBlocks, parent_title: str, make_paragraphs: MakeParagraphs
) -> tuple[Unit, tuple[Unit, ...], list[ReportLine]]:
    """Make the notes of a unit, without their numbers, and tie its markers to them."""
    units: list[Unit] = []
    report: list[ReportLine] = []
    for label, blocks in notes:
        first = replace(blocks[0], text=NUMBERED.sub("", blocks[0].text, count=1))
        paragraphs, lines = make_paragraphs((first, *blocks[1:]))
        report += lines
        units.append(make_note(parent, str(label), paragraphs, parent_title))
    ids = {note.number: note.id for note in units}
    linked = tuple(
        replace(
            paragraph,
            markers=tuple(replace(marker, note=ids.get(marker.label)) for marker in paragraph.markers),
        )
        for paragraph in parent.paragraphs
    )
    return replace(parent, paragraphs=linked), tuple(units), report


def report_unmatched_markers(document: Unit, notes: Sequence[Unit]) -> list[ReportLine]:
    """Report markers and notes of a document that are without their counterpart."""
    name = UnitId(document.id).name
    markers = {
        marker.label: paragraph.line for paragraph in document.paragraphs for marker in paragraph.markers
    }
    numbers = {note.number: note.paragraphs[0].line for note in notes}
    report = [
        ReportLine("warning", "marker-without-note", f"{name}: marker {label} has no note", line)
        for label, line in markers.items()
        if label not in numbers
    ]
    return report + [
        ReportLine("warning", "note-without-marker", f"{name}: note {number} has no marker", line)
        for number, line in numbers.items()
        if number not in markers
    ]


def report_footnote_gaps(text: Sequence[TextBlock], notes: NoteBlocks) -> list[ReportLine]:
    """Report gaps in a series of footnotes, which is complete, with exactly one marker for each."""
    lines = {label: blocks[0].line for label, blocks in notes}
    marked = {label: block.line for block in reversed(text) for label in marker_labels_in(block)}
    counts = Counter(label for block in text for label in marker_labels_in(block))
    report = []
    for label in range(1, max([*lines, *counts], default=0) + 1):
        where = lines.get(label) or marked.get(label, 0)
        if label not in lines:
            report.append(ReportLine("warning", "footnote-missing", f"there is no footnote {label}", where))
        if counts[label] != 1:
            message = f"footnote {label} has {counts[label] or 'no'} markers"
            report.append(ReportLine("warning", "marker-count", message, where))
    return report


def _collect_notes(
    blocks: list[TextBlock], series: dict[int, int]
) -> tuple[list[TextBlock], list[tuple[int, tuple[TextBlock, ...]]]]:
    """Give each note its further paragraphs and the text the rest."""
    body: list[TextBlock] = []
    notes: list[tuple[int, list[TextBlock]]] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if index in series:
            notes.append((series[index], [block]))
            more = _further_paragraphs(blocks, index, series, body)
            notes[-1][1].extend(blocks[index + 1 : index + 1 + more])
            index += more
        elif notes and _is_rest_of_note(block, notes[-1][1][-1], body):
            notes[-1][1].append(block)
        else:
            body.append(block)
        index += 1
    return body, [(label, tuple(paragraphs)) for label, paragraphs in notes]


def _further_paragraphs(
    blocks: list[TextBlock], index: int, series: dict[int, int], body: list[TextBlock]
) -> int:
    """Count the blocks after a note that still belong to it."""
    run: list[TextBlock] = []
    for following in range(index + 1, min(index + 1 + LOOK_AHEAD, len(blocks))):
        if following in series or blocks[following].kind == "heading":
            break
        run.append(blocks[following])
    adjacent = _count_adjacent(blocks[index], run)
    if adjacent or not body or is_finished(body[-1].text) or len(run) < 2:
        return adjacent
    left = body[-1].text
    resumes = [place for place, block in enumerate(run) if _resumes(left, block)]
    return resumes[0] if resumes else 0


def _count_adjacent(note: TextBlock, run: list[TextBlock]) -> int:
    """Blocks on the very next lines, with no blank line between, go on with the note."""
    count, last = 0, note.last_line
    for block in run:
        if block.line != last + 1:
            break
        count, last = count + 1, block.last_line
    return count


def _resumes(left: str, block: TextBlock) -> bool:
    return (
        block.kind == "text"
        and bool(_STARTS_IN_MID_SENTENCE.match(block.text))
        and continues(left, block.text)
    )


def _is_rest_of_note(block: TextBlock, note: TextBlock, body: list[TextBlock]) -> bool:
    """The rest of a note that was carried over to the foot of the next page."""
    if block.kind != "text" or not body or not is_finished(body[-1].text) or is_finished(note.text):
        return False
    return bool(_STARTS_IN_MID_SENTENCE.match(block.text)) and block.label is None
