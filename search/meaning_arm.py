"""The meaning arm: the query's vector against the vectors of passages, filters inside."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged, ModelError
from corpus.store.encoder import Encoder, Vectors, find_encoder
from corpus.store.layout import Generation
from search.table import Mask

VECTORS_KEPT = 512


class MeaningHit(NamedTuple):
    """A unit found by meaning: its best passage and that passage's cosine."""

    row: int
    score: float
    passage: int


class QueryEncoder:
    """Encodes queries with the model the index was made with; loads it once, on the first query."""

    def __init__(self, generation: Generation, encoder: Encoder | None = None) -> None:
        self._record = generation.manifest.model
        self._encoder = encoder
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def vector(self, text: str) -> Vectors:
        """The query's vector, one row of length 1.

        Raises:
            ModelError: there is no model, it cannot be loaded, or it is not the index's.
        """
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
            vector = self._load().encode([text])
            self._known[text] = vector
            if len(self._known) > VECTORS_KEPT:
                self._known.popitem(last=False)
            return vector

    def _load(self) -> Encoder:
        if self._record is None:
            raise ModelError("The index has no vectors.", "Build it with a model: see PEREPISKA_MODEL.")
        if self._encoder is None:
            self._encoder = find_encoder(self._record.name)
        if self._encoder is None or self._encoder.checksum != self._record.checksum:
            raise ModelError(
                f"The model here is not the one the index was made with, {self._record.name}.",
                "Set PEREPISKA_MODEL to that model, or build the index again.",
            )
        return self._encoder


class MeaningArm:
    """The passages' vectors. ``unit_rows[i]`` is the row of the unit of passage ``i``."""

    def __init__(self, generation: Generation, unit_rows: NDArray[np.int64]) -> None:
        self._unit_rows = np.asarray(unit_rows, dtype=np.int64)
        self._index = None
        if generation.manifest.model is not None:
            try:
                self._index = faiss.read_index(str(generation.vector_index))
            except RuntimeError as error:
                raise IndexDamaged(
                    f"{generation.vector_index} cannot be read.",
                    "Build the index again: perepiska index SOURCE",
                ) from error

    def search(self, vector: Vectors, allowed: Mask | None, limit: int) -> list[MeaningHit]:
        """The nearest units by their best passage, among the rows of a mask."""
        if self._index is None or not len(self._unit_rows):
            return []
        parameters = None
        if allowed is not None:
            passages = np.flatnonzero(allowed[self._unit_rows])
            if not len(passages):
                return []
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(passages)
        depth = min(len(self._unit_rows), 4 * limit)
        scores, found = self._index.search(vector, depth, params=parameters)
        passages_found = found[0][found[0] >= 0]
        rows, places = np.unique(self._unit_rows[passages_found], return_index=True)
        order = np.argsort(places)[:limit]
        best = places[order]
        return [
            MeaningHit(row, score, passage)
            for row, score, passage in zip(
                rows[order].tolist(), scores[0][best].tolist(), passages_found[best].tolist(), strict=True
            )
        ]

    def unit_vectors(self) -> Vectors:
        """One vector a unit: the mean of its passages' vectors, of length 1; zeros where it has none."""
        if self._index is None or not len(self._unit_rows):
            return np.zeros((0, 1), dtype=np.float32)
        passages = self._index.reconstruct_n(0, self._index.ntotal)
        sums = np.zeros((int(self._unit_rows.max()) + 1, passages.shape[1]), dtype=np.float32)
        np.add.at(sums, self._unit_rows, passages)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return found
