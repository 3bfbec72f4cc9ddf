"""Semantic hits: units, each ranked by its best passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from store.passages import Passage
from store.unit_table import Mask
from store.vectors import TUNED_DEPTH, PassageIds
from store.word_vectors import Vectors

REFINEMENT_DEPTH = TUNED_DEPTH
"""Number of passages, the most similar by their vectors, that late interaction rescores."""
SECOND_PASSAGE_WEIGHT = 0.3
"""Weight of a unit's second-best passage: a unit that is similar in two places is more likely about it."""


class SemanticHit(NamedTuple):
    """A unit found by the semantic retriever, with its score and its best passage."""

    row: int
    score: float
    passage: int


class SimilarSentence(NamedTuple):
    """A sentence, ``passage.text[start:end]``: its similarity to the words of a query, and its passage's."""

    passage: Passage
    start: int
    end: int
    similarity: float
    of_passage: float

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, eq=False)
class SimilarUnits:
    """The units of a result that are similar to a query.

    ``best`` are the most similar ones, best first, with their combined similarities. ``similarities`` has
    that of every unit, shape (units,): the cosine of the best passage of those that follow them, at most the
    similarity of the last of them, and -inf for units that are not similar. ``passages`` are the similar
    passages, most similar first, and ``rows`` the rows of their units. ``anywhere`` is the mask of the
    similar units of the whole index, whether or not they match the filters.
    """

    best: Sequence[SemanticHit]
    similarities: Vectors
    passages: PassageIds
    rows: PassageIds
    anywhere: Mask

    @cached_property
    def members(self) -> Mask:
        """The mask of the similar units."""
        mask: Mask = self.similarities > -np.inf
        return mask

    def hit(self, row: int) -> SemanticHit | None:
        """Return the hit of a unit by its most similar passage; None if it is not similar."""
        if not self.members[row]:
            return None
        first = int(np.argmax(self.rows == row))
        return SemanticHit(row, float(self.similarities[row]), int(self.passages[first]))


def group_by_unit(
    scores: Vectors, passages: PassageIds, unit_rows: PassageIds, limit: int, second_weight: float = 0.0
) -> list[SemanticHit]:
    """Return the units of passages, best first, each with its best passage.

    A unit's score is that of its best passage plus ``second_weight`` times what its second-best passage
    exceeds the median of the first ``REFINEMENT_DEPTH`` scores by; at most 1.

    Args:
        scores: the scores of the passages, in descending order.
        unit_rows: the row of the unit of each passage of the index.
        limit: the maximum number of units.
    """
    if not len(passages):
        return []
    rows = unit_rows[passages]
    by_row = np.argsort(rows, kind="stable")
    is_best = np.diff(rows[by_row], prepend=-1) != 0
    is_second = np.concatenate([[False], is_best[:-1]]) & ~is_best
    best, unit_of_second = by_row[is_best], np.cumsum(is_best)[is_second] - 1
    unit_scores = scores[best]
    excess = np.maximum(scores[by_row[is_second]] - np.median(scores[:REFINEMENT_DEPTH]), 0)
    unit_scores[unit_of_second] = np.minimum(unit_scores[unit_of_second] + second_weight * excess, 1)
    order = np.lexsort((best, -unit_scores))[:limit]
    return [
        SemanticHit(row, score, passage)
        for row, score, passage in zip(
            rows[best[order]].tolist(),
            unit_scores[order].tolist(),
            passages[best[order]].tolist(),
            strict=True,
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
