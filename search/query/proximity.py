"""Loose phrases: where the terms of a phrase occur near each other. Pure; one definition for every engine.

A term at position ``p`` that is the ``i``-th of the phrase is shifted by ``p - i``. The phrase occurs where
its terms, each at a position of its own, have shifts that differ by at most ``slop``: with 0 they stand side
by side in order. This is the definition of Lucene's SloppyPhraseMatcher. The time it takes grows with the
positions of the terms alone, whatever the slop and however often a term is repeated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

Occurrence = tuple[int, ...]
"""The positions of a phrase's terms, in the order of the phrase."""


def occurs(terms: Sequence[str], phrase: Sequence[str], slop: int) -> bool:
    """Return whether a phrase occurs among the terms of a text."""
    return next(occurrences(terms, phrase, slop), None) is not None


def occurrences(terms: Sequence[str], phrase: Sequence[str], slop: int) -> Iterator[Occurrence]:
    """Yield the occurrences of a phrase in the order of the text; no two share a position."""
    positions = _positions(terms, phrase)
    if not phrase or any(len(positions.get(term, ())) < phrase.count(term) for term in set(phrase)):
        return
    shifts = sorted((p - index, index) for index, term in enumerate(phrase) for p in positions[term])
    used_up_to = -1
    window = [0] * len(phrase)
    held: Counter[int] = Counter()
    missing, first = len(phrase), 0
    for shift, index in shifts:
        missing -= not window[index]
        window[index] += 1
        held[shift + index] += 1
        while shift - shifts[first][0] > slop:
            lowest, left = shifts[first]
            window[left] -= 1
            missing += not window[left]
            held[lowest + left] -= 1
            if not held[lowest + left]:
                del held[lowest + left]
            first += 1
        if missing or len(held) < len(phrase):
            continue
        found = _assigned(positions, phrase, shift - slop, slop, used_up_to)
        if found:
            yield found
            used_up_to = max(found)


def _positions(terms: Sequence[str], phrase: Sequence[str]) -> Mapping[str, list[int]]:
    """The positions of each of the phrase's terms that the text has."""
    sought = frozenset(phrase)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, term in enumerate(terms):
        if term in sought:
            found[term].append(position)
    return found


def _assigned(
    positions: Mapping[str, Sequence[int]], phrase: Sequence[str], lowest: int, slop: int, after: int
) -> Occurrence | None:
    """Give each term a position of its own, with shifts from ``lowest`` to ``lowest + slop``, or None.

    The ranges of a repeated term all have the same length, so that taking the first free position of each
    range, in order, finds an assignment wherever there is one.
    """
    free_from: dict[str, int] = {}
    assigned = []
    for index, term in enumerate(phrase):
        least = max(lowest + index, free_from.get(term, 0), after + 1)
        next_free = bisect_left(positions[term], least)
        if next_free == len(positions[term]) or positions[term][next_free] > lowest + index + slop:
            return None
        assigned.append(positions[term][next_free])
        free_from[term] = assigned[-1] + 1
    return tuple(assigned)
