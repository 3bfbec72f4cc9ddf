"""The languages of an index; queries are stemmed in all of them, so that users need not choose one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.text.analysis import ENGLISH, TextToken, is_stop_word, stem, tokens
from corpus.text.tf_idf import smoothed_idf
from store.unit_table import Column


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of an index: primary language subtags, by descending number of units."""

    codes: tuple[str, ...] = (ENGLISH,)

    @classmethod
    def of(cls, column: Column) -> Languages:
        """Return the languages in the language column of a unit table; English if it has none."""
        order = np.argsort(-column.totals, kind="stable").tolist()
        return cls(tuple(column.values[code] for code in order) or (ENGLISH,))

    def stems(self, word: str) -> tuple[str, ...]:
        """Return the distinct stems of a folded word in these languages."""
        return tuple(dict.fromkeys(stem(word, code) for code in self.codes))

    def idf(self, word: str, frequency: Callable[[str], int], texts: int) -> float:
        """Return the smoothed inverse document frequency of a folded word, ln(1 + N / (1 + df)).

        df is the number of texts with the most frequent of its stems, N the number of all texts.

        Args:
            frequency: returns the number of texts that contain a stem.
            texts: the number of all texts.
        """
        return smoothed_idf(texts, max(map(frequency, self.stems(word))))

    def phrases(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the stemmed terms of a text in each language, each tuple once; empty if it has no words."""
        folded = [token.word for token in tokens(text)]
        phrases = dict.fromkeys(tuple(stem(word, code) for word in folded) for code in self.codes)
        return tuple(phrase for phrase in phrases if phrase)

    def query_language(self, query_tokens: Sequence[TextToken]) -> str:
        """Return the language of a query: the one with most stop words; in a tie, the more frequent one."""
        counts = [sum(is_stop_word(token, code) for token in query_tokens) for code in self.codes]
        return self.codes[counts.index(max(counts))]

    def content_words(self, query_tokens: Sequence[TextToken]) -> list[TextToken]:
        """Return the tokens of a query without the stop words of its language; all tokens if none is left."""
        language = self.query_language(query_tokens)
        return [token for token in query_tokens if not is_stop_word(token, language)] or list(query_tokens)
