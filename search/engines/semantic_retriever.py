"""The semantic retriever of every engine: the vectors of passages, then their words, against a query's."""

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
        self._units = len(np.unique(unit_rows))
        self._share = share
        if self._vectors is not None:
            self._words = PassageWords.open(generation)

    @property
    def is_exact(self) -> bool:
        """Whether every passage is compared, so that no similar unit can be missed."""
        return self._vectors is None or self._vectors.is_exact

    def search_index(
        self, vector: Vectors, asked: QueryWords | None, allowed: Mask | None, least: int, floor: float
    ) -> list[SemanticHit]:
        """Return the similar units of the whole index, best first, reduced to those that pass the filters.

        Which units are similar depends on the query and the index alone: the ``SIMILAR_UNITS_SHARE`` most
        similar by cosine, at least ``least``, whose cosine reaches the floor.

        Args:
            allowed: mask of the rows that pass the filters; None: all.
            floor: cosine below which a passage is not similar.
        """
        if self._vectors is None:
            return []
        scores, passages = self._vectors.search(vector, similar_depth(len(self._unit_rows)))
        is_similar = scores >= floor
        scores, passages = scores[is_similar], passages[is_similar]
        most = max(least, round(SIMILAR_UNITS_SHARE * self._units))
        members = [hit.row for hit in group_by_unit(scores, passages, self._unit_rows, most)]
        rows = self._unit_rows[passages]
        kept = np.isin(rows, members)
        if allowed is not None:
            kept &= allowed[rows]
        return self._ranked(scores[kept], passages[kept], asked, most)

    def best_scores(self, vector: Vectors, asked: QueryWords | None) -> tuple[float, float]:
        """Return the highest cosine and the highest combined similarity that a query reaches."""
        if self._vectors is None:
            return 0.0, 0.0
        scores, passages = self._vectors.search(vector, REFINEMENT_DEPTH)
        if not len(scores):
            return 0.0, 0.0
        return float(scores[0]), self._ranked(scores, passages, asked, 1)[0].score

    def _ranked(
        self, scores: Vectors, passages: PassageIds, asked: QueryWords | None, limit: int
    ) -> list[SemanticHit]:
        """Refine the best passages; those beyond ``REFINEMENT_DEPTH`` follow by their cosines."""
        if asked and self._share and len(scores):
            best, order = self.refine(scores[:REFINEMENT_DEPTH], passages[:REFINEMENT_DEPTH], asked)
            rest = np.minimum(scores[REFINEMENT_DEPTH:], best[-1])
            scores = np.concatenate([best, rest])
            passages = np.concatenate([order, passages[REFINEMENT_DEPTH:]])
        return group_by_unit(scores, passages, self._unit_rows, limit)

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
