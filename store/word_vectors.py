"""The vectors of a text's single words, as the model reads them in their places, made small for keeping.

A passage's one vector blurs what it says; those of its words keep it apart. They are projected onto random
orthogonal axes, which keeps inner products (Johnson, Lindenstrauss 1984) and depends on no text, so that what
is kept of one edition can be compared with what is kept of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.text.analysis import STOP_WORDS, fold

WORD_DIMENSION = 128
WORD_VECTOR_SCALE = 127.0
"""Kept vectors have this length, up to rounding."""
_SEED = 1931

Vectors = NDArray[np.float32]
"""Unit vectors of whole texts, shape (n, dimensions)."""
Spans = NDArray[np.int32]
WordVectors = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class ContentWords:
    """The telling words of a text: not those of every text, nor punctuation.

    ``spans`` are their characters, (start, end), shape (n, 2); ``vectors`` have the shape
    (n, ``WORD_DIMENSION``).
    """

    spans: Spans
    vectors: WordVectors

    def __len__(self) -> int:
        return len(self.spans)

    @classmethod
    def empty(cls) -> ContentWords:
        """No words: those of a model that reads texts only as a whole."""
        return cls(np.zeros((0, 2), np.int32), np.zeros((0, WORD_DIMENSION), np.int8))

    @classmethod
    def of(
        cls,
        text: str,
        words: Sequence[int | None],
        offsets: Sequence[tuple[int, int]],
        vectors: NDArray[np.float32],
    ) -> ContentWords:
        """Join the pieces that a tokenizer made of each word; a word's vector is the mean of its pieces'.

        Args:
            words: the number of the word each piece belongs to, None for signs of the model's own.
            offsets: the characters of each piece.
            vectors: one row a piece.
        """
        pieces: dict[int, list[int]] = {}
        for piece, word in enumerate(words[: len(vectors)]):
            if word is not None:
                pieces.setdefault(word, []).append(piece)
        spans = {word: (offsets[own[0]][0], offsets[own[-1]][1]) for word, own in pieces.items()}
        telling = [word for word, (start, end) in spans.items() if _is_telling(text[start:end])]
        if not telling:
            return cls.empty()
        means = np.stack([vectors[pieces[word]].mean(axis=0) for word in telling])
        return cls(np.array([spans[word] for word in telling], np.int32), _small(means))

    def without_prefix(self, characters: int) -> ContentWords:
        """The words after so many characters, their places counted from there."""
        after = self.spans[:, 0] >= characters
        return ContentWords(self.spans[after] - characters, self.vectors[after])


def _is_telling(word: str) -> bool:
    return any(sign.isalnum() for sign in word) and fold(word.strip()) not in STOP_WORDS


def _small(vectors: NDArray[np.float32]) -> WordVectors:
    """Project onto fewer axes, bring to one length, round to bytes."""
    projected = vectors @ _axes(vectors.shape[1])
    lengths = np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9)
    small: WordVectors = np.rint(projected / lengths * WORD_VECTOR_SCALE).astype(np.int8)
    return small


@cache
def _axes(dimension: int) -> NDArray[np.float32]:
    """Orthonormal random axes, shape (dimension, ``WORD_DIMENSION``); always the same."""
    normal = np.random.default_rng(_SEED).standard_normal((max(dimension, WORD_DIMENSION), WORD_DIMENSION))
    axes, _ = np.linalg.qr(normal)
    return axes[:dimension].astype(np.float32)
