"""Finds which numbered blocks are notes, and which belong to numbered lists in the text or in a note.

A longest-path search over the blocks chooses the rising series of numbers that best explains the note
markers. Footnotes stand in the text, soon after their marker; notes to a letter follow it. The remaining
numbered blocks are part of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set

from corpus.readers.printed.inline import parse_inline, plain_text
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.paragraphs import SourceBlock

MARKER_SCORE = 10.0
"""The score of a footnote directly after its marker."""
LAST_LINES = 3
"""The number of blocks at the end of a letter among which its signature must be."""


def marker_labels_in(block: SourceBlock) -> list[int]:
    """Return the numbers of the note markers in a block; the number it begins with is not one of them."""
    if "<sup>" not in block.text:
        return []
    text = NUMBERED.sub("", block.text, count=1)
    return [int(marker.label) for marker in parse_inline(text).markers if marker.label.isdigit()]


def marker_labels(blocks: Sequence[SourceBlock]) -> list[int]:
    """Return the numbers of the note markers in all blocks, in order."""
    return [label for block in blocks for label in marker_labels_in(block)]


def find_footnotes(blocks: Sequence[SourceBlock], section_size: int) -> dict[int, int]:
    """Return the number of each footnote by the index of its first block.

    Args:
        blocks: the blocks of a section, and any notes to it that are printed elsewhere.
        section_size: the number of blocks in the section; any further blocks are notes printed elsewhere.
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


def find_letter_notes(
    blocks: Sequence[SourceBlock], is_signature: Callable[[SourceBlock], bool]
) -> list[int]:
    """Return the indexes of the blocks with which the notes to a letter begin, in order; empty if none."""
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
    """Return the positions of the rising series of labels with the highest total score.

    Empty if there are no labels, or no series exceeds ``minimum``.

    Args:
        labels: the numbers of candidate notes, in order of their occurrence.
        scores: the score of each candidate.
        gap_cost: the cost of one label following another in the series.
        minimum: a series is continued, and returned, only if its total exceeds this.
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


def _numbered(blocks: Sequence[SourceBlock]) -> list[tuple[int, int]]:
    """Return the index and number of each numbered block."""
    return [(index, block.label) for index, block in enumerate(blocks) if block.label is not None]


def _run_start(blocks: Sequence[SourceBlock], index: int) -> int:
    """Return the index of the first of the consecutive blocks whose numbers count up to that of ``index``."""
    while index > 0 and (label := blocks[index].label or 0) > 1 and blocks[index - 1].label == label - 1:
        index -= 1
    return index


def _is_preceded_by(blocks: Sequence[SourceBlock], index: int, *endings: str) -> bool:
    """Return whether the block before ``index`` ends with one of the endings; False for the first block."""
    return index > 0 and plain_text(blocks[index - 1].text).rstrip().endswith(endings)


def _choose_notes_start(
    blocks: Sequence[SourceBlock], is_signature: Callable[[SourceBlock], bool]
) -> int | None:
    """Return the index at which the notes begin: the cut that matches most markers with notes, or None.

    A cut is a block numbered 1, not the first block. If cuts are equally good, the last is chosen, but
    preferably not one at a list that a colon or quotation mark introduces.
    """
    candidates = [index for index, block in enumerate(blocks) if block.label == 1 and index > 0]
    scored = [
        (_count_explained_markers(blocks, index, is_signature), not _is_list_item(blocks, index), index)
        for index in candidates
    ]
    best = max(scored, default=(0.0, False, 0))
    return best[2] if best[0] > 0 else None


def _count_explained_markers(
    blocks: Sequence[SourceBlock], start: int, is_signature: Callable[[SourceBlock], bool]
) -> float:
    """Return the number of markers before the cut with a note after it, less 0.5 for each unmatched one.

    Unmatched notes cost 0.5 too. A letter without markers can have notes only after its signature; such a cut
    scores 0.1, any other 0.

    Args:
        start: the index of the cut.
    """
    markers = set(marker_labels(blocks[:start]))
    notes = set(range(1, _count_up(blocks[start:]) + 1))
    if not markers:
        last = blocks[max(start - LAST_LINES, 0) : start]
        return 0.1 if any(map(is_signature, last)) else 0.0
    return len(markers & notes) - 0.5 * len(markers ^ notes)


def _count_up(blocks: Sequence[SourceBlock]) -> int:
    """Return the number up to which the blocks' numbers count from 1, whatever comes between them."""
    count = 0
    for block in blocks:
        count += block.label == count + 1
    return count


def _choose_letter_notes(blocks: Sequence[SourceBlock], markers: Set[int]) -> list[int]:
    """Return the indexes of the notes, which begin with the first block; list items are avoided.

    Gaps in the series have a cost, which is lower if a marker in the letter refers to the note after the gap.

    Args:
        blocks: the blocks from the first note on.
        markers: the numbers of the markers in the letter.
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


def _is_list_item(blocks: Sequence[SourceBlock], index: int) -> bool:
    """Return whether a numbered block belongs to a list that begins after a colon or opening quote."""
    return _is_preceded_by(blocks, _run_start(blocks, index), ":", "“", '"')


def _footnote_score(
    blocks: Sequence[SourceBlock], index: int, label: int, marker_positions: dict[int, int]
) -> float:
    """Return how well a numbered block fits the marker with its number; -100 if there is no such marker.

    Without a marker it scores 1 if it is next to a note in the series.

    Args:
        marker_positions: the index of the block with the first marker of each number.
    """
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
    blocks: Sequence[SourceBlock], index: int, label: int, marker_positions: dict[int, int]
) -> bool:
    """Return whether a block without a marker is next to the footnote before or after it in the series.

    Its own marker was probably lost by OCR.
    """
    neighbours = (*blocks[max(index - 1, 0) : index], *blocks[index + 1 : index + 2])
    return any(
        block.label is not None
        and abs(block.label - label) == 1
        and marker_positions.get(block.label, index + 1) < index
        for block in neighbours
    )


def _is_in_list(blocks: Sequence[SourceBlock], index: int) -> bool:
    """Return whether a block is in a run from 1 on that follows a colon, or any earlier block numbered 1."""
    start = _run_start(blocks, index)
    if blocks[start].label != 1 or start == 0:
        return False
    return _is_preceded_by(blocks, start, ":") or any(block.label == 1 for block in blocks[:start])
