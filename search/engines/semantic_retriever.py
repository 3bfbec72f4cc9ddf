"""The semantic retriever of every engine: the vectors of passages, then their words, against a query's."""

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
    """The passages' vectors and words; without a model there are none."""

    def __init__(
        self,
        generation: Generation,
        vectors: VectorRetriever | None,
        unit_rows: PassageIds,
        share: float = 0.0,
    ) -> None:
        """Open the words of passages.

        Args:
            unit_rows: the rows of the units of passages.
            share: what the similarity of single words counts for in a passage's score.
        """
        self._vectors = vectors if len(unit_rows) else None
        self._unit_rows = unit_rows
        self._share = share
        if self._vectors is not None:
            self._words = PassageWords.open(generation)

    def search(
        self, vector: Vectors, asked: QueryWords | None, among: Restriction | None, limit: int
    ) -> list[SemanticHit]:
        """Return the nearest units by their best passage, of those that may be found."""
        if self._vectors is None:
            return []
        depth = REFINEMENT_DEPTH if asked and self._share else 4 * limit
        scores, passages = self._vectors.search(vector, depth, among)
        if asked and self._share:
            scores, passages = self.refine(scores, passages, asked)
        return group_by_unit(scores, passages, self._unit_rows, limit)

    def refine(self, scores: Vectors, passages: PassageIds, asked: QueryWords) -> tuple[Vectors, PassageIds]:
        """Order passages by their words too."""
        scores = (1 - self._share) * scores + self._share * self._words.similarities(asked, passages)
        order = np.argsort(-scores, kind="stable")
        return scores[order], passages[order]

    def most_similar_sentence(self, asked: QueryWords, passage: Passage) -> tuple[int, int] | None:
        """Return the characters of the sentence of a passage that comes nearest to the words asked."""
        return self._words.most_similar_sentence(asked, passage) if self._vectors is not None else None

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield other units by their similarity to one, the nearest first."""
        if self._vectors is not None:
            yield from self._vectors.similar_units(row)
