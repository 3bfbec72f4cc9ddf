"""The forms of a query's words in the languages of an index, so that users need not choose any.

Words are stemmed in every language, and searched as closed and as hyphened compounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, product
from typing import Protocol

import numpy as np

from corpus.text.analysis import ENGLISH, TextToken, fold, is_stop_word, stem, token_tuples, words
from corpus.text.compounds import find_compounds
from corpus.text.tf_idf import smoothed_idf
from store.unit_table import Column

Phrases = tuple[tuple[str, ...], ...]
"""Phrases, each a tuple of folded words or of stemmed terms."""
_DIGITS = re.compile(r"\d+")
WITH_STOP_WORDS = ("en", "da", "de", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ru", "sv")
"""Languages that have a list of stop words."""
STOP_WORDS_MARGIN = 1
"""Number of stop words that make no difference between languages: most are words of several."""
WORDINGS_MAX = 16
"""Maximum number of wordings of a phrase, the written one first; each of its compounds has two or more."""


class CompoundIndex(Protocol):
    """The compounds in the texts of an index."""

    def compounds(self, key: str) -> Phrases:
        """Return the folded words of the compounds whose closed form, or its stem, is ``key``."""

    def compounds_beginning(self, prefix: str, limit: int) -> Phrases:
        """Return the folded words of at most ``limit`` compounds whose closed form begins with a prefix."""


class NoCompounds:
    """An index without compounds."""

    def compounds(self, key: str) -> Phrases:
        """Return nothing."""
        return ()

    def compounds_beginning(self, prefix: str, limit: int) -> Phrases:
        """Return nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of an index: primary language subtags, by descending number of units; its compounds."""

    codes: tuple[str, ...] = (ENGLISH,)
    compound_index: CompoundIndex = field(default_factory=NoCompounds, compare=False)

    @classmethod
    def of(cls, column: Column, compound_index: CompoundIndex) -> Languages:
        """Return the languages in the language column of a unit table; English if it has none."""
        order = np.argsort(-column.totals, kind="stable").tolist()
        return cls(tuple(column.values[code] for code in order) or (ENGLISH,), compound_index)

    def stems(self, word: str) -> tuple[str, ...]:
        """Return the distinct stems of a folded word in these languages."""
        return tuple(dict.fromkeys(stem(word, code) for code in self.codes))

    def idf(self, word: str, frequency: Callable[[str], int], texts: int) -> float:
        """Return the smoothed inverse document frequency of a folded word, ln(1 + N / (1 + df)).

        df is the number of texts with the most frequent of its stems, or with the rarest part of the most
        frequent of its compounds; N is the number of all texts.

        Args:
            frequency: returns the number of texts that contain a stem.
            texts: the number of all texts.
        """
        counts = [min(map(frequency, phrase)) for phrase in self.split_phrases(word)]
        return smoothed_idf(texts, max([*map(frequency, self.stems(word)), *counts]))

    def splits(self, word: str, printed: str = "") -> Phrases:
        """Return the folded words that a folded word consists of in texts where it is not one word.

        They are the parts of compounds (cooperation: co, operation), the signs of an unspaced script, and, of
        a word ``printed`` with separators, the letters of an abbreviation, which initials may be in a text,
        or the groups of digits of a figure, which may be numbers of a list.
        """
        signs = _separated(word, printed) or tuple(words(word))
        keys = dict.fromkeys((word, *self.stems(word)))
        compounds = (parts for key in keys for parts in self.compound_index.compounds(key))
        return tuple(dict.fromkeys([*([signs] if len(signs) > 1 else []), *compounds]))

    def split_phrases(self, word: str, printed: str = "") -> Phrases:
        """Return ``splits`` of a folded word as phrases of stemmed terms, in each language."""
        return self.stemmed(self.splits(word, printed))

    def phrases_beginning(self, prefix: str, limit: int) -> Phrases:
        """Return phrases of stemmed terms for at most ``limit`` compounds that begin with a folded prefix.

        For a prefix of several signs of an unspaced script, they include these signs.
        """
        signs = tuple(words(prefix))
        compounds = self.compound_index.compounds_beginning(prefix, limit)
        return self.stemmed([*([signs] if len(signs) > 1 else []), *compounds])

    def phrases(self, text: str) -> Phrases:
        """Return the stemmed terms of a text in each language and wording; empty if it has no words.

        Each tuple is returned once.
        """
        return self.stemmed(islice(self._wordings(text), WORDINGS_MAX))

    def _wordings(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the folded words of a text: as written, then with ever more compounds split or closed."""
        found = list(token_tuples(text))
        written = [word for _, _, word, _ in found]
        closed = {compound.first: compound for compound in find_compounds(text, found)}
        choices: list[Phrases] = []
        index = 0
        while index < len(found):
            compound = closed.get(index)
            word = compound.word if compound else written[index]
            end = compound.end if compound else index + 1
            splits = self.splits(word, text[found[index][0] : found[index][1]])
            choices.append(tuple(dict.fromkeys([tuple(written[index:end]), (word,), *splits])))
            index = end
        variable = [position for position, wordings in enumerate(choices) if len(wordings) > 1]
        for count in range(len(variable) + 1):
            for changed in combinations(variable, count):
                options = (each[1:] if at in changed else each[:1] for at, each in enumerate(choices))
                for parts in product(*options):
                    yield tuple(word for part in parts for word in part)

    def stemmed(self, phrases: Iterable[tuple[str, ...]]) -> Phrases:
        """Return phrases of folded words as stemmed terms in each language, each once, without empty ones."""
        stemmed = (tuple(stem(word, code) for word in phrase) for phrase in phrases for code in self.codes)
        return tuple(dict.fromkeys(phrase for phrase in stemmed if phrase))

    def query_languages(self, query_tokens: Sequence[TextToken]) -> tuple[str, ...]:
        """Return the languages that a query may be in, judged by its stop words.

        They are the languages of the index that lack at most ``STOP_WORDS_MARGIN`` of as many stop words as
        the best one has; or, if another language has more than that margin above them, that one.
        """
        counts = {
            code: len({token.word for token in query_tokens if is_stop_word(token, code)})
            for code in (*self.codes, *WITH_STOP_WORDS)
        }
        best, most = max(counts[code] for code in self.codes), max(counts.values())
        if most > best + STOP_WORDS_MARGIN:
            return tuple(code for code, count in counts.items() if count == most)
        return tuple(code for code in self.codes if counts[code] >= best - STOP_WORDS_MARGIN)

    def content_words(self, query_tokens: Sequence[TextToken]) -> list[TextToken]:
        """Return the tokens of a query without its stop words; all tokens if none is left.

        A word is dropped only if it is a stop word in every language that the query may be in: "war" is one
        in German, but not in "the war in Galicia".
        """
        languages = self.query_languages(query_tokens)
        content = [token for token in query_tokens if not is_stop_word_in_all(token, languages)]
        return content or list(query_tokens)


def is_stop_word_in_all(token: TextToken, languages: Iterable[str]) -> bool:
    """Return whether a token is a stop word in each of some languages."""
    return all(is_stop_word(token, language) for language in languages)


def _separated(word: str, printed: str) -> tuple[str, ...]:
    """Return the letters of a folded abbreviation, or groups of a figure, that is printed with separators."""
    if word.isdecimal():
        return tuple(map(fold, _DIGITS.findall(printed)))
    return tuple(word) if "." in printed and word.isalpha() else ()
