"""Late interaction: the similarity of the words of a query to the words of passages, by contextual vectors.

Khattab, Zaharia: ColBERT (SIGIR 2020), eq. 3 (MaxSim): each query word is compared with its most similar word
in the passage. Here the mean over the query words is weighted by a power of idf, so that rare words count
more.
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
from store.word_vectors import WORD_VECTOR_SCALE, EncodedWords, WordVectors

Floats = NDArray[np.float32]
MAPPED_BYTES_MAX = 64_000_000
"""Size in bytes above which an array is not memory-mapped but read row by row."""
IDF_EXPONENT = 1.5
"""Exponent of idf in the weight of a query word."""
_BLOCK_ROWS = 2048
"""Word vectors compared at once: a megabyte of float32, which fits the processor's cache."""
Idf = Callable[[str], float]
"""A function from a folded word to its inverse document frequency."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryWords:
    """The content words of a query: vectors of length 1, shape (n, d), and weights of sum 1, shape (n,)."""

    vectors: Floats
    weights: Floats

    @classmethod
    def of(cls, text: str, words: EncodedWords, idf: Idf) -> QueryWords | None:
        """Weight the content words of a query by a power of idf, equally if all are 0; None without words.

        Args:
            text: the query text.
            words: its content words, as encoded.
            idf: returns the idf of a folded word.
        """
        if not len(words):
            return None
        idfs = [max(map(idf, words_of(text[start:end])), default=0.0) for start, end in words.spans]
        weights = np.array(idfs, dtype=np.float32) ** np.float32(IDF_EXPONENT)
        weights = weights / weights.sum() if weights.any() else np.full_like(weights, 1 / len(weights))
        return cls(words.vectors.astype(np.float32) / np.float32(WORD_VECTOR_SCALE), weights)


@lru_cache(maxsize=PASSAGES_CACHED)
def _sentences_of(passage: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of a passage's sentences; cached, since passages recur in results."""
    return sentence_spans(passage)


class StoredRows:
    """The rows of a two-dimensional ``.npy`` file; small files are memory-mapped, large ones read on demand.

    Mapped pages count as memory of the process, and for a large edition these arrays would be most of it.
    Repeated reads are served from the page cache of the operating system. A file that cannot be opened raises
    IndexDamaged.
    """

    def __init__(self, path: Path) -> None:
        with reporting_damage(path):
            array = np.load(path, mmap_mode="r", allow_pickle=False)
            self._mapped = np.asarray(array) if array.nbytes <= MAPPED_BYTES_MAX else None
            self._dtype, self._offset, self._columns = array.dtype, array.offset, array.shape[1]
            if self._mapped is None:
                self._file = os.open(path, os.O_RDONLY)
                finalize(self, os.close, self._file)

    def read_ranges(self, firsts: PassageIds, lasts: PassageIds) -> NDArray[Any]:
        """Return the rows of all ranges ``firsts[i]`` to ``lasts[i]`` (exclusive), concatenated."""
        ranges = zip(firsts.tolist(), lasts.tolist(), strict=True)
        if self._mapped is not None:
            return np.concatenate([self._mapped[:0], *(self._mapped[first:last] for first, last in ranges)])
        file, width = self._file, self._columns * self._dtype.itemsize
        content = b"".join(
            os.pread(file, (last - first) * width, self._offset + first * width) for first, last in ranges
        )
        return np.frombuffer(content, self._dtype).reshape(-1, self._columns)


@dataclass(frozen=True, slots=True, eq=False)
class PassageWords:
    """The content words of all passages; passage ``i`` has rows ``ends[i - 1]:ends[i]``."""

    ends: PassageIds
    spans: StoredRows
    vectors: StoredRows

    @classmethod
    def open(cls, generation: Generation) -> PassageWords:
        """Open the stored words of a generation.

        Raises:
            IndexDamaged: a file of theirs cannot be read.
        """
        with reporting_damage(generation.word_ends):
            ends = np.asarray(np.load(generation.word_ends, mmap_mode="r", allow_pickle=False))
        return cls(ends, StoredRows(generation.word_spans), StoredRows(generation.word_vectors))

    def similarities(self, query_words: QueryWords, passages: PassageIds) -> Floats:
        """Return the similarity of each passage to the query words, from 0 to 1, shape (passages,).

        It is the weighted mean over the query words of their highest cosine with a word of the passage;
        negative cosines count as 0, and a passage without words has 0.
        """
        firsts, lasts = self._row_ranges(passages)
        counts = lasts - firsts
        maxima = np.zeros((len(passages), len(query_words.weights)), dtype=np.float32)
        if counts.any():
            cosines = _cosines(self.vectors.read_ranges(firsts, lasts), query_words)
            starts = np.cumsum(counts) - counts
            maxima[counts > 0] = np.maximum.reduceat(cosines, starts[counts > 0], axis=0)
        similarities: Floats = np.maximum(maxima, 0) @ query_words.weights
        return similarities

    def most_similar_sentence(
        self, query_words: QueryWords, passage: Passage, least: float
    ) -> tuple[int, int] | None:
        """Return the (start, end) offsets of the passage's sentence most similar to the query words.

        None if no sentence exceeds the similarity ``least``, or if the passage has no words.
        """
        sentences = self.similar_sentences(query_words, passage, least)
        return max(sentences, key=sentences.__getitem__) if sentences else None

    def similar_sentences(
        self, query_words: QueryWords, passage: Passage, least: float
    ) -> dict[tuple[int, int], float]:
        """Return (start, end) -> similarity to the query words of the passage's sentences, in order.

        Sentences that do not exceed the similarity ``least`` are left out.
        """
        firsts, lasts = self._row_ranges(np.array([passage.id]))
        if firsts[0] == lasts[0]:
            return {}
        starts = self.spans.read_ranges(firsts, lasts)[:, 0] - (
            len(passage.embedding_input) - len(passage.text)
        )
        cosines = _cosines(self.vectors.read_ranges(firsts, lasts), query_words)
        similarities = {}
        for first, last in _sentences_of(passage.text):
            inside = (starts >= first) & (starts < last)
            if inside.any():
                similarities[first, last] = float(cosines[inside].max(axis=0) @ query_words.weights)
        return {span: similarity for span, similarity in similarities.items() if similarity > least}

    def _row_ranges(self, passages: PassageIds) -> tuple[PassageIds, PassageIds]:
        """Return the first and the last (exclusive) word row of each passage."""
        return np.where(passages > 0, self.ends[passages - 1], 0), self.ends[passages]


def _cosines(vectors: WordVectors, query_words: QueryWords) -> Floats:
    """Return the cosines of passage words and query words, shape (words, query words)."""
    cosines = np.empty((len(vectors), len(query_words.vectors)), np.float32)
    scaled = np.ascontiguousarray(query_words.vectors.T / np.float32(WORD_VECTOR_SCALE))
    for first in range(0, len(vectors), _BLOCK_ROWS):
        block = vectors[first : first + _BLOCK_ROWS].astype(np.float32)
        np.matmul(block, scaled, out=cosines[first : first + _BLOCK_ROWS])
    return cosines
