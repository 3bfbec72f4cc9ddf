"""The meaning arm: the query's vector and words against those of passages, filters inside."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
from functools import cached_property, partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from encoders.encoder import Encoder, Reading
from encoders.own_model import encoder_of
from search.ranking.late_interaction import AskedWords, PassageWords
from store.layout import Generation
from store.passages import Passage
from store.settings import NONE
from store.unit_table import Mask
from store.vectors import DEPTH, Passages, VectorIndex
from store.word_vectors import Vectors

READINGS_KEPT = 512
REFINED = DEPTH
"""The passages nearest by their vectors, whose words are compared."""


class MeaningHit(NamedTuple):
    """A unit found by meaning: its best passage and that passage's score."""

    row: int
    score: float
    passage: int


class PassageVectors(Protocol):
    """Where the vectors of passages lie."""

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared as it is."""

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, Passages]:
        """The nearest passages, the nearest first: scores and ids."""

    def vectors(self, passages: Passages) -> Vectors:
        """The vectors of some passages, one a row."""

    def all_vectors(self) -> Vectors:
        """Every vector, one a row."""


class QueryEncoder:
    """Encodes queries with the model the index was made with; loads it once, on the first query.

    What was asked lately is remembered; several who ask the same at once wait for one encoding.

    Args:
        model: where that model may lie besides where the index says.
    """

    def __init__(self, generation: Generation, encoder: Encoder | None = None, model: str = NONE) -> None:
        self._open = partial(encoder_of, generation, model, given=encoder)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self.loaded: Encoder | None = None
        """The model, if a query has needed it."""
        self._known: OrderedDict[str, Future[Reading]] = OrderedDict()

    def read(self, text: str) -> Reading:
        """The query's vector, one row of length 1, and its words.

        Raises:
            ModelError: there is no model, it cannot be loaded, or it is not the index's.
        """
        with self._lock:
            reading = self._known.get(text)
            if is_new := reading is None:
                reading = self._known[text] = Future()
                if len(self._known) > READINGS_KEPT:
                    self._known.popitem(last=False)
            else:
                self._known.move_to_end(text)
        if is_new:
            self._compute(text, reading)
        return reading.result()

    def _compute(self, text: str, reading: Future[Reading]) -> None:
        try:
            reading.set_result(self._encoder.read_queries([text]))
        except BaseException as error:
            with self._lock:
                self._known.pop(text, None)
            reading.set_exception(error)

    @property
    def _encoder(self) -> Encoder:
        with self._opening:
            if self.loaded is None:
                self.loaded = self._open()
            return self.loaded


class MeaningArm:
    """The passages' vectors and words. ``unit_rows[i]`` is the row of the unit of passage ``i``."""

    def __init__(
        self,
        generation: Generation,
        unit_rows: NDArray[np.int64],
        share: float = 0.0,
        vectors: PassageVectors | None = None,
    ) -> None:
        """Open the words of passages, and their vectors.

        Args:
            share: what the nearness of single words counts for in a passage's score.
            vectors: where they are not those that lie in the generation.
        """
        self._unit_rows = np.asarray(unit_rows, dtype=np.int64)
        self._share = share
        self._index = vectors
        if generation.manifest.model is not None:
            self._words = PassageWords.open(generation)
            self._index = vectors or VectorIndex.open(generation)

    def search(
        self, vector: Vectors, asked: AskedWords | None, allowed: Mask | None, limit: int
    ) -> list[MeaningHit]:
        """The nearest units by their best passage, among the rows of a mask."""
        if self._index is None or not len(self._unit_rows):
            return []
        depth = REFINED if asked and self._share else 4 * limit
        among = allowed[self._unit_rows] if allowed is not None else None
        scores, passages = self._index.search(vector, depth, among)
        return self.refined(scores, passages, asked, limit)

    def refined(
        self, scores: Vectors, passages: Passages, asked: AskedWords | None, limit: int
    ) -> list[MeaningHit]:
        """The units of the nearest passages, ordered by the words of these too."""
        if asked and self._share:
            scores = (1 - self._share) * scores + self._share * self._words.nearness(asked, passages)
            order = np.argsort(-scores, kind="stable")
            scores, passages = scores[order], passages[order]
        rows, places = np.unique(self._unit_rows[passages], return_index=True)
        order = np.argsort(places)[:limit]
        best = places[order]
        return [
            MeaningHit(row, score, passage)
            for row, score, passage in zip(
                rows[order].tolist(), scores[best].tolist(), passages[best].tolist(), strict=True
            )
        ]

    def nearest_sentence(self, asked: AskedWords, passage: Passage) -> tuple[int, int] | None:
        """The characters of the sentence of a passage that comes nearest to the words asked."""
        return self._words.nearest_sentence(asked, passage) if self._index is not None else None

    def nearest_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Other units by the cosine of the mean of their passages with that of one unit's, the nearest first.

        Of very many passages only the nearest are looked at; then a unit has the cosine of its best one.
        """
        own = np.flatnonzero(self._unit_rows == row)
        if self._index is None or not len(own):
            return
        if self._index.is_exact:
            cosines = self._unit_vectors @ self._unit_vectors[row]
            order = np.argsort(-cosines, kind="stable")
            yield from ((int(other), float(cosines[other])) for other in order if other != row)
        else:
            mean = self._index.vectors(own).mean(axis=0, keepdims=True)
            mean /= np.linalg.norm(mean)
            yield from (
                (hit.row, hit.score) for hit in self.search(mean, None, None, REFINED) if hit.row != row
            )

    @cached_property
    def _unit_vectors(self) -> Vectors:
        """One vector a unit: the mean of its passages' vectors, of length 1; zeros where it has none."""
        if self._index is None:
            return np.zeros((0, 1), dtype=np.float32)
        passages = self._index.all_vectors()
        sums = np.zeros((int(self._unit_rows.max()) + 1, passages.shape[1]), dtype=np.float32)
        np.add.at(sums, self._unit_rows, passages)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return found
