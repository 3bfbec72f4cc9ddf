"""Texts as weighted words, after the words of some known texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.analysis import terms


@dataclass(frozen=True, slots=True)
class WordWeights:
    """The terms of the known texts, each with its column and its weight.

    A term weighs (1 + ln tf) · ln(N / df), a text's vector has length 1: "ltc" weighting (Salton, Buckley:
    Term-weighting approaches in automatic text retrieval, 1988).
    """

    columns: Mapping[str, tuple[int, float]]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> WordWeights:
        """Take the terms that more than one text has."""
        found = Counter(term for text in texts for term in set(terms(text)))
        shared = [(term, count) for term, count in found.items() if count > 1]
        return cls(
            {
                term: (column, math.log(len(texts) / count))
                for column, (term, count) in enumerate(sorted(shared))
            }
        )

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """A row a text, a column a term; zeros where a text has none of them."""
        rows = np.zeros((len(texts), len(self.columns)))
        for row, text in zip(rows, texts, strict=True):
            for term, count in Counter(terms(text)).items():
                if term in self.columns:
                    column, weight = self.columns[term]
                    row[column] = (1 + math.log(count)) * weight
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
