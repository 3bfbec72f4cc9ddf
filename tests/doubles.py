"""Stand-ins for the embedding model: fast, deterministic, and close in meaning where words are shared."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from corpus.text.analysis import STOP_WORDS, stem, tokens, words
from encoders.encoder import EncodedTexts
from store.word_vectors import EncodedWords, Vectors


class HashingEncoder:
    """A bag of stemmed words hashed into a vector: texts that share words lie near each other."""

    def __init__(self, *, dimension: int = 256, checksum: str = "hashing-1", name: str = "hashing") -> None:
        self.name = name
        self.checksum = checksum
        self.dimension = dimension
        self.max_words = 200
        self.embedded = 0
        """How many texts were embedded so far."""

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        self.embedded += len(texts)
        if not texts:
            return EncodedTexts(np.zeros((0, self.dimension), dtype=np.float32), ())
        vectors = np.stack([_vector(text, self.dimension) for text in texts])
        return EncodedTexts(vectors, tuple(_words(text, self.dimension) for text in texts))

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        return self.encode_passages(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors alone."""
        return self.encode_passages(texts).vectors


@lru_cache(1000)
def _words(text: str, dimension: int) -> EncodedWords:
    found = tokens(text)
    vectors = np.array([_vector(token.word, dimension) for token in found]).reshape(-1, dimension)
    spans = [(token.start, token.end) for token in found]
    return EncodedWords.of(text, range(len(found)), spans, vectors)


@lru_cache(10_000)
def _vector(text: str, dimension: int) -> Vectors:
    vector = np.zeros(dimension, dtype=np.float32)
    for word in words(text):
        if word not in STOP_WORDS:
            vector[zlib.crc32(stem(word).encode()) % dimension] += 1
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


class FailingEncoder(HashingEncoder):
    """Fails after a number of texts, as a model does that runs out of memory."""

    def __init__(self, *, after: int = 0, error: Exception | None = None) -> None:
        super().__init__()
        self._left = after
        self._error = error or RuntimeError("the engine stopped")

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        self._left -= len(texts)
        if self._left < 0:
            raise self._error
        return super().encode_passages(texts)
