"""Spelling help against the index's own vocabulary; what exists, and names, are left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from rapidfuzz.distance import OSA

SHORTEST = 4
FREQUENT = 3
"""Units a word must stand in to be suggested."""


def suggest_spelling(query: Sequence[str], vocabulary: Mapping[str, int], names: Set[str]) -> str | None:
    """The query with unknown words corrected; None where there is nothing to correct.

    Args:
        query: the user's words, folded.
        vocabulary: how many units have each folded word.
        names: folded words of the register's names.
    """
    corrected = [_correct(word, vocabulary, names) for word in query]
    return " ".join(corrected) if corrected != list(query) else None


def _correct(word: str, vocabulary: Mapping[str, int], names: Set[str]) -> str:
    if word in vocabulary or word in names or len(word) < SHORTEST or not word.isalpha():
        return word
    most = 1 if len(word) < 7 else 2
    near = [
        (OSA.distance(word, other), -count, other)
        for other, count in vocabulary.items()
        if abs(len(other) - len(word)) <= most and (count >= FREQUENT or other in names)
    ]
    distance, _, best = min(near, default=(most + 1, 0, word))
    return best if distance <= most else word
