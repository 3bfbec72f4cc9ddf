"""Finds which numbered blocks are notes, and which belong to numbered lists in the text or in a note.

A longest-path search over the blocks chooses the rising series of numbers that best explains the note
markers. Footnotes stand in the text, soon after their marker; notes to a letter follow it. The remaining
numbered blocks are part of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set
from itertools import accumulate

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
    candidates = _FootnoteCandidates(blocks, markers)
    scores = [
        candidates.score(index, label) if index < section_size else MARKER_SCORE * 2
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
    best: dict[int, int] = {}
    """The position of the best series that ends in each label, the first of several."""
    for position, label in enumerate(labels):
        before = [
            (totals[earlier] - gap_cost(other, label), -earlier)
            for other, earlier in best.items()
            if other < label and totals[earlier] > minimum
        ]
        total, predecessor = max(before, default=(0.0, None))
        totals.append(total + scores[position])
        predecessors.append(None if predecessor is None else -predecessor)
        if totals[position] > totals[best.setdefault(label, position)]:
            best[label] = position
    current: int | None = max(range(len(totals)), key=lambda position: totals[position], default=None)
    chosen: list[int] = []
    while current is not None and totals[current] > minimum:
        chosen.append(current)
        current = predecessors[current]
    return chosen[::-1]


def _numbered(blocks: Sequence[SourceBlock]) -> list[tuple[int, int]]:
    """Return the index and number of each numbered block."""
    return [(index, block.label) for index, block in enumerate(blocks) if block.label is not None]


def _run_starts(blocks: Sequence[SourceBlock]) -> list[int]:
    """Return for each block the index of the first of the consecutive ones whose numbers count up to its."""
    starts: list[int] = []
    before: int | None = None
    for index, block in enumerate(blocks):
        label = block.label
        is_next = label is not None and label > 1 and before == label - 1
        starts.append(starts[-1] if is_next else index)
        before = label
    return starts


def _is_preceded_by(blocks: Sequence[SourceBlock], index: int, *endings: str) -> bool:
    """Return whether the block before ``index`` ends with one of the endings; False for the first block."""
    return index > 0 and plain_text(blocks[index - 1].text).rstrip().endswith(endings)


def _choose_notes_start(
    blocks: Sequence[SourceBlock], is_signature: Callable[[SourceBlock], bool]
) -> int | None:
    """Return the index at which the notes begin: the cut that matches most markers with notes, or None.

    A cut is a block numbered 1, not the first block. If cuts are equally good, the last is chosen, but
    preferably not one at a list that a colon or quotation mark introduces. A letter without markers can have
    notes only after its signature; such a cut scores 0.1, any other 0.
    """
    scored = []
    markers: set[int] = set()
    counts, runs = _count_up(blocks), _run_starts(blocks)
    for index, block in enumerate(blocks):
        if block.label == 1 and index > 0:
            last = blocks[max(index - LAST_LINES, 0) : index]
            score = (
                _explained_markers(markers, counts[index]) if markers else 0.1 * any(map(is_signature, last))
            )
            scored.append((score, not _is_list_item(blocks, runs[index]), index))
        markers.update(marker_labels_in(block))
    best = max(scored, default=(0.0, False, 0))
    return best[2] if best[0] > 0 else None


def _explained_markers(markers: Set[int], count: int) -> float:
    """Return the number of markers before a cut with a note after it, less 0.5 for each unmatched one.

    Unmatched notes cost 0.5 too.

    Args:
        markers: the numbers of the markers, at least one.
        count: the number up to which the notes count.
    """
    notes = set(range(1, count + 1))
    return len(markers & notes) - 0.5 * len(markers ^ notes)


def _count_up(blocks: Sequence[SourceBlock]) -> list[int]:
    """Return for each block numbered 1 up to which number it and the blocks after it count.

    Whatever comes between them does not matter; for other blocks the result has no meaning.
    """
    counts = [0] * len(blocks)
    last: dict[int, int] = {}
    """The last number of the series that begins with each number, after the block at hand."""
    for index in range(len(blocks) - 1, -1, -1):
        label = blocks[index].label
        if label is not None:
            counts[index] = last[label] = last.get(label + 1, label)
    return counts


def _choose_letter_notes(blocks: Sequence[SourceBlock], markers: Set[int]) -> list[int]:
    """Return the indexes of the notes, which begin with the first block; list items are avoided.

    Gaps in the series have a cost, which is lower if a marker in the letter refers to the note after the gap.

    Args:
        blocks: the blocks from the first note on.
        markers: the numbers of the markers in the letter.
    """
    last = max([_count_up(blocks)[0], *markers])
    numbered = [(index, label) for index, label in _numbered(blocks) if label <= last]
    runs = _run_starts(blocks)
    scores = [
        1.0 - 0.8 * _is_list_item(blocks, runs[index]) if position else 5.0
        for position, (index, _) in enumerate(numbered)
    ]

    def gap_cost(before: int, label: int) -> float:
        return (0.5 if label in markers else 2.0) * (label - before - 1)

    chosen = best_series([label for _, label in numbered], scores, gap_cost=gap_cost)
    return [numbered[position][0] for position in chosen]


def _is_list_item(blocks: Sequence[SourceBlock], run: int) -> bool:
    """Return whether a run of numbered blocks, given by its first, follows a colon or opening quote."""
    return _is_preceded_by(blocks, run, ":", "“", '"')


class _FootnoteCandidates:
    """The numbered blocks of a section that may be footnotes.

    ``markers`` has the index of the block with the first marker of each number.
    """

    def __init__(self, blocks: Sequence[SourceBlock], markers: dict[int, int]) -> None:
        self._blocks, self._markers = blocks, markers
        labels = [block.label for block in blocks]
        self._unnumbered = list(accumulate((label is None for label in labels), initial=0))
        """The number of blocks without a number before each block."""
        self._first_list = labels.index(1) if 1 in labels else len(labels)
        self._runs = _run_starts(blocks)

    def score(self, index: int, label: int) -> float:
        """Return how well a block fits the marker with its number; -100 if there is no such marker.

        Without a marker it scores 1 if it is next to a note in the series.
        """
        marker = self._markers.get(label)
        if marker is None:
            return 1.0 if _is_next_to_note(self._blocks, index, label, self._markers) else -100.0
        score = MARKER_SCORE
        if marker > index:
            score -= 6.0
        between = self._unnumbered[index] - self._unnumbered[min(marker + 1, index)]
        score -= 0.2 * min(between, 20)
        if marker_labels_in(self._blocks[index]):
            score -= 3.0
        if self._is_in_list(index):
            score -= 3.0
        return score

    def _is_in_list(self, index: int) -> bool:
        """Return whether a block is in a run from 1 on that follows a colon, or any earlier such run."""
        start = self._runs[index]
        if self._blocks[start].label != 1 or start == 0:
            return False
        return _is_preceded_by(self._blocks, start, ":") or self._first_list < start


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
