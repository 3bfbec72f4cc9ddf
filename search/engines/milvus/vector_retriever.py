"""The Milvus vector retriever: passage vectors in Milvus, with filters applied inside."""

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
    """The vector retriever on Milvus; ``unit_rows[i]`` is the row of the unit of passage ``i``."""

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
        """Return the scores (cosines) and ids of the most similar passages, best first.

        There are at most ``depth`` and ``RESULTS_MAX``; only passages of units in ``among`` are considered
        (None: all).
        """
        results = self._passages.search(
            data=[vector[0].tolist()],
            anns_field=VECTOR,
            filter=expression(among.clause) if among else "",
            limit=min(depth, len(self._unit_rows), RESULTS_MAX),
            output_fields=[PASSAGE],
        )
        scores = np.array([hit["distance"] for hit in results[0]], dtype=np.float32)
        return scores, np.array([hit["entity"][PASSAGE] for hit in results[0]], dtype=np.int64)

    def above(self, vector: Vectors, floor: float) -> tuple[Vectors, PassageIds]:
        """Return the scores (cosines) and ids of the passages above a floor, best first.

        There are at most ``RESULTS_MAX``, the largest result of a Milvus.
        """
        scores, passages = self.search(vector, RESULTS_MAX)
        return scores[scores > floor], passages[scores > floor]

    def rescored(self, vector: Vectors, scores: Vectors, passages: PassageIds) -> tuple[Vectors, PassageIds]:
        """Return passages found by ``above`` as they are: their scores are exact."""
        return scores, passages

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of other units by the cosine of their best passage with a unit's mean vector.

        Only units with one of the most similar passages are yielded, and nothing for a unit without passages.
        """
        unit_passages = np.flatnonzero(self._unit_rows == row)
        if len(unit_passages):
            entities = self._passages.get(ids=unit_passages.tolist(), output_fields=[VECTOR])
            vectors = np.array([entry[VECTOR] for entry in entities], dtype=np.float32)
            yield from units_similar_to_mean(vectors, self.search, self._unit_rows, row)
