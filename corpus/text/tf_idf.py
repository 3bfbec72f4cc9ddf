"""Term weighting: terms by tf–idf, and texts as vectors of weighted terms.

"ltc" weighting of Salton and Buckley, Term-weighting approaches in automatic text retrieval (1988): a term
weighs (1 + ln tf) · ln(N / df), a text's vector has length 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.analysis import ENGLISH, is_stop_word, terms, tokens


def content_terms(text: str, printed: dict[str, str], language: str = ENGLISH) -> Iterator[str]:
    """Yield a text's terms but stop words, figures and single letters; ``printed`` gets their words."""
    for token in tokens(text, language):
        if len(token.term) > 1 and not token.term.isdigit() and not is_stop_word(token, language):
            printed.setdefault(token.term, token.text)
            yield token.term


def tf_idf(count: int, texts: int, frequency: int) -> float:
    """Weigh a term that stands ``count`` times in a text and in ``frequency`` of all ``texts``."""
    return (1 + math.log(count)) * math.log(texts / frequency)


def smoothed_idf(texts: int, frequency: int) -> float:
    """Return ln(1 + N / (1 + df)): defined for a term that no text has, too."""
    return math.log(1 + texts / (1 + frequency))


def l2_normalize(weights: Mapping[str, float]) -> dict[str, float]:
    """Scale weighted terms to a vector of length 1; none of no weight."""
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items() if weight}


@dataclass(frozen=True, slots=True)
class TfIdfVectorizer:
    """The terms that known texts share, each with its column and how many of the texts have it."""

    texts: int
    columns: Mapping[str, tuple[int, int]]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> TfIdfVectorizer:
        """Take the terms that more than one text has."""
        found = Counter(term for text in texts for term in set(terms(text)))
        shared = [(term, count) for term, count in found.items() if count > 1]
        columns = {term: (column, count) for column, (term, count) in enumerate(sorted(shared))}
        return cls(len(texts), columns)

    def transform(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return a row a text, a column a term; zeros where a text has none of them."""
        rows = np.zeros((len(texts), len(self.columns)))
        for row, text in zip(rows, texts, strict=True):
            for term, count in Counter(terms(text)).items():
                if term in self.columns:
                    column, frequency = self.columns[term]
                    row[column] = tf_idf(count, self.texts, frequency)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
