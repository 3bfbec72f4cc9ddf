"""Splits notes from their text, turns them into units and links the text's markers to them."""

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
from corpus.readers.printed.paragraphs import SourceBlock
from corpus.readers.printed.rejoin import continues, is_finished
from corpus.unit_id import UnitId

NoteBlocks: TypeAlias = tuple[tuple[int, tuple[SourceBlock, ...]], ...]
"""The number of each note, with its blocks, in order."""
MakeParagraphs: TypeAlias = Callable[[Sequence[SourceBlock]], tuple[tuple[Paragraph, ...], list[ReportLine]]]
"""Turns the blocks of a note into paragraphs and report lines."""

_STARTS_IN_MID_SENTENCE = re.compile(r"[\s*“\"'(\[]*(?:[a-zß-ÿа-я]|\d{1,4}\))")
LOOK_AHEAD = 6
"""The most blocks after a footnote's first one that may belong to it."""


@dataclass(frozen=True, slots=True)
class UnitWithNotes:
    """A document or introduction, its notes in order, and the report lines about them."""

    unit: Unit
    notes: tuple[Unit, ...]
    report: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class TextAndNotes:
    """The blocks of a text, and the blocks of its notes."""

    text: tuple[SourceBlock, ...]
    notes: NoteBlocks


def split_footnotes(blocks: Sequence[SourceBlock], carried_over: Sequence[SourceBlock] = ()) -> TextAndNotes:
    """Split a section into text and footnotes; ``carried_over`` are blocks of notes printed after it."""
    all_blocks = [*blocks, *carried_over]
    body, notes = _collect_notes(all_blocks, find_footnotes(all_blocks, len(blocks)))
    return TextAndNotes(tuple(body), tuple(notes))


def split_letter_notes(
    blocks: Sequence[SourceBlock], is_signature: Callable[[SourceBlock], bool]
) -> TextAndNotes:
    """Split a letter into its text and the notes that follow it, if any."""
    starts = [*find_letter_notes(blocks, is_signature), len(blocks)]
    notes = tuple((blocks[start].label or 0, tuple(blocks[start:end])) for start, end in pairwise(starts))
    return TextAndNotes(tuple(blocks[: starts[0]]), notes)


def make_notes(
    parent: Unit, notes: NoteBlocks, parent_title: str, make_paragraphs: MakeParagraphs
) -> tuple[Unit, tuple[Unit, ...], list[ReportLine]]:
    """Return the parent with its markers linked to the notes, the notes as units, and the report.

    A note's number is removed from its text; a marker without a note is linked to None.

    Args:
        parent_title: how titles of the notes name the parent ("document 24").
    """
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
    """Return warnings for a document's markers without a note, and for its notes without a marker."""
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


def report_footnote_gaps(text: Sequence[SourceBlock], notes: NoteBlocks) -> list[ReportLine]:
    """Return warnings for missing footnote numbers (from 1), and for footnotes without exactly one marker."""
    lines = {label: blocks[0].line for label, blocks in notes}
    marked = {label: block.line for block in reversed(text) for label in marker_labels_in(block)}
    counts = Counter(label for block in text for label in marker_labels_in(block))
    report = []
    for label in range(1, max([*lines, *counts], default=0) + 1):
        line = lines.get(label) or marked.get(label, 0)
        if label not in lines:
            report.append(ReportLine("warning", "footnote-missing", f"footnote {label} is missing", line))
        if counts[label] != 1:
            message = f"footnote {label} has {counts[label] or 'no'} markers"
            report.append(ReportLine("warning", "marker-count", message, line))
    return report


def _collect_notes(
    blocks: list[SourceBlock], series: dict[int, int]
) -> tuple[list[SourceBlock], list[tuple[int, tuple[SourceBlock, ...]]]]:
    """Split blocks into the text and the notes in ``series``, each with its further paragraphs.

    Args:
        series: the number of each note by the index of its first block.
    """
    body: list[SourceBlock] = []
    notes: list[tuple[int, list[SourceBlock]]] = []
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
    blocks: list[SourceBlock], index: int, series: dict[int, int], body: list[SourceBlock]
) -> int:
    """Return how many blocks after a note's first block, at most ``LOOK_AHEAD``, belong to the note.

    Args:
        index: the index of the note's first block.
        series: the number of each note by the index of its first block.
        body: the blocks of the text so far.
    """
    run: list[SourceBlock] = []
    for following in range(index + 1, min(index + 1 + LOOK_AHEAD, len(blocks))):
        if following in series or blocks[following].kind == "heading":
            break
        run.append(blocks[following])
    adjacent = _count_adjacent(blocks[index], run)
    if adjacent or not body or is_finished(body[-1].text) or len(run) < 2:
        return adjacent
    left = body[-1].text
    resumes = [index for index, block in enumerate(run) if _resumes(left, block)]
    return resumes[0] if resumes else 0


def _count_adjacent(note: SourceBlock, run: list[SourceBlock]) -> int:
    """Return how many blocks of ``run`` follow the note without a blank line, and so continue it."""
    count, last = 0, note.last_line
    for block in run:
        if block.line != last + 1:
            break
        count, last = count + 1, block.last_line
    return count


def _resumes(left: str, block: SourceBlock) -> bool:
    """Return whether a block continues the sentence ``left``, which a footnote interrupted."""
    return (
        block.kind == "text"
        and bool(_STARTS_IN_MID_SENTENCE.match(block.text))
        and continues(left, block.text)
    )


def _is_rest_of_note(block: SourceBlock, note: SourceBlock, body: list[SourceBlock]) -> bool:
    """Return whether a block is the rest of an unfinished note, carried over to the foot of the next page.

    Args:
        note: the note's last block so far.
        body: the blocks of the text so far, of which the last must be finished.
    """
    if block.kind != "text" or not body or not is_finished(body[-1].text) or is_finished(note.text):
        return False
    return bool(_STARTS_IN_MID_SENTENCE.match(block.text)) and block.label is None
