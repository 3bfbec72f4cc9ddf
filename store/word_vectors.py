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

from corpus.text.analysis import is_stop_word_as_printed
from corpus.text.unspaced import is_unspaced

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
class EncodedWords:
    """The words of a text, without punctuation, and their vectors.

    ``spans`` has their character offsets (start, end), shape (n, 2), int32; ``vectors`` has the shape (n,
    ``WORD_DIMENSION``), int8.
    """

    spans: Spans
    vectors: WordVectors

    def __len__(self) -> int:
        return len(self.spans)

    @classmethod
    def empty(cls) -> EncodedWords:
        """Return an instance without words, for models that do not encode single words."""
        return cls(np.zeros((0, 2), np.int32), np.zeros((0, WORD_DIMENSION), np.int8))

    @classmethod
    def of(
        cls,
        text: str,
        word_ids: Sequence[int | None],
        offsets: Sequence[tuple[int, int]],
        vectors: NDArray[np.float32],
    ) -> EncodedWords:
        """Create from the token vectors of a text; a word's vector is the mean of its tokens' vectors.

        Tokens without a letter or digit belong to no word. Models whose words end at spaces have one word for
        a whole clause of a script without spaces: there, each token is a word.

        Args:
            word_ids: the number of the word that each token belongs to; None for special tokens.
            offsets: the characters (start, end) of each token.
            vectors: the model's token vectors; shape (tokens, dimension).
        """
        tokens: dict[tuple[int, int], list[int]] = {}
        for token, word in enumerate(word_ids[: len(vectors)]):
            piece = text[slice(*offsets[token])]
            if word is not None and any(map(str.isalnum, piece)):
                tokens.setdefault((word, token if is_unspaced(piece) else -1), []).append(token)
        if not tokens:
            return cls.empty()
        means = np.stack([vectors[ids].mean(axis=0) for ids in tokens.values()])
        spans = [(offsets[ids[0]][0], offsets[ids[-1]][1]) for ids in tokens.values()]
        return cls(np.array(spans, np.int32), _quantize(means))

    def without_stop_words(self, text: str, languages: Sequence[str]) -> EncodedWords:
        """Return the content words: those that are not stop words in each of some languages.

        Args:
            text: the text whose words these are.
        """
        is_content = np.array(
            [
                not all(is_stop_word_as_printed(text[start:end].strip(), language) for language in languages)
                for start, end in self.spans
            ],
            bool,
        )
        return EncodedWords(self.spans[is_content], self.vectors[is_content])

    def without_prefix(self, length: int) -> EncodedWords:
        """Return the words that start at or after character ``length``, with offsets counted from it."""
        after = self.spans[:, 0] >= length
        return EncodedWords(self.spans[after] - length, self.vectors[after])


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
