"""Compact vectors of the single words of a text, as the model encodes them in context.

A passage's one vector blurs its details; the vectors of its words keep them apart. They are projected onto
random orthogonal axes, which approximately preserves inner products (Johnson, Lindenstrauss: Extensions of
Lipschitz mappings into a Hilbert space, 1984). The projection is fixed and independent of the texts, so that
vectors of different editions can be compared.
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
"""Length of the quantized vectors, up to rounding."""
_SEED = 1931

Vectors = NDArray[np.float32]
"""L2-normalized vectors of whole texts; shape (n, dimension), float32."""
Spans = NDArray[np.int32]
"""Character offsets (start, end); shape (n, 2), int32."""
WordVectors = NDArray[np.int8]
"""Quantized vectors of words; shape (n, ``WORD_DIMENSION``), int8."""


@dataclass(frozen=True, slots=True, eq=False)
class ContentWords:
    """The content words of a text, without stop words and punctuation, and their vectors.

    ``spans`` has their character offsets (start, end), shape (n, 2), int32; ``vectors`` has the shape (n,
    ``WORD_DIMENSION``), int8.
    """

    spans: Spans
    vectors: WordVectors

    def __len__(self) -> int:
        return len(self.spans)

    @classmethod
    def empty(cls) -> ContentWords:
        """Return an instance without words, for models that do not encode single words."""
        return cls(np.zeros((0, 2), np.int32), np.zeros((0, WORD_DIMENSION), np.int8))

    @classmethod
    def of(
        cls,
        text: str,
        word_ids: Sequence[int | None],
        offsets: Sequence[tuple[int, int]],
        vectors: NDArray[np.float32],
    ) -> ContentWords:
        """Create from the token vectors of a text; a word's vector is the mean of its tokens' vectors.

        Stop words and punctuation are left out.

        Args:
            word_ids: the number of the word that each token belongs to; None for special tokens.
            offsets: the characters (start, end) of each token.
            vectors: the model's token vectors; shape (tokens, dimension).
        """
        tokens: dict[int, list[int]] = {}
        for token, word in enumerate(word_ids[: len(vectors)]):
            if word is not None:
                tokens.setdefault(word, []).append(token)
        spans = {word: (offsets[ids[0]][0], offsets[ids[-1]][1]) for word, ids in tokens.items()}
        content = [word for word, (start, end) in spans.items() if _is_content_word(text[start:end])]
        if not content:
            return cls.empty()
        means = np.stack([vectors[tokens[word]].mean(axis=0) for word in content])
        return cls(np.array([spans[word] for word in content], np.int32), _quantize(means))

    def without_prefix(self, length: int) -> ContentWords:
        """Return the words that start at or after character ``length``, with offsets counted from it."""
        after = self.spans[:, 0] >= length
        return ContentWords(self.spans[after] - length, self.vectors[after])


def _is_content_word(word: str) -> bool:
    """Return whether a word contains a letter or digit and is not a stop word."""
    return any(character.isalnum() for character in word) and fold(word.strip()) not in STOP_WORDS


def _quantize(vectors: NDArray[np.float32]) -> WordVectors:
    """Project vectors (n, dimension) to ``WORD_DIMENSION``, scale them to one length and round to int8."""
    projected = vectors @ _projection(vectors.shape[1])
    lengths = np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9)
    quantized: WordVectors = np.rint(projected / lengths * WORD_VECTOR_SCALE).astype(np.int8)
    return quantized


@cache
def _projection(dimension: int) -> NDArray[np.float32]:
    """Return the fixed random projection; shape (dimension, ``WORD_DIMENSION``), float32.

    Its columns are orthonormal, or its rows if ``dimension`` is the smaller.
    """
    normal = np.random.default_rng(_SEED).standard_normal((max(dimension, WORD_DIMENSION), WORD_DIMENSION))
    axes, _ = np.linalg.qr(normal)
    return axes[:dimension].astype(np.float32)
