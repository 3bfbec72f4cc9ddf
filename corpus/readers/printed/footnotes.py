"""Tells the footnotes of an introduction from its text and from numbered lists inside the text.

Footnotes stand at the foot of the page of their marker, that is after it and not far from it, and their
numbers rise through the section. Among all numbered blocks the series that explains most markers best is
taken (a longest-path search over the blocks in order); what is left over is part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.printed.inline import parse_inline, plain
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.paragraphs import Block
from corpus.readers.printed.rejoin import continues, is_finished

_LOWER_START = re.compile(r"[\s*“\"'(\[]*(?:[a-zß-ÿа-я]|\d{1,4}\))")
EXPLAINED = 10.0
LOOK_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Sorted:
    """The blocks of a section sorted into text and notes, each note with its further paragraphs."""

    body: tuple[Block, ...]
    notes: tuple[tuple[int, tuple[Block, ...]], ...]
    markers: tuple[int, ...]
    marker_lines: dict[int, int]


def marker_labels(printed: Sequence[Block]) -> list[int]:
    """List the numbers of the note markers in order."""
    return [label for block in printed for label in _labels_in(block)]


def sort_blocks(printed: Sequence[Block], carried_over: Sequence[Block]) -> Sorted:
    """Sort the blocks of a section; ``carried_over`` notes were printed after it."""
    everything = [*printed, *carried_over]
    series = _note_series(everything, len(printed))
    body, notes = _collect(everything, series)
    lines = {label: block.line for block in reversed(body) for label in _labels_in(block)}
    return Sorted(tuple(body), tuple(notes), tuple(marker_labels(body)), lines)


def _labels_in(block: Block) -> list[int]:
    if "<sup>" not in block.text:
        return []
    text = NUMBERED.sub("", block.text, count=1)
    return [int(marker.label) for marker in parse_inline(text).markers if marker.label.isdigit()]


def _note_series(printed: list[Block], own: int) -> dict[int, int]:
    """Choose the notes: index of the block → label. Values are those of ``_worth``."""
    places: dict[int, int] = {}
    for index, block in enumerate(printed):
        for label in _labels_in(block):
            places.setdefault(label, index)
    candidates = [(index, block.label) for index, block in enumerate(printed) if block.label is not None]
    best: list[tuple[float, int | None]] = []
    for position, (index, label) in enumerate(candidates):
        worth = EXPLAINED * 2 if index >= own else _worth(printed, index, label, places)
        previous = [
            (best[earlier][0], earlier)
            for earlier in range(position)
            if candidates[earlier][1] < label and best[earlier][0] > 0
        ]
        before, link = max(previous, default=(0.0, None), key=lambda pair: pair[0])
        best.append((before + worth, link))
    return _trace(candidates, best)


def _trace(candidates: list[tuple[int, int]], best: list[tuple[float, int | None]]) -> dict[int, int]:
    series: dict[int, int] = {}
    last: int | None = max(range(len(best)), key=lambda position: best[position][0], default=None)
    if last is None or best[last][0] <= 0:
        return series
    while last is not None:
        index, label = candidates[last]
        series[index] = label
        last = best[last][1]
    return series


def _worth(printed: list[Block], index: int, label: int, places: dict[int, int]) -> float:
    """Say how well a numbered block explains the marker of its number; below 0 it explains nothing."""
    marker = places.get(label)
    if marker is None:
        return 1.0 if _stands_among_notes(printed, index, label, places) else -100.0
    worth = EXPLAINED
    if marker > index:
        worth -= 6.0
    between = [block for block in printed[marker + 1 : index] if block.label is None]
    worth -= 0.2 * min(len(between), 20)
    if _labels_in(printed[index]):
        worth -= 3.0
    if _stands_in_list(printed, index):
        worth -= 3.0
    return worth


def _stands_among_notes(printed: list[Block], index: int, label: int, places: dict[int, int]) -> bool:
    """A note whose marker OCR lost stands right beside the one before or after it."""
    neighbours = printed[max(index - 1, 0) : index] + printed[index + 1 : index + 2]
    return any(
        block.label is not None
        and abs(block.label - label) == 1
        and places.get(block.label, index + 1) < index
        for block in neighbours
    )


def _stands_in_list(printed: list[Block], index: int) -> bool:
    """A run of numbers from 1 on is a list under a colon, or where another block is note 1 already."""
    start, label = index, printed[index].label or 0
    while start > 0 and label > 1 and printed[start - 1].label == label - 1:
        start, label = start - 1, label - 1
    if label != 1 or start == 0:
        return False
    under_colon = plain(printed[start - 1].text).rstrip().endswith(":")
    return under_colon or any(block.label == 1 for block in printed[:start])


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
    return block.kind == "text" and bool(_LOWER_START.match(block.text)) and continues(left, block.text)


def _ends_note(block: Block, note: Block, body: list[Block]) -> bool:
    """The rest of a note that was carried over to the foot of the next page."""
    if block.kind != "text" or not body or not is_finished(body[-1].text) or is_finished(note.text):
        return False
    return bool(_LOWER_START.match(block.text)) and block.label is None
