"""The words of an index that a prefix (``engin*``) or a near spelling (``engin~2``) stands for."""

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
    """What an index knows of its words."""

    @property
    def languages(self) -> Languages:
        """The languages that it holds."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each folded word, the most frequent first."""

    def idf(self, word: str) -> float:
        """How much a folded word says: its inverse document frequency."""


class TermExpander:
    """The expansions of one query; what is left out of them is told in ``notices``."""

    def __init__(self, statistics: WordStatistics, settings: SearchSettings) -> None:
        self._statistics = statistics
        self._settings = settings
        self._left = settings.expansions_max
        self._found: dict[tuple[str, int], Sequence[str]] = {}
        self.notices: list[Message] = []

    def of(self, node: Prefix | Fuzzy) -> Sequence[str]:
        """Return the words that a prefix or near spelling stands for, the most frequent first."""
        return self._beginning_with(node) if isinstance(node, Prefix) else self._similar(node)

    def _beginning_with(self, node: Prefix) -> Sequence[str]:
        """Return the words that begin with a prefix, the most frequent first."""
        prefix = fold(node.text)
        if (prefix, 0) not in self._found:
            found = [word for word in self._words if word.startswith(prefix)] if prefix else []
            most = self._settings.prefix_expansions_max
            self._found[prefix, 0] = self._bounded(f"{node.text}*", found, most)
        return self._found[prefix, 0]

    def _similar(self, node: Fuzzy) -> Sequence[str]:
        """Return the words within the distance (optimal string alignment), the most frequent first."""
        word, distance = fold(node.text), node.distance
        if (word, distance) not in self._found:
            near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=distance, limit=None)
            found = [other for other, _, _ in sorted(near, key=lambda one: one[2])]
            most = self._settings.fuzzy_expansions_max
            self._found[word, distance] = self._bounded(f"{node.text}~{distance}", found, most)
        return self._found[word, distance]

    @cached_property
    def _words(self) -> Sequence[str]:
        return list(self._statistics.vocabulary)

    def _bounded(self, asked: str, found: Sequence[str], most: int) -> Sequence[str]:
        kept = found[: min(most, self._left)]
        self._left -= len(kept)
        if len(kept) < len(found):
            values = {"asked": asked, "all": len(found), "kept": len(kept)}
            self.notices.append(Message("expansion-cut" if kept else "expansion-not-searched", values))
        return kept
