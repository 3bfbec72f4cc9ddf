"""The semantic retriever: similarity of passage vectors, refined by late interaction. For every engine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.passage_hits import (
    REFINEMENT_DEPTH,
    SIMILAR_UNITS_SHARE,
    SemanticHit,
    group_by_unit,
    similar_depth,
)
from search.engines.protocols import Restriction, VectorRetriever
from search.ranking.late_interaction import PassageWords, QueryWords
from store.layout import Generation
from store.passages import Passage
from store.unit_table import Mask
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
        self._units = len(np.unique(unit_rows))
        self._share = share
        if self._vectors is not None:
            self._words = PassageWords.open(generation)

    @property
    def is_exact(self) -> bool:
        """Whether every passage is compared, so that no similar unit can be missed."""
        return self._vectors is None or self._vectors.is_exact

    def similar(
        self,
        vector: Vectors,
        query_words: QueryWords | None,
        allowed: Mask | None,
        minimum: int,
        floor: float,
    ) -> list[SemanticHit]:
        """Return the similar units of the whole index that match the filters, best first.

        Which units are similar depends on the query and the index alone, so filters only narrow a result:
        the ``SIMILAR_UNITS_SHARE`` most similar ones by cosine, at least ``minimum``, if their best passage
        reaches the floor.

        Args:
            vector: the unit vector of the query, shape (1, dimension).
            query_words: the words of the query for late interaction; None if it has none.
            allowed: the mask of the rows that match the filters; None: all.
            floor: the cosine below which a passage is not similar.
        """
        if self._vectors is None:
            return []
        scores, passages = self._vectors.search(vector, similar_depth(len(self._unit_rows)))
        scores, passages = scores[scores >= floor], passages[scores >= floor]
        limit = max(minimum, round(SIMILAR_UNITS_SHARE * self._units))
        rows = self._unit_rows[passages]
        is_member = np.isin(
            rows, [hit.row for hit in group_by_unit(scores, passages, self._unit_rows, limit)]
        )
        if allowed is not None:
            is_member &= allowed[rows]
        return self._rank(scores[is_member], passages[is_member], query_words, limit)

    def best_scores(self, vector: Vectors, query_words: QueryWords | None) -> tuple[float, float]:
        """Return the highest cosine and the highest combined similarity that a query reaches."""
        if self._vectors is None:
            return 0.0, 0.0
        scores, passages = self._vectors.search(vector, REFINEMENT_DEPTH)
        hits = self._rank(scores, passages, query_words, 1)
        return (float(scores[0]), hits[0].score) if hits else (0.0, 0.0)

    def _rank(
        self, scores: Vectors, passages: PassageIds, query_words: QueryWords | None, limit: int
    ) -> list[SemanticHit]:
        """Rescore the best passages; those beyond ``REFINEMENT_DEPTH`` follow by their cosines."""
        if query_words and self._share and len(scores):
            depth = REFINEMENT_DEPTH
            best, order = self.refine(scores[:depth], passages[:depth], query_words)
            scores = np.concatenate([best, np.minimum(scores[depth:], best[-1])])
            passages = np.concatenate([order, passages[depth:]])
        return group_by_unit(scores, passages, self._unit_rows, limit)

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
        return self._words.most_similar_sentence(query_words, passage) if self._vectors is not None else None

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of the other units by their similarity to one unit, the most similar first."""
        if self._vectors is not None:
            yield from self._vectors.similar_units(row)
