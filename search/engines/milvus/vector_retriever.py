"""The vectors of passages in Milvus, filters inside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.milvus.clauses import expression
from search.engines.milvus.collection import RESULTS_MAX, MilvusCollection
from search.engines.passage_hits import units_similar_to_mean
from search.engines.protocols import Restriction
from store.milvus_schema import PASSAGE, VECTOR
from store.vectors import PassageIds
from store.word_vectors import Vectors


class MilvusVectorRetriever:
    """The vectors of a generation. ``unit_rows[i]`` is the row of the unit of passage ``i``."""

    def __init__(self, passages: MilvusCollection, unit_rows: PassageIds) -> None:
        self._passages = passages
        self._unit_rows = unit_rows

    @property
    def is_exact(self) -> bool:
        """Whether a search compares every passage; the index of a Milvus is approximate."""
        return False

    def search(
        self, vector: Vectors, depth: int, among: Restriction | None = None
    ) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of the nearest passages of the units that may be found."""
        found = self._passages.search(
            data=[vector[0].tolist()],
            anns_field=VECTOR,
            filter=expression(among.clause) if among else "",
            limit=min(depth, len(self._unit_rows), RESULTS_MAX),
            output_fields=[PASSAGE],
        )
        scores = np.array([hit["distance"] for hit in found[0]], dtype=np.float32)
        return scores, np.array([hit["entity"][PASSAGE] for hit in found[0]], dtype=np.int64)

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield other units by the cosine of their best passage with the mean of one unit's passages."""
        own = np.flatnonzero(self._unit_rows == row)
        if len(own):
            found = self._passages.get(ids=own.tolist(), output_fields=[VECTOR])
            vectors = np.array([entry[VECTOR] for entry in found], dtype=np.float32)
            yield from units_similar_to_mean(vectors, self.search, self._unit_rows, row)
