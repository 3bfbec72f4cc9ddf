"""Tf–idf weights of terms, and vectors of weighted terms for texts.

The scheme is "ltc" of Salton and Buckley, Term-weighting approaches in automatic text retrieval (1988): the
weight of a term is (1 + ln tf) · ln(N / df), and the vector of a text has length 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.analysis import ENGLISH, is_stop_word, terms, tokens
from corpus.text.unspaced import is_unspaced


def content_terms(text: str, printed: dict[str, str], language: str = ENGLISH) -> Iterator[str]:
    """Yield the content terms of a text, in order, repeated as in the text.

    Stop words, numbers and single letters are omitted; the signs of scripts without spaces are not.

    Args:
        printed: a mapping to which the first printed form of each term is added.
    """
    for token in tokens(text, language):
        is_long = len(token.term) > 1 or is_unspaced(token.term)
        if is_long and not token.term.isdigit() and not is_stop_word(token, language):
            printed.setdefault(token.term, token.text)
            yield token.term


def tf_idf(count: int, texts: int, frequency: int) -> float:
    """Return (1 + ln tf) · ln(N / df): tf is ``count``, N the number of ``texts``, df ``frequency``.

    ``count`` and ``frequency`` must not be 0.
    """
    return (1 + math.log(count)) * math.log(texts / frequency)


def smoothed_idf(texts: int, frequency: int) -> float:
    """Return ln(1 + N / (1 + df)), with N = ``texts`` and df = ``frequency``, which may be 0."""
    return math.log(1 + texts / (1 + frequency))


def l2_normalize(weights: Mapping[str, float]) -> dict[str, float]:
    """Scale the weights of terms to a vector of length 1, leaving out terms of weight 0."""
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items() if weight}


def term_vectors(
    counts: Sequence[Mapping[str, int]],
    *,
    of_all: Sequence[Mapping[str, int]] | None = None,
    share_max: float = 1,
) -> list[dict[str, float]]:
    """Return the vectors of texts, of length 1 (or empty), over the terms that occur in at least two of them.

    Args:
        counts: the counts of the terms in each text.
        of_all: the texts in which frequencies are counted, if they are not these.
        share_max: the share of the texts above which a term is left out as too common
            (unless only two have it).
    """
    counted = counts if of_all is None else of_all
    frequencies = Counter(term for text in counted for term in text)
    texts = len(counted)
    most = max(share_max * texts, 2)
    return [
        l2_normalize(
            {
                term: tf_idf(count, texts, frequencies[term])
                for term, count in text.items()
                if 1 < frequencies[term] <= most
            }
        )
        for text in counts
    ]


@dataclass(frozen=True, slots=True)
class TfIdfVectorizer:
    """A tf–idf vectorizer over the terms that occur in at least two of the texts it was fitted to.

    ``texts`` is their number; ``columns`` maps each term to its column and its document frequency.
    """

    texts: int
    columns: Mapping[str, tuple[int, int]]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> TfIdfVectorizer:
        """Fit the vocabulary to English texts: the terms that occur in more than one, and in how many."""
        frequencies = Counter(term for text in texts for term in set(terms(text)))
        shared = [(term, frequency) for term, frequency in frequencies.items() if frequency > 1]
        columns = {term: (column, frequency) for column, (term, frequency) in enumerate(sorted(shared))}
        return cls(len(texts), columns)

    def transform(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the vectors of texts, shape (texts, terms), rows of length 1 (zero if no term occurs)."""
        rows = np.zeros((len(texts), len(self.columns)))
        for row, text in zip(rows, texts, strict=True):
            for term, count in Counter(terms(text)).items():
                if term in self.columns:
                    column, frequency = self.columns[term]
                    row[column] = tf_idf(count, self.texts, frequency)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
