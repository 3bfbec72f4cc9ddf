"""The semantic retriever: similarity of passage vectors, refined by late interaction. For every engine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.passage_hits import REFINEMENT_DEPTH, SemanticHit, group_by_unit
from search.engines.protocols import Restriction, VectorRetriever
from search.ranking.late_interaction import PassageWords, QueryWords
from store.layout import Generation
from store.passages import Passage
from store.vectors import PassageIds
from store.word_vectors import Vectors


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
        self._share = share
        if self._vectors is not None:
            self._words = PassageWords.open(generation)

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
        if query_words and self._share:
            scores, passages = self.refine(scores, passages, query_words)
        return group_by_unit(scores, passages, self._unit_rows, limit)

    def refine(
        self, scores: Vectors, passages: PassageIds, query_words: QueryWords
    ) -> tuple[Vectors, PassageIds]:
        """Rescore passages by (1 - share) * cosine + share * late interaction; return them best first."""
        scores = (1 - self._share) * scores + self._share * self._words.similarities(query_words, passages)
        order = np.argsort(-scores, kind="stable")
        return scores[order], passages[order]

    def most_similar_sentence(self, query_words: QueryWords, passage: Passage) -> tuple[int, int] | None:
        """Return the (start, end) offsets of a passage's sentence most similar to the query words."""
        return self._words.most_similar_sentence(query_words, passage) if self._vectors is not None else None

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of the other units by their similarity to one unit, the most similar first."""
        if self._vectors is not None:
            yield from self._vectors.similar_units(row)
