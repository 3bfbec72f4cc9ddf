"""The local vector retriever: passage vectors in faiss, with filters applied inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from search.engines.passage_hits import units_similar_to_mean
from search.engines.protocols import Restriction
from store.vectors import PassageIds, VectorIndex
from store.word_vectors import Vectors


class LocalVectorRetriever:
    """The vector retriever on faiss; ``unit_rows[i]`` is the row of the unit of passage ``i``."""

    def __init__(self, index: VectorIndex, unit_rows: PassageIds) -> None:
        self._index = index
        self._unit_rows = unit_rows

    @property
    def is_exact(self) -> bool:
        """Whether ``above`` compares every passage exactly."""
        return self._index.is_exact

    def search(
        self, vector: Vectors, depth: int, among: Restriction | None = None
    ) -> tuple[Vectors, PassageIds]:
        """Return the scores (cosines) and ids of the ``depth`` most similar passages, best first.

        Only the passages of units in ``among`` are considered; None: all.
        """
        return self._index.search(vector, depth, among.mask[self._unit_rows] if among else None)

    def above(self, vector: Vectors, floor: float) -> tuple[Vectors, PassageIds]:
        """Return the scores (cosines) and ids of all passages above a floor, best first.

        In a large index, the scores are approximate.
        """
        return self._index.above(vector, floor)

    def rescored(self, vector: Vectors, scores: Vectors, passages: PassageIds) -> tuple[Vectors, PassageIds]:
        """Return passages found by ``above``, the best of them exactly compared and in their right order."""
        return self._index.rescored(vector, scores, passages)

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of the other units by their similarity to one unit, the most similar first.

        In an exact index, units are compared by their mean passage vectors. In an index with compressed
        codes, only the passages most similar to the unit's mean vector are found, and a unit has the cosine
        of its best passage. Nothing is yielded for a unit without passages.
        """
        unit_passages = np.flatnonzero(self._unit_rows == row)
        if not len(unit_passages):
            return
        if not self._index.is_exact:
            yield from units_similar_to_mean(
                self._index.vectors(unit_passages), self.search, self._unit_rows, row
            )
            return
        cosines = self._unit_vectors @ self._unit_vectors[row]
        order = np.argsort(-cosines, kind="stable")
        yield from ((int(other), float(cosines[other])) for other in order if other != row)

    @cached_property
    def _unit_vectors(self) -> Vectors:
        """The normalised mean passage vector of each unit, shape (units, dimension); zeros if it has none."""
        passages = self._index.all_vectors()
        sums = np.zeros((int(self._unit_rows.max()) + 1, passages.shape[1]), dtype=np.float32)
        np.add.at(sums, self._unit_rows, passages)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        means: Vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return means
