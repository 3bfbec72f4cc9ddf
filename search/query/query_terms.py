"""Building of a query's highlight terms, from the same leaves and expansions as its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.text.analysis import words
from search.query.matching import PhraseTerms, QueryTerms
from search.query.syntax import Fuzzy, Leaf, Phrase, Prefix, Word
from search.query.term_expansion import TermExpander, WordStatistics


class QueryTermsBuilder:
    """A builder of the highlight terms of one query, stemmed in every language of the index."""

    def __init__(self, statistics: WordStatistics, expander: TermExpander) -> None:
        self._statistics = statistics
        self._languages = statistics.languages
        self._expander = expander
        self._single: list[str] = []
        self._phrases: list[PhraseTerms] = []
        self._exact: list[str] = []
        self._inside_fields: list[str] = []

    def build(self, leaves: Iterable[tuple[str, Leaf]], alternatives: Iterable[str]) -> QueryTerms:
        """Return the terms of leaves, given as (field name, leaf), and of alternative wordings."""
        for form in alternatives:
            self._add_text(form)
        for field, leaf in leaves:
            self._add(field, leaf)
        weights = self._weights()
        expanded = frozenset(self._stems([*self._exact, *self._inside_fields]))
        return QueryTerms(
            frozenset(weights) | frozenset(self._stems(self._inside_fields)),
            frozenset(self._exact),
            tuple(dict.fromkeys(self._phrases)),
            weights,
            expanded - weights.keys(),
        )

    def _add(self, field: str, leaf: Leaf) -> None:
        """Add a leaf; a word that prefixes expand to is stemmed if it is in a field, and exact otherwise."""
        match leaf:
            case Word(text=text):
                self._add_text(text)
            case Phrase(text=text, slop=slop):
                self._add_phrase(text, slop)
            case Prefix() | Fuzzy():
                (self._inside_fields if field else self._exact).extend(self._expander.expand(leaf))
                if isinstance(leaf, Prefix):
                    self._phrases += map(PhraseTerms, self._expander.phrases(leaf))

    def _add_text(self, text: str) -> None:
        """Add a word with its splits, or a phrase if the text has several words."""
        folded = words(text)
        if len(folded) == 1:
            self._single += folded
            self._phrases += map(PhraseTerms, self._languages.split_phrases(folded[0], text))
        else:
            self._add_phrase(text, 0)

    def _add_phrase(self, text: str, slop: int) -> None:
        """Add a phrase, stemmed in every language of the index."""
        self._phrases += [PhraseTerms(terms, slop) for terms in self._languages.phrases(text)]

    def _weights(self) -> Mapping[str, float]:
        """Return the stemmed terms of single words, mapped to the idf of the word."""
        return {
            term: self._statistics.idf(word) for word in self._single for term in self._languages.stems(word)
        }

    def _stems(self, folded: Iterable[str]) -> Iterable[str]:
        """Return the stems of folded words in every language of the index."""
        return (term for word in folded for term in self._languages.stems(word))
