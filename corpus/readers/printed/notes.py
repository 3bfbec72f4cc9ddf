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
from corpus.readers.printed.note_series import footnote_series, labels_in, letter_note_places
from corpus.readers.printed.paragraphs import Block
from corpus.readers.printed.rejoin import continues, is_finished
from corpus.unit_id import UnitId

Notes: TypeAlias = tuple[tuple[int, tuple[Block, ...]], ...]
"""The blocks of each note, with its number."""
MakeParagraphs: TypeAlias = Callable[[Sequence[Block]], tuple[tuple[Paragraph, ...], list[ReportLine]]]


_STARTS_LOW = re.compile(r"[\s*“\"'(\[]*(?:[a-zß-ÿа-я]|\d{1,4}\))")
LOOK_AHEAD = 6


@dataclass(frozen=True, slots=True)
class UnitWithNotes:
    """A document or introduction, its notes in order, and what there is to report."""

    unit: Unit
    notes: tuple[Unit, ...]
    report: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class SplitText:
    """The blocks of a text, and those of its notes."""

    text: tuple[Block, ...]
    notes: Notes


def split_footnotes(printed: Sequence[Block], carried_over: Sequence[Block] = ()) -> SplitText:
    """Split a section with footnotes among its text; ``carried_over`` notes were printed after it."""
    everything = [*printed, *carried_over]
    body, notes = _collect(everything, footnote_series(everything, len(printed)))
    return SplitText(tuple(body), tuple(notes))


def split_letter(printed: Sequence[Block], is_signature: Callable[[Block], bool]) -> SplitText:
    """Split a letter from the notes that follow it."""
    places = [*letter_note_places(printed, is_signature), len(printed)]
    notes = tuple((printed[start].label or 0, tuple(printed[start:end])) for start, end in pairwise(places))
    return SplitText(tuple(printed[: places[0]]), notes)


def make_notes(
    parent: Unit, notes: Notes, called: str, make_paragraphs: MakeParagraphs
) -> tuple[Unit, tuple[Unit, ...], list[ReportLine]]:
    """Make the notes of a unit, without their numbers, and tie its markers to them."""
    units: list[Unit] = []
    report: list[ReportLine] = []
    for label, printed in notes:
        first = replace(printed[0], text=NUMBERED.sub("", printed[0].text, count=1))
        paragraphs, lines = make_paragraphs((first, *printed[1:]))
        report += lines
        units.append(make_note(parent, str(label), paragraphs, called))
    ids = {note.number: note.id for note in units}
    tied = tuple(
        replace(
            paragraph,
            markers=tuple(replace(marker, note=ids.get(marker.label)) for marker in paragraph.markers),
        )
        for paragraph in parent.paragraphs
    )
    return replace(parent, paragraphs=tied), tuple(units), report


def report_ties(document: Unit, notes: Sequence[Unit]) -> list[ReportLine]:
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


def report_series(text: Sequence[Block], notes: Notes) -> list[ReportLine]:
    """Report gaps in a series of footnotes, which is complete, with exactly one marker for each."""
    lines = {label: printed[0].line for label, printed in notes}
    marked = {label: block.line for block in reversed(text) for label in labels_in(block)}
    counts = Counter(label for block in text for label in labels_in(block))
    report = []
    for label in range(1, max([*lines, *counts], default=0) + 1):
        where = lines.get(label) or marked.get(label, 0)
        if label not in lines:
            report.append(ReportLine("warning", "footnote-missing", f"there is no footnote {label}", where))
        if counts[label] != 1:
            message = f"footnote {label} has {counts[label] or 'no'} markers"
            report.append(ReportLine("warning", "marker-count", message, where))
    return report


def _collect(
    printed: list[Block], series: dict[int, int]
) -> tuple[list[Block], list[tuple[int, tuple[Block, ...]]]]:
    """Give each note its further paragraphs and the text the rest."""
    body: list[Block] = []
    notes: list[tuple[int, list[Block]]] = []
    index = 0
    while index < len(printed):
        block = printed[index]
        if index in series:
            notes.append((series[index], [block]))
            more = _further_paragraphs(printed, index, series, body)
            notes[-1][1].extend(printed[index + 1 : index + 1 + more])
            index += more
        elif notes and _ends_note(block, notes[-1][1][-1], body):
            notes[-1][1].append(block)
        else:
            body.append(block)
        index += 1
    return body, [(label, tuple(paragraphs)) for label, paragraphs in notes]


def _further_paragraphs(printed: list[Block], index: int, series: dict[int, int], body: list[Block]) -> int:
    """Count the blocks after a note that still belong to it."""
    run: list[Block] = []
    for following in range(index + 1, min(index + 1 + LOOK_AHEAD, len(printed))):
        if following in series or printed[following].kind == "heading":
            break
        run.append(printed[following])
    adjacent = _count_adjacent(printed[index], run)
    if adjacent or not body or is_finished(body[-1].text) or len(run) < 2:
        return adjacent
    left = body[-1].text
    resumes = [place for place, block in enumerate(run) if _resumes(left, block)]
    return resumes[0] if resumes else 0


def _count_adjacent(note: Block, run: list[Block]) -> int:
    """Blocks on the very next lines, with no blank line between, go on with the note."""
    count, last = 0, note.last_line
    for block in run:
        if block.line != last + 1:
            break
        count, last = count + 1, block.last_line
    return count


def _resumes(left: str, block: Block) -> bool:
    return block.kind == "text" and bool(_STARTS_LOW.match(block.text)) and continues(left, block.text)


def _ends_note(block: Block, note: Block, body: list[Block]) -> bool:
    """The rest of a note that was carried over to the foot of the next page."""
    if block.kind != "text" or not body or not is_finished(body[-1].text) or is_finished(note.text):
        return False
    return bool(_STARTS_LOW.match(block.text)) and block.label is None
