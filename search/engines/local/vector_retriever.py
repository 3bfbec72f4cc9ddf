"""The vectors of passages in faiss, filters inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from search.engines.passage_hits import units_similar_to_mean
from search.engines.protocols import Restriction
from store.vectors import PassageIds, VectorIndex
from store.word_vectors import Vectors


class LocalVectorRetriever:
    """The vectors of a generation. ``unit_rows[i]`` is the row of the unit of passage ``i``."""

    def __init__(self, index: VectorIndex, unit_rows: PassageIds) -> None:
        self._index = index
        self._unit_rows = unit_rows

    @property
    def is_exact(self) -> bool:
        """Whether a search compares every passage."""
        return self._index.is_exact

    def search(
        self, vector: Vectors, depth: int, among: Restriction | None = None
    ) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of the nearest passages of the units that may be found."""
        return self._index.search(vector, depth, among.mask[self._unit_rows] if among else None)

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield other units by the cosine of the mean of their passages with that of one unit's.

        Of very many passages only the nearest are looked at; then a unit has the cosine of its best one.
        """
        own = np.flatnonzero(self._unit_rows == row)
        if not len(own):
            return
        if not self._index.is_exact:
            yield from units_similar_to_mean(self._index.vectors(own), self.search, self._unit_rows, row)
            return
        cosines = self._unit_vectors @ self._unit_vectors[row]
        order = np.argsort(-cosines, kind="stable")
        yield from ((int(other), float(cosines[other])) for other in order if other != row)

    @cached_property
    def _unit_vectors(self) -> Vectors:
        """One vector a unit: the mean of its passages' vectors, of length 1; zeros where it has none."""
        passages = self._index.all_vectors()
        sums = np.zeros((int(self._unit_rows.max()) + 1, passages.shape[1]), dtype=np.float32)
        np.add.at(sums, self._unit_rows, passages)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return found
