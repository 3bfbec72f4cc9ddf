"""Sloppy phrase matching: one definition for all engines. Pure functions.

If the ``i``-th term of a phrase occurs at position ``p``, its shift is ``p - i``. The phrase occurs where all
its terms, each at a different position, have shifts that differ by at most ``slop``; with a slop of 0, the
terms are adjacent and in order. This is the definition of Lucene's SloppyPhraseMatcher. The running time
depends only on the number of positions, not on the slop or on repeated terms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Positions = Mapping[str, Sequence[int]]
"""Term -> its positions in a text, in ascending order; absent terms may be missing."""


def positions_of(terms: Iterable[str], selected: Collection[str]) -> Positions:
    """Return the positions of the selected terms among all terms of a text."""
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for position, term in enumerate(terms):
        if term in selected:
            positions[term].append(position)
    return positions


def occurs(terms: Iterable[str], phrase: Sequence[str], slop: int) -> bool:
    """Return whether a phrase occurs in a text, given as its terms in order."""
    positions = positions_of(terms, frozenset(phrase))
    return any(True for _ in _windows(positions, _shifts(positions, phrase), phrase, slop))


def matched_positions(positions: Positions, phrase: Sequence[str], slop: int) -> list[int]:
    """Return the positions of all terms in occurrences of a phrase, in ascending order."""
    shifts = _shifts(positions, phrase)
    matched: set[int] = set()
    done = 0
    for first, end in _windows(positions, shifts, phrase, slop):
        matched.update(shift + index for shift, index in shifts[max(first, done) : end])
        done = end
    return sorted(matched)


def _shifts(positions: Positions, phrase: Sequence[str]) -> list[tuple[int, int]]:
    """Return (shift, index in the phrase) of every term occurrence, sorted; empty if a term is missing."""
    if any(len(positions.get(term, ())) < count for term, count in Counter(phrase).items()):
        return []
    return sorted((p - index, index) for index, term in enumerate(phrase) for p in positions[term])


def _windows(
    positions: Positions, shifts: Sequence[tuple[int, int]], phrase: Sequence[str], slop: int
) -> Iterator[tuple[int, int]]:
    """Yield the ranges (first, end) of shifts within ``slop`` of each other that contain an occurrence."""
    counts = [0] * len(phrase)
    missing, first = len(phrase), 0
    is_repeating = len(set(phrase)) < len(phrase)
    for position, (shift, index) in enumerate(shifts):
        missing -= not counts[index]
        counts[index] += 1
        while shift - shifts[first][0] > slop:
            left = shifts[first][1]
            counts[left] -= 1
            missing += not counts[left]
            first += 1
        if not missing and (not is_repeating or _is_assignable(positions, phrase, shift - slop, slop)):
            yield first, position + 1


def _is_assignable(positions: Positions, phrase: Sequence[str], lowest: int, slop: int) -> bool:
    """Return whether all terms can have different positions with shifts ``lowest`` to ``lowest + slop``.

    The ranges of a repeated term have equal lengths, so that taking the first free position of each range in
    order finds an assignment if there is one.
    """
    free_from: dict[str, int] = {}
    for index, term in enumerate(phrase):
        next_free = bisect_left(positions[term], max(lowest + index, free_from.get(term, 0)))
        if next_free == len(positions[term]) or positions[term][next_free] > lowest + index + slop:
            return False
        free_from[term] = positions[term][next_free] + 1
    return True
