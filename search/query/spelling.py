"""Spelling help against the index's own vocabulary; what exists, and names, are left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.text.analysis import STOP_WORDS, tokens
from search.query.languages import Languages

SHORTEST = 4
FREQUENT = 3
"""Units a word must stand in to be suggested."""
MOST_WORDS = 5
"""Words looked for at most: a long question has other words to be found by, and its rare ones are words
that the edition merely does not use ("holes", no slip for "hopes")."""
SHORT, LONG = 6, 9
"""Letters from which another letter in one place, and from which two slips, still leave the word plain."""
CORRECTIONS_CACHED = 4096


class SpellChecker:
    """Knows the words of an index and corrects those that are none of them."""

    def __init__(self, vocabulary: Mapping[str, int], names: Set[str], languages: Languages) -> None:
        """Take how many units have each folded word, and the folded words of names."""
        self._vocabulary = vocabulary
        self._names = names
        self._languages = languages
        self._correct = lru_cache(maxsize=CORRECTIONS_CACHED)(self._nearest)

    def suggest(self, text: str, asked: Sequence[str]) -> str | None:
        """The query with unknown words corrected; None where there is nothing to correct.

        Args:
            asked: the words of the query, folded, that are looked for as they are.
        """
        looked_for = set(asked)
        if len(looked_for) > MOST_WORDS:
            return None
        corrected, end = "", 0
        for token in tokens(text):
            is_abbreviation = len(token.text) > 1 and token.text.isupper()
            if token.word not in looked_for or is_abbreviation:
                continue
            other = self._correct(token.word)
            if other != token.word:
                corrected += text[end : token.start] + (other.title() if token.text[0].isupper() else other)
                end = token.end
        return corrected + text[end:] if end else None

    def absent(self, asked: Sequence[str]) -> list[str]:
        """The words asked for, folded, of which the index has no form."""
        return [word for word in dict.fromkeys(asked) if not self._occurs(word)]

    def similar(self, word: str, most: int = 3) -> list[str]:
        """Return the words of the index that are spelled most like a folded word."""
        distance = 1 if len(word) < LONG else 2
        sizes = range(len(word) - distance, len(word) + distance + 1)
        choices = [other for size in sizes for other in self._by_length.get(size, ())]
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=None)
        return [
            other for other, _, _ in sorted(near, key=lambda match: (match[1], -self._vocabulary[match[0]]))
        ][:most]

    @cached_property
    def _stems(self) -> Set[str]:
        return frozenset(term for word in self._vocabulary for term in self._languages.stems(word))

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[str]]:
        """The words that may be suggested."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for word, count in self._vocabulary.items():
            if count >= FREQUENT or word in self._names:
                found[len(word)].append(word)
        return found

    def _nearest(self, word: str) -> str:
        """The most frequent of the nearest words; the word itself where none is near."""
        if not self._is_unknown(word):
            return word
        most = 1 if len(word) < LONG else 2
        choices = [
            other for size in range(-most, most + 1) for other in self._by_length.get(len(word) + size, ())
        ]
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=None)
        found = [
            (distance, -self._vocabulary[other], other)
            for other, distance, _ in near
            if other in self._names or _is_likely(word, other)
        ]
        return min(found)[2] if found else word

    def _is_unknown(self, word: str) -> bool:
        """Whether the index has neither the word nor another form of it."""
        return len(word) >= SHORTEST and word.isalpha() and not self._occurs(word)

    def _occurs(self, word: str) -> bool:
        """Whether the index has a word or another form of it; stop words and names count as occurring."""
        if word in self._names or word in STOP_WORDS or word in self._vocabulary:
            return True
        return any(term in self._stems for term in self._languages.stems(word))


def _is_likely(word: str, other: str) -> bool:
    """Whether one is a slip for the other: not two short words that differ by a letter, or in the first."""
    is_swapped = sorted(word) == sorted(other)
    is_other_letter = len(word) == len(other) and not is_swapped
    return is_swapped or (word[0] == other[0] and (len(word) >= SHORT or not is_other_letter))
