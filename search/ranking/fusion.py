"""Fuses the scores of two arms. Scores map a unit's row to a number; higher is better."""

from __future__ import annotations

from collections.abc import Mapping

Scores = Mapping[int, float]


def normalise_by_maximum(scores: Scores) -> dict[int, float]:
    """Divide by the best score, so that the best is 1.

    The maximum is taken rather than min-max: the lowest score kept depends on how deep an arm was read,
    and should not move the others. Where all scores are 0 (only filters were asked for) they stay so.
    """
    best = max(scores.values(), default=0.0) or 1.0
    return {row: score / best for row, score in scores.items()}


def rescale(scores: Scores, floor: float) -> dict[int, float]:
    """Map ``floor`` … best onto 0 … 1; what lies below becomes 0.

    For cosines, which crowd together: ``floor`` is what an unrelated text still gets.
    """
    best = max(scores.values(), default=floor)
    width = best - floor if best > floor else 1.0
    return {row: max(score - floor, 0.0) / width for row, score in scores.items()}


def weighted_sum(keyword: Scores, semantic: Scores, weight_semantic: float) -> dict[int, float]:
    """Sum normalised scores; what an arm has not found counts 0 there.

    Convex combination as in Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval
    (ACM TOIS 42(1), 2023), eq. 3, with max normalisation for BM25 and a floor for cosines.
    """
    rows = keyword.keys() | semantic.keys()
    return {
        row: (1 - weight_semantic) * keyword.get(row, 0.0) + weight_semantic * semantic.get(row, 0.0)
        for row in rows
    }


def ranks(scores: Scores) -> dict[int, int]:
    """The rank of each row, from 1; equal scores by row."""
    return {row: rank for rank, row in enumerate(best_first(scores), start=1)}


def best_first(scores: Scores) -> list[int]:
    """The rows by score; equal scores by row. (Sorted twice: a key of two parts takes twice as long.)"""
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)


def apply_coordination(scores: Scores, matched: Scores, words: int, exponent: float) -> dict[int, float]:
    """Multiply by the share of the query's words that a unit has, raised to ``exponent``.

    The coordination factor of Lucene's classic scoring (TFIDFSimilarity, ``coord(q, d)``), which BM25
    dropped: in long questions, units that have all words come before those that repeat one.
    """
    return (
        {row: score * min(matched.get(row, 1.0) / words, 1.0) ** exponent for row, score in scores.items()}
        if words
        else dict(scores)
    )


def share_with_documents(scores: Scores, documents: Mapping[int, int], share: float) -> dict[int, float]:
    """Give each found document a share of its best note's score: what its notes explain, it is about."""
    best: dict[int, float] = {}
    for row, score in scores.items():
        if documents[row] != row:
            best[documents[row]] = max(score, best.get(documents[row], 0.0))
    return {row: score + share * best.get(row, 0.0) for row, score in scores.items()}


def share_with_notes(scores: Scores, documents: Mapping[int, int], share: float) -> dict[int, float]:
    """Give each found note a share of its document's score: a note is about what its letter is about."""
    return {
        row: score + share * scores.get(documents[row], 0.0) if documents[row] != row else score
        for row, score in scores.items()
    }
