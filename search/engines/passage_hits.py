"""Semantic hits: units, each ranked by its best passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from store.vectors import TUNED_DEPTH, PassageIds
from store.word_vectors import Vectors

REFINEMENT_DEPTH = TUNED_DEPTH
"""Number of passages, the most similar by their vectors, that late interaction rescores."""


SIMILAR_UNITS_SHARE = 0.2
"""Share of the units of an index, the most similar to a query, that may belong to its result."""
SIMILAR_PASSAGES_SHARE = 0.25
"""Share of the passages that are compared to find those units."""
SIMILAR_PASSAGES_MAX = 16_384
"""Upper bound of the same in passages; it is also the largest result that Milvus returns."""


def similar_depth(passages: int) -> int:
    """Return how many of the most similar passages of an index decide which units belong to a result."""
    return min(max(REFINEMENT_DEPTH, round(SIMILAR_PASSAGES_SHARE * passages)), SIMILAR_PASSAGES_MAX)


class SemanticHit(NamedTuple):
    """A unit found by the semantic retriever, with its best passage and that passage's score."""

    row: int
    score: float
    passage: int


def group_by_unit(
    scores: Vectors, passages: PassageIds, unit_rows: PassageIds, limit: int
) -> list[SemanticHit]:
    """Return the units of passages, best first, each with its best passage.

    Args:
        scores: the scores of the passages, in descending order.
        unit_rows: the row of the unit of each passage of the index.
        limit: the maximum number of units.
    """
    rows, first_indices = np.unique(unit_rows[passages], return_index=True)
    order = np.argsort(first_indices)[:limit]
    best = first_indices[order]
    return [
        SemanticHit(row, score, passage)
        for row, score, passage in zip(
            rows[order].tolist(), scores[best].tolist(), passages[best].tolist(), strict=True
        )
    ]


def units_similar_to_mean(
    vectors: Vectors,
    search: Callable[[Vectors, int], tuple[Vectors, PassageIds]],
    unit_rows: PassageIds,
    row: int,
) -> Iterator[tuple[int, float]]:
    """Yield (row, cosine) of other units by the cosine of their best passage with a unit's mean vector.

    Args:
        vectors: the passage vectors of the unit in ``row``.
        search: returns the scores and ids of the passages most similar to a vector, given it and a limit.
    """
    mean = vectors.mean(axis=0, keepdims=True)
    mean /= np.linalg.norm(mean)
    hits = group_by_unit(*search(mean, 4 * REFINEMENT_DEPTH), unit_rows, REFINEMENT_DEPTH)
    yield from ((hit.row, hit.score) for hit in hits if hit.row != row)
