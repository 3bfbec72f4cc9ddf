"""Spelling correction from the vocabulary of the index; existing words and names are never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.text.analysis import STOP_WORDS, tokens, words
from corpus.text.unspaced import is_unspaced
from search.query.languages import Languages

WORD_LENGTH_MIN = 4
"""Minimum length of a word that is corrected."""
FREQUENCY_MIN = 3
"""Minimum number of units that contain a suggested word, unless it is a name."""
QUERY_WORDS_MAX = 5
"""Maximum number of words in a query that is corrected. Longer queries have other words to match, and their
unknown words are mostly words that the edition does not use ("holes" is no misspelling of "hopes")."""
SUBSTITUTION_LENGTH_MIN, TWO_EDITS_LENGTH_MIN = 6, 9
"""Minimum word lengths for a correction that substitutes a letter, and for one with two edits."""
CORRECTIONS_CACHED = 4096


class SpellChecker:
    """A spelling checker over the vocabulary of an index."""

    def __init__(self, vocabulary: Mapping[str, int], names: Set[str], languages: Languages) -> None:
        """Create a spelling checker.

        Args:
            vocabulary: the document frequency of each folded word.
            names: the folded words of person names.
        """
        self._vocabulary = vocabulary
        self._names = names
        self._languages = languages
        self._correct = lru_cache(maxsize=CORRECTIONS_CACHED)(self._correction)

    def suggest(self, text: str, plain_words: Sequence[str]) -> str | None:
        """Return the query with misspelled words corrected; None if there is nothing to correct.

        Args:
            plain_words: the folded words of the query that may be corrected.
        """
        correctable = set(plain_words)
        if len(correctable) > QUERY_WORDS_MAX:
            return None
        corrected, end = "", 0
        for token in tokens(text):
            is_abbreviation = len(token.text) > 1 and token.text.isupper()
            if token.word not in correctable or is_abbreviation:
                continue
            other = self._correct(token.word)
            if other != token.word:
                corrected += text[end : token.start] + (other.title() if token.text[0].isupper() else other)
                end = token.end
        return corrected + text[end:] if end else None

    def absent(self, plain_words: Sequence[str]) -> list[str]:
        """Return the folded words that do not occur in the index in any inflection."""
        return [word for word in dict.fromkeys(plain_words) if not self._occurs(word)]

    def similar(self, word: str, limit: int = 3) -> list[str]:
        """Return the words of the index at the smallest edit distances from a folded word, frequent first.

        There are none for a sequence of signs of a script without spaces.
        """
        if is_unspaced(word):
            return []
        found = sorted((distance, -self._vocabulary[other], other) for distance, other in self._near(word))
        return [other for _, _, other in found[:limit]]

    @cached_property
    def _stems(self) -> Set[str]:
        return frozenset(term for word in self._vocabulary for term in self._languages.stems(word))

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[str]]:
        """The words that may be suggested, by length."""
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word, count in self._vocabulary.items():
            if word not in STOP_WORDS and (count >= FREQUENCY_MIN or word in self._names):
                by_length[len(word)].append(word)
        return by_length

    def _correction(self, word: str) -> str:
        """Return the most frequent word at the smallest edit distance; the word itself if there is none."""
        if not self._is_unknown(word):
            return word
        corrections = [
            (distance, -self._vocabulary[other], other)
            for distance, other in self._near(word)
            if other in self._names or _is_likely(word, other)
        ]
        return min(corrections)[2] if corrections else word

    def _near(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield words within one edit, or within two of a long word, with their distances."""
        edits = 1 if len(word) < TWO_EDITS_LENGTH_MIN else 2
        sizes = range(len(word) - edits, len(word) + edits + 1)
        choices = [other for size in sizes for other in self._by_length.get(size, ())]
        matches = process.extract(word, choices, scorer=OSA.distance, score_cutoff=edits, limit=None)
        yield from ((distance, other) for other, distance, _ in matches)

    def _is_unknown(self, word: str) -> bool:
        """Return whether a word may be misspelled: neither it nor another inflection occurs in the index."""
        is_correctable = word.isalpha() and not is_unspaced(word)
        return len(word) >= WORD_LENGTH_MIN and is_correctable and not self._occurs(word)

    def _occurs(self, word: str) -> bool:
        """Return whether a word or another inflection occurs; names and stop words always do."""
        if word in self._names or word in STOP_WORDS or word in self._vocabulary:
            return True
        if is_unspaced(word):
            return all(sign in self._vocabulary for sign in words(word))
        return any(term in self._stems for term in self._languages.stems(word)) or bool(
            self._languages.splits(word)
        )


def _is_likely(word: str, other: str) -> bool:
    """Return whether a word may be a misspelling of another.

    Transposed letters always may. Otherwise the first letters must agree, and words shorter than
    ``SUBSTITUTION_LENGTH_MIN`` must not merely differ by a substituted letter.
    """
    is_transposed = sorted(word) == sorted(other)
    is_substituted = len(word) == len(other) and not is_transposed
    return is_transposed or (
        word[0] == other[0] and (len(word) >= SUBSTITUTION_LENGTH_MIN or not is_substituted)
    )
