"""Words of a query that occur nowhere in the index: notices that name them, and spelling corrections.

Existing words and names are never corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.text.analysis import STOP_WORDS, tokens
from corpus.text.unspaced import is_unspaced
from search.messages import Message
from search.query.languages import WITH_STOP_WORDS, Languages, is_stop_word_in_all

WORD_LENGTH_MIN = 4
"""Minimum length of a word that is corrected."""
FREQUENCY_MIN = 3
"""Minimum number of units that contain a suggested word, unless it is a name."""
QUERY_WORDS_MAX = 5
"""Maximum number of words in a query that is corrected. Longer queries have other words to match, and their
unknown words are mostly words that the edition does not use ("holes" is no misspelling of "hopes")."""
INSERTION_LENGTH_MIN, SUBSTITUTION_LENGTH_MIN, TWO_EDITS_LENGTH_MIN = 5, 6, 9
"""Minimum word lengths for corrections that insert or remove a letter, substitute one, and make two edits."""
CORRECTIONS_CACHED = 4096
ABSENT_WORDS_MAX = 5
"""Maximum number of absent words that a result names; further ones are counted."""
_LANGUAGES = Languages(WITH_STOP_WORDS)


class SpellChecker:
    """A spelling checker over the vocabulary of an index."""

    def __init__(
        self, vocabulary: Mapping[str, int], names: Set[str], is_shown: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Create a spelling checker.

        Args:
            vocabulary: the document frequency of each folded word.
            names: the folded words of person names.
            is_shown: returns whether a word may be suggested: the rights allow to show a text with it.
        """
        self._vocabulary = vocabulary
        self._names = names
        self._is_shown = is_shown
        self._correct = lru_cache(maxsize=CORRECTIONS_CACHED)(self._correction)

    def suggest(self, text: str, plain_words: Sequence[str], absent: Sequence[str]) -> str | None:
        """Return the query with misspelled words corrected; None if there is nothing to correct.

        Args:
            plain_words: the folded words of the query.
            absent: the folded words that occur nowhere in the index, not even in another inflection, which
                may be corrected.
        """
        if len(set(plain_words)) > QUERY_WORDS_MAX:
            return None
        correctable = set(plain_words) & set(absent)
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

    def similar(self, word: str, limit: int = 3) -> list[str]:
        """Return the words of the index at the smallest edit distances from a folded word, frequent first.

        Short words, figures and sequences of signs of a script without spaces have none.
        """
        if len(word) < WORD_LENGTH_MIN or not word.isalpha() or is_unspaced(word):
            return []
        found = sorted((distance, -self._vocabulary[other], other) for distance, other in self._near(word))
        return [other for _, _, other in found[:limit]]

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[str]]:
        """The words that may be suggested, by length."""
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word, count in self._vocabulary.items():
            if word not in STOP_WORDS and (count >= FREQUENCY_MIN or word in self._names):
                by_length[len(word)].append(word)
        return by_length

    def _correction(self, word: str) -> str:
        """Return the most frequent word at the smallest edit distance; the word itself if there is none.

        Names and stop words are never corrected.
        """
        is_correctable = len(word) >= WORD_LENGTH_MIN and word.isalpha() and not is_unspaced(word)
        if not is_correctable or word in self._names or word in STOP_WORDS:
            return word
        corrections = [
            (distance, -self._vocabulary[other], other)
            for distance, other in self._near(word)
            if _is_likely(word, other, is_name=other in self._names)
        ]
        return min(corrections)[2] if corrections else word

    def _near(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield words within one edit, or within two of a long word, with their distances."""
        edits = 1 if len(word) < TWO_EDITS_LENGTH_MIN else 2
        sizes = range(len(word) - edits, len(word) + edits + 1)
        choices = [other for size in sizes for other in self._by_length.get(size, ())]
        matches = process.extract(word, choices, scorer=OSA.distance, score_cutoff=edits, limit=None)
        yield from ((distance, other) for other, distance, _ in matches if self._may_suggest(other))

    def _may_suggest(self, word: str) -> bool:
        """Return whether a word is a name, or occurs in a text that may be shown."""
        return word in self._names or self._is_shown(word)


def _is_likely(word: str, other: str, *, is_name: bool) -> bool:
    """Return whether a word may be a misspelling of another, rather than a word that the edition lacks.

    The first letters must agree. Of words shorter than ``INSERTION_LENGTH_MIN`` only transposed letters are
    corrected, of those shorter than ``SUBSTITUTION_LENGTH_MIN`` no substituted ones. The last letter is
    neither substituted nor removed, since that makes another inflection ("joined", "joiner"). For names only
    the first letter counts; they may also lack it.
    """
    is_substituted = len(word) == len(other)
    if word[0] != other[0]:
        return is_name and not is_substituted
    if is_name or _is_transposed(word, other):
        return True
    if is_substituted:
        return len(word) >= SUBSTITUTION_LENGTH_MIN and word[-1] == other[-1]
    return len(word) >= INSERTION_LENGTH_MIN and other != word[:-1]


def _is_transposed(word: str, other: str) -> bool:
    """Return whether two words differ in nothing but the order of two adjacent letters."""
    differing = [index for index, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]]
    if len(word) != len(other) or len(differing) != 2:
        return False
    first, second = differing
    return second == first + 1 and (word[first], word[second]) == (other[second], other[first])


def absent_words(text: str, typed_words: Sequence[str], occurs: Callable[[str], bool]) -> list[str]:
    """Return the words of a query that do not occur, each once, without the stop words of its language.

    Args:
        text: the query; its language need not be one of the index.
        typed_words: the folded words that are searched for.
        occurs: returns whether any unit has a folded word or an inflection of it.
    """
    query_tokens = tokens(text)
    languages = _LANGUAGES.query_languages(query_tokens)
    stop_words = {token.word for token in query_tokens if is_stop_word_in_all(token, languages)}
    return [word for word in dict.fromkeys(typed_words) if word not in stop_words and not occurs(word)]


def absent_word_notices(
    text: str, absent: Sequence[str], similar: Callable[[str], Sequence[str]]
) -> Iterator[Message]:
    """Yield a notice for each of the first absent words, as typed, and one that counts further ones.

    Args:
        similar: returns the words of the index that are similar to a folded word.
    """
    as_typed = {token.word: token.text for token in tokens(text)}
    for word in absent[:ABSENT_WORDS_MAX]:
        values: dict[str, object] = {"word": as_typed.get(word, word)}
        if others := tuple(similar(word)):
            values["similar"] = others
        yield Message("word-absent-similar" if others else "word-absent", values)
    if len(absent) > ABSENT_WORDS_MAX:
        yield Message("words-absent-more", {"count": len(absent) - ABSENT_WORDS_MAX})
