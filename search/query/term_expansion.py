"""Expansion of prefixes (``engin*``) and fuzzy words (``engin~2``) to the words of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.text.analysis import fold
from search.messages import Message
from search.query.languages import Languages
from search.query.syntax import Fuzzy, Prefix
from search.settings import SearchSettings


class WordStatistics(Protocol):
    """The word statistics of an index."""

    @property
    def languages(self) -> Languages:
        """The languages of the units."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The document frequency of each folded word, in descending order."""

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a folded word."""


class TermExpander:
    """An expander for the prefixes and fuzzy words of one query.

    It cuts expansions to the limits of the settings; ``notices`` lists those that were cut or skipped.
    """

    def __init__(self, statistics: WordStatistics, settings: SearchSettings) -> None:
        self._statistics = statistics
        self._settings = settings
        self._remaining = settings.expansions_max
        self._cache: dict[tuple[str, int], Sequence[str]] = {}
        self.notices: list[Message] = []

    def expand(self, node: Prefix | Fuzzy) -> Sequence[str]:
        """Return the words that a prefix or fuzzy word expands to, the most frequent first.

        They are folded words of the vocabulary; there may be none, and at most as many as the settings allow.
        """
        return self._expand_prefix(node) if isinstance(node, Prefix) else self._expand_fuzzy(node)

    def phrases(self, prefix: Prefix) -> Sequence[tuple[str, ...]]:
        """Return phrases of stemmed terms for the compounds, and the signs, that a prefix stands for.

        There are at most as many compounds as the settings allow words.
        """
        limit = self._settings.prefix_expansions_max
        return self._statistics.languages.phrases_beginning(fold(prefix.text), limit)

    def _expand_prefix(self, node: Prefix) -> Sequence[str]:
        """Return the words that begin with a prefix, the most frequent first."""
        prefix = fold(node.text)
        if (prefix, 0) not in self._cache:
            matches = [word for word in self._words if word.startswith(prefix)] if prefix else []
            limit = self._settings.prefix_expansions_max
            self._cache[prefix, 0] = self._limit(f"{node.text}*", matches, limit)
        return self._cache[prefix, 0]

    def _expand_fuzzy(self, node: Fuzzy) -> Sequence[str]:
        """Return the words within the edit distance (optimal string alignment), the most frequent first."""
        word, distance = fold(node.text), node.distance
        if (word, distance) not in self._cache:
            extracted = process.extract(
                word, self._words, scorer=OSA.distance, score_cutoff=distance, limit=None
            )
            matches = [match for match, _, _ in sorted(extracted, key=lambda item: item[2])]
            limit = self._settings.fuzzy_expansions_max
            self._cache[word, distance] = self._limit(f"{node.text}~{distance}", matches, limit)
        return self._cache[word, distance]

    @cached_property
    def _words(self) -> Sequence[str]:
        """The words of the vocabulary, the most frequent first."""
        return list(self._statistics.vocabulary)

    def _limit(self, expression: str, matches: Sequence[str], limit: int) -> Sequence[str]:
        """Cut the matches to the limits of the expression and of the query.

        Add a notice if any are cut, or if there are none.
        """
        if not matches:
            self.notices.append(Message("word-absent", {"word": expression}))
        selected = matches[: min(limit, self._remaining)]
        self._remaining -= len(selected)
        if len(selected) < len(matches):
            values = {"asked": expression, "all": len(matches), "kept": len(selected)}
            self.notices.append(Message("expansion-cut" if selected else "expansion-not-searched", values))
        return selected
