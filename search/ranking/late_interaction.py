"""How near the words of a query come to the words of passages, each word as the model reads it in its place.

Late interaction after Khattab, Zaharia: ColBERT (SIGIR 2020), eq. 3: every word of the query looks for the
word nearest to it. Rare words count more, as in BM25.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from corpus.text.analysis import words as words_of
from corpus.text.sentences import sentence_spans
from search.results.snippets import PASSAGES_CACHED
from store.integrity import reporting_damage
from store.layout import Generation
from store.passages import Passage
from store.vectors import PassageIds
from store.word_vectors import WORD_VECTOR_SCALE, ContentWords, WordVectors

Floats = NDArray[np.float32]
SENTENCE_SIMILARITY_MIN = 0.35
"""Nearness below which no sentence of a passage says why it was found."""
MAPPED = 64_000_000
"""Bytes of the largest file of words that is mapped."""
_BLOCK = 2048
"""Words that are compared at once: a megabyte, which stays near the processor and is soon free again."""
Idf = Callable[[str], float]
"""How much a folded word says."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryWords:
    """The words of a query: vectors of length 1, shape (n, d), and weights that sum up to 1."""

    vectors: Floats
    weights: Floats

    @classmethod
    def of(cls, text: str, words: ContentWords, idf: Idf) -> QueryWords | None:
        """Weigh the words of a text; None where it has none."""
        if not len(words):
            return None
        idfs = [max(map(idf, words_of(text[start:end])), default=0.0) for start, end in words.spans]
        weights = np.array(idfs, dtype=np.float32)
        weights = weights / weights.sum() if weights.any() else np.full_like(weights, 1 / len(weights))
        return cls(words.vectors.astype(np.float32) / np.float32(WORD_VECTOR_SCALE), weights)


@lru_cache(maxsize=PASSAGES_CACHED)
def _sentences_of(passage: str) -> list[tuple[int, int]]:
    """The sentences of a passage; the same ones are found again and again."""
    return sentence_spans(passage)


class StoredRows:
    """The rows of a numpy file: a small one is mapped, of a large one they are read as they are asked for.

    What a process has mapped counts as its memory, and of a large edition these would be most of it. What is
    read again lies in the system's cache.
    """

    def __init__(self, path: Path) -> None:
        with reporting_damage(path):
            array = np.load(path, mmap_mode="r", allow_pickle=False)
            self._mapped = np.asarray(array) if array.nbytes <= MAPPED else None
            self._kind, self._offset, self._columns = array.dtype, array.offset, array.shape[1]
            if self._mapped is None:
                self._file = os.open(path, os.O_RDONLY)
                finalize(self, os.close, self._file)

    def runs(self, firsts: PassageIds, lasts: PassageIds) -> NDArray[Any]:
        """The rows from each place to before another, one after the other."""
        places = zip(firsts.tolist(), lasts.tolist(), strict=True)
        if self._mapped is not None:
            return np.concatenate([self._mapped[:0], *(self._mapped[first:last] for first, last in places)])
        file, width = self._file, self._columns * self._kind.itemsize
        read = b"".join(
            os.pread(file, (last - first) * width, self._offset + first * width) for first, last in places
        )
        return np.frombuffer(read, self._kind).reshape(-1, self._columns)


@dataclass(frozen=True, slots=True, eq=False)
class PassageWords:
    """The words of all passages, those of passage ``i`` from ``ends[i - 1]`` to before ``ends[i]``."""

    ends: PassageIds
    spans: StoredRows
    vectors: StoredRows

    @classmethod
    def open(cls, generation: Generation) -> PassageWords:
        """The words of a generation, read from the disk as they are asked for.

        Raises:
            IndexDamaged
        """
        with reporting_damage(generation.word_ends):
            ends = np.asarray(np.load(generation.word_ends, mmap_mode="r", allow_pickle=False))
        return cls(ends, StoredRows(generation.word_spans), StoredRows(generation.word_vectors))

    def nearness(self, asked: QueryWords, passages: PassageIds) -> Floats:
        """How near each passage's words come, from 0 to 1: the weighted mean of the best cosines."""
        firsts, lasts = self._places(passages)
        counts = lasts - firsts
        found = np.zeros((len(passages), len(asked.weights)), dtype=np.float32)
        if counts.any():
            cosines = _cosines(self.vectors.runs(firsts, lasts), asked)
            starts = np.cumsum(counts) - counts
            found[counts > 0] = np.maximum.reduceat(cosines, starts[counts > 0], axis=0)
        nearness: Floats = np.maximum(found, 0) @ asked.weights
        return nearness

    def most_similar_sentence(self, asked: QueryWords, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence whose words come nearest; None where none comes near."""
        firsts, lasts = self._places(np.array([passage.id]))
        if firsts[0] == lasts[0]:
            return None
        starts = self.spans.runs(firsts, lasts)[:, 0] - (len(passage.embedding_input) - len(passage.text))
        cosines = _cosines(self.vectors.runs(firsts, lasts), asked)
        best, nearness = None, SENTENCE_SIMILARITY_MIN
        for first, last in _sentences_of(passage.text):
            inside = (starts >= first) & (starts < last)
            near = float(cosines[inside].max(axis=0) @ asked.weights) if inside.any() else 0.0
            if near > nearness:
                best, nearness = (first, last), near
        return best

    def _places(self, passages: PassageIds) -> tuple[PassageIds, PassageIds]:
        """Where the words of each passage begin and end."""
        return np.where(passages > 0, self.ends[passages - 1], 0), self.ends[passages]


def _cosines(vectors: WordVectors, asked: QueryWords) -> Floats:
    """The cosine of every word with every word asked, shape (words, words asked)."""
    found = np.empty((len(vectors), len(asked.vectors)), np.float32)
    scaled = np.ascontiguousarray(asked.vectors.T / np.float32(WORD_VECTOR_SCALE))
    for first in range(0, len(vectors), _BLOCK):
        block = vectors[first : first + _BLOCK].astype(np.float32)
        np.matmul(block, scaled, out=found[first : first + _BLOCK])
    return found
