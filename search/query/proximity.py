"""Loose phrases: where the terms of a phrase occur near each other. Pure; one definition for every engine.

A term at position ``p`` that is the ``i``-th of the phrase is shifted by ``p - i``. The phrase occurs where
its terms, each at a position of its own, have shifts that differ by at most ``slop``: with 0 they stand side
by side in order. This is the definition of Lucene's SloppyPhraseMatcher. The time it takes grows with the
positions of the terms alone, whatever the slop and however often a term is repeated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Positions = Mapping[str, Sequence[int]]
"""The positions of terms in a text, in order; terms that it does not have may be missing."""


def positions_of(terms: Iterable[str], of: Collection[str]) -> Positions:
    """Return the positions of some terms among all terms of a text."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, term in enumerate(terms):
        if term in of:
            found[term].append(position)
    return found


def occurs(terms: Iterable[str], phrase: Sequence[str], slop: int) -> bool:
    """Return whether a phrase occurs among the terms of a text."""
    positions = positions_of(terms, frozenset(phrase))
    return any(True for _ in _windows(positions, _shifts(positions, phrase), phrase, slop))


def matched_positions(positions: Positions, phrase: Sequence[str], slop: int) -> list[int]:
    """Return the positions of all terms that take part in an occurrence of a phrase, in order."""
    shifts = _shifts(positions, phrase)
    matched: set[int] = set()
    done = 0
    for first, end in _windows(positions, shifts, phrase, slop):
        matched.update(shift + index for shift, index in shifts[max(first, done) : end])
        done = end
    return sorted(matched)


def _shifts(positions: Positions, phrase: Sequence[str]) -> list[tuple[int, int]]:
    """Return (shift, index in the phrase) of every term; nothing where a term is missing."""
    if any(len(positions.get(term, ())) < count for term, count in Counter(phrase).items()):
        return []
    return sorted((p - index, index) for index, term in enumerate(phrase) for p in positions[term])


def _windows(
    positions: Positions, shifts: Sequence[tuple[int, int]], phrase: Sequence[str], slop: int
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of ``shifts`` that differ by at most ``slop`` and hold an occurrence."""
    counts = [0] * len(phrase)
    missing, first = len(phrase), 0
    is_repeating = len(set(phrase)) < len(phrase)
    for place, (shift, index) in enumerate(shifts):
        missing -= not counts[index]
        counts[index] += 1
        while shift - shifts[first][0] > slop:
            left = shifts[first][1]
            counts[left] -= 1
            missing += not counts[left]
            first += 1
        if not missing and (not is_repeating or _is_assignable(positions, phrase, shift - slop, slop)):
            yield first, place + 1


def _is_assignable(positions: Positions, phrase: Sequence[str], lowest: int, slop: int) -> bool:
    """Return whether each term can have a position of its own, with shifts up to ``lowest + slop``.

    The ranges of a repeated term all have the same length, so that taking the first free position of each
    range, in order, finds an assignment wherever there is one.
    """
    free_from: dict[str, int] = {}
    for index, term in enumerate(phrase):
        next_free = bisect_left(positions[term], max(lowest + index, free_from.get(term, 0)))
        if next_free == len(positions[term]) or positions[term][next_free] > lowest + index + slop:
            return False
        free_from[term] = positions[term][next_free] + 1
    return True
