"""The languages an index holds, and a query's words in all of them: who asks need not say which he means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.text.analysis import ENGLISH, TextToken, is_stop_word, stem, tokens
from corpus.text.tf_idf import smoothed_idf
from store.unit_table import Column


@dataclass(frozen=True, slots=True)
class Languages:
    """Primary subtags of the languages of the units, that of most units first."""

    codes: tuple[str, ...] = (ENGLISH,)

    @classmethod
    def of(cls, column: Column) -> Languages:
        """Take the languages of a table's units."""
        order = np.argsort(-column.totals, kind="stable").tolist()
        return cls(tuple(column.values[code] for code in order) or (ENGLISH,))

    def stems(self, word: str) -> tuple[str, ...]:
        """The stems a folded word has in these languages, each once."""
        return tuple(dict.fromkeys(stem(word, code) for code in self.codes))

    def idf(self, word: str, frequency: Callable[[str], int], texts: int) -> float:
        """The smoothed inverse document frequency of a folded word, by its commonest stem.

        Args:
            frequency: how many of all ``texts`` have a stem.
        """
        return smoothed_idf(texts, max(map(frequency, self.stems(word))))

    def phrases(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The terms of a text in each of the languages, each wording once; none where there is no word."""
        found = [token.word for token in tokens(text)]
        wordings = dict.fromkeys(tuple(stem(word, code) for word in found) for code in self.codes)
        return tuple(wording for wording in wordings if wording)

    def query_language(self, found: Sequence[TextToken]) -> str:
        """The language a query is in: that of most of its little words; of several the commoner one."""
        counts = [sum(is_stop_word(token, code) for token in found) for code in self.codes]
        return self.codes[counts.index(max(counts))]

    def content_words(self, found: Sequence[TextToken]) -> list[TextToken]:
        """The words of a query without the little ones of its language; all where there are no others."""
        language = self.query_language(found)
        return [token for token in found if not is_stop_word(token, language)] or list(found)
