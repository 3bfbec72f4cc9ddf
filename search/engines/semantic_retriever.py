"""The semantic retriever: similarity of passage vectors, refined by late interaction. For every engine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.calibration import Thresholds
from search.engines.passage_hits import (
    REFINEMENT_DEPTH,
    SECOND_PASSAGE_WEIGHT,
    SemanticHit,
    SimilarUnits,
    group_by_unit,
)
from search.engines.protocols import Restriction, VectorRetriever
from search.ranking.late_interaction import PassageWords, QueryWords
from store.layout import Generation
from store.passages import Passage
from store.unit_table import Mask
from store.vectors import PassageIds
from store.word_vectors import Vectors

CONSIDERED_UNITS_SHARE = 0.2
"""Share of the units of an index, the most similar to a query, whose passages may be rescored."""
NO_FLOOR = -2.0
"""A number below every cosine."""


class SemanticRetriever:
    """The semantic retriever of a generation; an index without a model has no hits."""

    def __init__(
        self,
        generation: Generation,
        vectors: VectorRetriever | None,
        unit_rows: PassageIds,
        share: float = 0.0,
    ) -> None:
        """Open the stored words of the passages.

        Args:
            unit_rows: the row of the unit of each passage.
            share: the weight of late interaction in the score of a passage, from 0 to 1.
        """
        self._vectors = vectors if len(unit_rows) else None
        self._unit_rows = unit_rows
        self._units = generation.manifest.counts["units"]
        self._share = share
        record = generation.manifest.calibration
        self.thresholds = Thresholds.of(record) if record else Thresholds()
        """The thresholds of the generation; defaults where it has no statistics."""
        if self._vectors is not None:
            self._words = PassageWords.open(generation)

    @property
    def is_exact(self) -> bool:
        """Whether every passage is compared, so that no similar unit is missed."""
        return self._vectors is None or self._vectors.is_exact

    def similar(
        self,
        vector: Vectors,
        query_words: QueryWords | None,
        allowed: Mask | None,
        limit: int,
        floor: float,
    ) -> SimilarUnits | None:
        """Return the similar units that match the filters; None for an index without vectors.

        Which units are similar depends on the query and the unit alone, so that filters only narrow a result:
        those with a passage above the floor. Late interaction rescores the most similar of those that match.

        Args:
            vector: the unit vector of the query, shape (1, dimension).
            query_words: the words of the query for late interaction; None if it has none.
            allowed: the mask of the rows that match the filters; None: all.
            limit: the number of units in ``SimilarUnits.best``.
            floor: the cosine that a passage must exceed.
        """
        if self._vectors is None:
            return None
        scores, passages = self._vectors.above(vector, floor)
        anywhere = np.zeros(self._units, dtype=np.bool_)
        anywhere[self._unit_rows[passages]] = True
        if allowed is not None:
            is_allowed = allowed[self._unit_rows[passages]]
            scores, passages = scores[is_allowed], passages[is_allowed]
        scores, passages = self._vectors.rescored(vector, scores, passages)
        rows = self._unit_rows[passages]
        similarities = self._best_of_units(scores, rows)
        considered = max(limit, round(CONSIDERED_UNITS_SHARE * self._units))
        is_best = similarities[rows] >= _nth_highest(similarities, considered)
        best = self._rank(scores[is_best], passages[is_best], query_words, limit)
        if best:
            similarities = np.minimum(similarities, np.float32(best[-1].score))
            similarities[[hit.row for hit in best]] = [hit.score for hit in best]
        return SimilarUnits(best, similarities, passages, rows, anywhere)

    def scores_of_chance(self, vector: Vectors, query_words: QueryWords | None) -> tuple[Vectors, float]:
        """Return the cosine of each unit's best passage, shape (n,), and the highest combined similarity."""
        if self._vectors is None:
            return np.zeros(1, dtype=np.float32), 0.0
        scores, passages = self._vectors.above(vector, NO_FLOOR)
        cosines = self._best_of_units(scores, self._unit_rows[passages])
        (best,) = self._rank(scores[:REFINEMENT_DEPTH], passages[:REFINEMENT_DEPTH], query_words, 1)
        return cosines[cosines > NO_FLOOR], best.score

    def _best_of_units(self, scores: Vectors, rows: PassageIds) -> Vectors:
        """Return the best of the scores of each unit, shape (units,), -inf where it has none.

        Args:
            scores: the scores of passages, in descending order.
            rows: the rows of their units.
        """
        best = np.full(self._units, -np.inf, dtype=np.float32)
        best[rows[::-1]] = scores[::-1]  # of several assignments to a row, the last one counts
        return best

    def _rank(
        self, scores: Vectors, passages: PassageIds, query_words: QueryWords | None, limit: int
    ) -> list[SemanticHit]:
        """Rescore the best passages; those beyond ``REFINEMENT_DEPTH`` follow by their cosines."""
        if query_words and self._share and len(scores):
            depth = REFINEMENT_DEPTH
            best, order = self.refine(scores[:depth], passages[:depth], query_words)
            scores = np.concatenate([best, np.minimum(scores[depth:], best[-1])])
            passages = np.concatenate([order, passages[depth:]])
        return group_by_unit(scores, passages, self._unit_rows, limit, SECOND_PASSAGE_WEIGHT)

    def search(
        self, vector: Vectors, query_words: QueryWords | None, among: Restriction | None, limit: int
    ) -> list[SemanticHit]:
        """Return at most ``limit`` units with their best passage, best first, among the allowed units.

        Args:
            vector: the vector of the query, of length 1, shape (1, dimension).
            query_words: the words of the query for late interaction; None if it has none.
        """
        if self._vectors is None:
            return []
        depth = REFINEMENT_DEPTH if query_words and self._share else 4 * limit
        scores, passages = self._vectors.search(vector, depth, among)
        return self._rank(scores, passages, query_words, limit)

    def refine(
        self, scores: Vectors, passages: PassageIds, query_words: QueryWords
    ) -> tuple[Vectors, PassageIds]:
        """Rescore passages by (1 - share) * cosine + share * late interaction; return them best first."""
        scores = (1 - self._share) * scores + self._share * self._words.similarities(query_words, passages)
        order = np.argsort(-scores, kind="stable")
        return scores[order], passages[order]

    def most_similar_sentence(self, query_words: QueryWords, passage: Passage) -> tuple[int, int] | None:
        """Return the (start, end) offsets of a passage's sentence most similar to the query words."""
        if self._vectors is None:
            return None
        return self._words.most_similar_sentence(query_words, passage, self.thresholds.sentence)

    def similar_sentences(self, query_words: QueryWords, passage: Passage) -> dict[tuple[int, int], float]:
        """Return the (start, end) offsets of a passage's similar sentences with their similarities."""
        if self._vectors is None:
            return {}
        return self._words.similar_sentences(query_words, passage, self.thresholds.sentence)

    def word_similarities(self, query_words: QueryWords, passages: PassageIds) -> Vectors:
        """Return the similarity of each passage to the query words by late interaction, shape (passages,)."""
        if self._vectors is None:
            return np.zeros(len(passages), dtype=np.float32)
        return self._words.similarities(query_words, passages)

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of the other units by their similarity to one unit, the most similar first."""
        if self._vectors is not None:
            yield from self._vectors.similar_units(row)


def _nth_highest(numbers: Vectors, n: int) -> float:
    """Return the n-th highest of some numbers, counted from 1; -inf if there are fewer."""
    return float(np.partition(numbers, -n)[-n]) if n <= len(numbers) else -np.inf
