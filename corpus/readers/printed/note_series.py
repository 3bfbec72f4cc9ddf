"""Numbered notes told from the text they belong to, and from numbered lists in either.

Of all numbered blocks a series of rising numbers is chosen that explains the markers best: a longest-path
search over the blocks in order. Footnotes stand at the foot of the page of their marker, that is after it and
not far from it, among the text; the notes to a letter follow it. What is left over is part of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set

from corpus.readers.printed.inline import parse_inline, plain
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.paragraphs import Block

EXPLAINED = 10.0
LAST_LINES = 3
"""Blocks at the end of a letter among which its signature stands."""


def labels_in(block: Block) -> list[int]:
    """List the numbers of the note markers in a block."""
    if "<sup>" not in block.text:
        return []
    text = NUMBERED.sub("", block.text, count=1)
    return [int(marker.label) for marker in parse_inline(text).markers if marker.label.isdigit()]


def marker_labels(printed: Sequence[Block]) -> list[int]:
    """List the numbers of the note markers in order."""
    return [label for block in printed for label in labels_in(block)]


def footnote_series(printed: Sequence[Block], own: int) -> dict[int, int]:
    """Choose the footnotes among the blocks of a section: their places and numbers.

    Args:
        own: how many blocks are the section's own; those after them are notes printed elsewhere.
    """
    markers: dict[int, int] = {}
    for place, block in enumerate(printed):
        for label in labels_in(block):
            markers.setdefault(label, place)
    numbered = _numbered(printed)
    worths = [
        _worth(printed, place, label, markers) if place < own else EXPLAINED * 2 for place, label in numbered
    ]
    chosen = best_series([label for _, label in numbered], worths, least=0.0)
    return dict(numbered[position] for position in chosen)


def letter_note_places(printed: Sequence[Block], is_signature: Callable[[Block], bool]) -> list[int]:
    """Choose the notes that follow a letter: where each of them begins."""
    start = _start_of_notes(printed, is_signature)
    if start is None:
        return []
    markers = set(marker_labels(printed[:start]))
    return [start + place for place in _places_of_notes(printed[start:], markers)]


def best_series(
    labels: Sequence[int],
    worths: Sequence[float],
    *,
    gap_cost: Callable[[int, int], float] = lambda before, label: 0.0,
    least: float = -math.inf,
) -> list[int]:
    """Choose the positions of the rising series of numbers that is worth most.

    Args:
        gap_cost: what it costs that one number follows another.
        least: a series goes on only if it is worth more than that.
    """
    totals: list[float] = []
    links: list[int | None] = []
    for position, label in enumerate(labels):
        before = [
            (totals[earlier] - gap_cost(labels[earlier], label), earlier)
            for earlier in range(position)
            if labels[earlier] < label and totals[earlier] > least
        ]
        total, link = max(before, key=lambda pair: pair[0], default=(0.0, None))
        totals.append(total + worths[position])
        links.append(link)
    at: int | None = max(range(len(totals)), key=lambda position: totals[position], default=None)
    chosen: list[int] = []
    while at is not None and totals[at] > least:
        chosen.append(at)
        at = links[at]
    return chosen[::-1]


def _numbered(printed: Sequence[Block]) -> list[tuple[int, int]]:
    return [(place, block.label) for place, block in enumerate(printed) if block.label is not None]


def _start_of_run(printed: Sequence[Block], place: int) -> int:
    """Where the numbers that count up to a block begin, each right after the other."""
    while place > 0 and (label := printed[place].label or 0) > 1 and printed[place - 1].label == label - 1:
        place -= 1
    return place


def _follows(printed: Sequence[Block], place: int, *signs: str) -> bool:
    """Whether the block before ends with a sign."""
    return place > 0 and plain(printed[place - 1].text).rstrip().endswith(signs)


def _start_of_notes(printed: Sequence[Block], is_signature: Callable[[Block], bool]) -> int | None:
    """Choose where the notes begin: the cut that explains most markers and leaves fewest in doubt.

    Of equal cuts the last is taken, but none at a list that a note quotes.
    """
    candidates = [place for place, block in enumerate(printed) if block.label == 1 and place > 0]
    scored = [
        (_explained(printed, place, is_signature), not _is_quoted_list(printed, place), place)
        for place in candidates
    ]
    best = max(scored, default=(0.0, False, 0))
    return best[2] if best[0] > 0 else None


def _explained(printed: Sequence[Block], start: int, is_signature: Callable[[Block], bool]) -> float:
    """Count markers before the cut with a note after it, less those that would be without their counterpart.

    A letter without any marker has notes only after its signature.
    """
    markers = set(marker_labels(printed[:start]))
    notes = set(range(1, _count_up(printed[start:]) + 1))
    if not markers:
        last = printed[max(start - LAST_LINES, 0) : start]
        return 0.1 if any(map(is_signature, last)) else 0.0
    return len(markers & notes) - 0.5 * len(markers ^ notes)


def _count_up(printed: Sequence[Block]) -> int:
    """How far the numbers count up from 1, whatever stands between."""
    count = 0
    for block in printed:
        count += block.label == count + 1
    return count


def _places_of_notes(printed: Sequence[Block], markers: Set[int]) -> list[int]:
    """Choose the notes of a letter from the first on; lists are avoided.

    A gap in the series is unlikely, less so before a note that a marker of the letter asks for.
    """
    last = max([_count_up(printed), *markers])
    numbered = [(place, label) for place, label in _numbered(printed) if label <= last]
    worths = [
        1.0 - 0.8 * _is_quoted_list(printed, place) if position else 5.0
        for position, (place, _) in enumerate(numbered)
    ]

    def gap_cost(before: int, label: int) -> float:
        return (0.5 if label in markers else 2.0) * (label - before - 1)

    chosen = best_series([label for _, label in numbered], worths, gap_cost=gap_cost)
    return [numbered[position][0] for position in chosen]


def _is_quoted_list(printed: Sequence[Block], place: int) -> bool:
    """Say whether a numbered block is an item of a list that starts under a colon or quotation."""
    return _follows(printed, _start_of_run(printed, place), ":", "“", '"')


def _worth(printed: Sequence[Block], index: int, label: int, places: dict[int, int]) -> float:
    """Say how well a numbered block explains the marker of its number; below 0 it explains nothing."""
    marker = places.get(label)
    if marker is None:
        return 1.0 if _stands_among_notes(printed, index, label, places) else -100.0
    worth = EXPLAINED
    if marker > index:
        worth -= 6.0
    between = [block for block in printed[marker + 1 : index] if block.label is None]
    worth -= 0.2 * min(len(between), 20)
    if labels_in(printed[index]):
        worth -= 3.0
    if _stands_in_list(printed, index):
        worth -= 3.0
    return worth


def _stands_among_notes(printed: Sequence[Block], index: int, label: int, places: dict[int, int]) -> bool:
    """A note whose marker OCR lost stands right beside the one before or after it."""
    neighbours = (*printed[max(index - 1, 0) : index], *printed[index + 1 : index + 2])
    return any(
        block.label is not None
        and abs(block.label - label) == 1
        and places.get(block.label, index + 1) < index
        for block in neighbours
    )


def _stands_in_list(printed: Sequence[Block], index: int) -> bool:
    """A run of numbers from 1 on is a list under a colon, or where another block is note 1 already."""
    start = _start_of_run(printed, index)
    if printed[start].label != 1 or start == 0:
        return False
    return _follows(printed, start, ":") or any(block.label == 1 for block in printed[:start])
