"""Numbered notes told from the text they belong to, and from numbered lists in either.

Of all numbered blocks a series of rising numbers is chosen that explains the markers best: a longest-path
search over the blocks in order. Footnotes stand at the foot of the page of their marker, that is after it and
not far from it, among the text; the notes to a letter follow it. What is left over is part of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set

from corpus.readers.printed.inline import parse_inline, plain_text
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.paragraphs import TextBlock

MARKER_SCORE = 10.0
LAST_LINES = 3
"""Blocks at the end of a letter among which its signature stands."""


def marker_labels_in(block: TextBlock) -> list[int]:
    """List the numbers of the note markers in a block."""
    if "<sup>" not in block.text:
        return []
    text = NUMBERED.sub("", block.text, count=1)
    return [int(marker.label) for marker in parse_inline(text).markers if marker.label.isdigit()]


def marker_labels(blocks: Sequence[TextBlock]) -> list[int]:
    """List the numbers of the note markers in order."""
    return [label for block in blocks for label in marker_labels_in(block)]


def find_footnotes(blocks: Sequence[TextBlock], section_size: int) -> dict[int, int]:
    """Choose the footnotes among the blocks of a section: their places and numbers.

    Args:
        own: how many blocks are the section's own; those after them are notes printed elsewhere.
    """
    markers: dict[int, int] = {}
    for index, block in enumerate(blocks):
        for label in marker_labels_in(block):
            markers.setdefault(label, index)
    numbered = _numbered(blocks)
    scores = [
        _footnote_score(blocks, index, label, markers) if index < section_size else MARKER_SCORE * 2
        for index, label in numbered
    ]
    chosen = best_series([label for _, label in numbered], scores, minimum=0.0)
    return dict(numbered[position] for position in chosen)


def find_letter_notes(blocks: Sequence[TextBlock], is_signature: Callable[[TextBlock], bool]) -> list[int]:
    """Choose the notes that follow a letter: where each of them begins."""
    start = _choose_notes_start(blocks, is_signature)
    if start is None:
        return []
    markers = set(marker_labels(blocks[:start]))
    return [start + index for index in _choose_letter_notes(blocks[start:], markers)]


def best_series(
    labels: Sequence[int],
    scores: Sequence[float],
    *,
    gap_cost: Callable[[int, int], float] = lambda before, label: 0.0,
    minimum: float = -math.inf,
) -> list[int]:
    """Choose the positions of the rising series of numbers that is worth most.

    Args:
        gap_cost: what it costs that one number follows another.
        least: a series goes on only if it is worth more than that.
    """
    totals: list[float] = []
    predecessors: list[int | None] = []
    for position, label in enumerate(labels):
        before = [
            (totals[earlier] - gap_cost(labels[earlier], label), earlier)
            for earlier in range(position)
            if labels[earlier] < label and totals[earlier] > minimum
        ]
        total, predecessor = max(before, key=lambda pair: pair[0], default=(0.0, None))
        totals.append(total + scores[position])
        predecessors.append(predecessor)
    current: int | None = max(range(len(totals)), key=lambda position: totals[position], default=None)
    chosen: list[int] = []
    while current is not None and totals[current] > minimum:
        chosen.append(current)
        current = predecessors[current]
    return chosen[::-1]


def _numbered(blocks: Sequence[TextBlock]) -> list[tuple[int, int]]:
    return [(index, block.label) for index, block in enumerate(blocks) if block.label is not None]


def _run_start(blocks: Sequence[TextBlock], index: int) -> int:
    """Where the numbers that count up to a block begin, each right after the other."""
    while index > 0 and (label := blocks[index].label or 0) > 1 and blocks[index - 1].label == label - 1:
        index -= 1
    return index


def _is_preceded_by(blocks: Sequence[TextBlock], index: int, *endings: str) -> bool:
    """Whether the block before ends with a sign."""
    return index > 0 and plain_text(blocks[index - 1].text).rstrip().endswith(endings)


def _choose_notes_start(blocks: Sequence[TextBlock], is_signature: Callable[[TextBlock], bool]) -> int | None:
    """Choose where the notes begin: the cut that explains most markers and leaves fewest in doubt.

    Of equal cuts the last is taken, but none at a list that a note quotes.
    """
    candidates = [index for index, block in enumerate(blocks) if block.label == 1 and index > 0]
    scored = [
        (_count_explained_markers(blocks, index, is_signature), not _is_list_item(blocks, index), index)
        for index in candidates
    ]
    best = max(scored, default=(0.0, False, 0))
    return best[2] if best[0] > 0 else None


def _count_explained_markers(
    blocks: Sequence[TextBlock], start: int, is_signature: Callable[[TextBlock], bool]
) -> float:
    """Count markers before the cut with a note after it, less those that would be without their counterpart.

    A letter without any marker has notes only after its signature.
    """
    markers = set(marker_labels(blocks[:start]))
    notes = set(range(1, _count_up(blocks[start:]) + 1))
    if not markers:
        last = blocks[max(start - LAST_LINES, 0) : start]
        return 0.1 if any(map(is_signature, last)) else 0.0
    return len(markers & notes) - 0.5 * len(markers ^ notes)


def _count_up(blocks: Sequence[TextBlock]) -> int:
    """How far the numbers count up from 1, whatever stands between."""
    count = 0
    for block in blocks:
        count += block.label == count + 1
    return count


def _choose_letter_notes(blocks: Sequence[TextBlock], markers: Set[int]) -> list[int]:
    """Choose the notes of a letter from the first on; lists are avoided.

    A gap in the series is unlikely, less so before a note that a marker of the letter asks for.
    """
    last = max([_count_up(blocks), *markers])
    numbered = [(index, label) for index, label in _numbered(blocks) if label <= last]
    scores = [
        1.0 - 0.8 * _is_list_item(blocks, index) if position else 5.0
        for position, (index, _) in enumerate(numbered)
    ]

    def gap_cost(before: int, label: int) -> float:
        return (0.5 if label in markers else 2.0) * (label - before - 1)

    chosen = best_series([label for _, label in numbered], scores, gap_cost=gap_cost)
    return [numbered[position][0] for position in chosen]


def _is_list_item(blocks: Sequence[TextBlock], index: int) -> bool:
    """Say whether a numbered block is an item of a list that starts under a colon or quotation."""
    return _is_preceded_by(blocks, _run_start(blocks, index), ":", "“", '"')


def _footnote_score(
    blocks: Sequence[TextBlock], index: int, label: int, marker_positions: dict[int, int]
) -> float:
    """Say how well a numbered block explains the marker of its number; below 0 it explains nothing."""
    marker = marker_positions.get(label)
    if marker is None:
        return 1.0 if _is_next_to_note(blocks, index, label, marker_positions) else -100.0
    score = MARKER_SCORE
    if marker > index:
        score -= 6.0
    between = [block for block in blocks[marker + 1 : index] if block.label is None]
    score -= 0.2 * min(len(between), 20)
    if marker_labels_in(blocks[index]):
        score -= 3.0
    if _is_in_list(blocks, index):
        score -= 3.0
    return score


def _is_next_to_note(
    blocks: Sequence[TextBlock], index: int, label: int, marker_positions: dict[int, int]
) -> bool:
    """A note whose marker OCR lost stands right beside the one before or after it."""
    neighbours = (*blocks[max(index - 1, 0) : index], *blocks[index + 1 : index + 2])
    return any(
        block.label is not None
        and abs(block.label - label) == 1
        and marker_positions.get(block.label, index + 1) < index
        for block in neighbours
    )


def _is_in_list(blocks: Sequence[TextBlock], index: int) -> bool:
    """A run of numbers from 1 on is a list under a colon, or where another block is note 1 already."""
    start = _run_start(blocks, index)
    if blocks[start].label != 1 or start == 0:
        return False
    return _is_preceded_by(blocks, start, ":") or any(block.label == 1 for block in blocks[:start])
