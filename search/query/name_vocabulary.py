"""The words of the names of an index, and what sounds like them in another script."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from corpus.model import Person
from corpus.persons.transliteration import consonant_keys, sound_of
from corpus.text.analysis import words

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
SOUNDS_APART_MAX = 1
"""Maximum number of letters by which words of names may sound less like a word than the most similar does."""


class NameVocabulary:
    """The words of the names of an index, and what sounds like them in another script."""

    def __init__(self, persons: Iterable[Person], correspondents: Container[str] | None) -> None:
        self._persons = tuple(persons)
        self._correspondents = correspondents

    @cached_property
    def of_correspondents(self) -> frozenset[str]:
        """The folded words of the names of those who have letters; of all, if that is unknown."""
        return frozenset(
            word
            for person in self._persons
            if self._correspondents is None or person.id in self._correspondents
            for name in (person.name, person.display, *person.variants)
            for word in words(name)
        )

    @cached_property
    def _by_sound(self) -> dict[tuple[bool, str], list[str]]:
        """The words of the names of correspondents, by script (Cyrillic or not) and consonants."""
        found: dict[tuple[bool, str], list[str]] = {}
        for word in sorted(self.of_correspondents):
            for key in consonant_keys(word) if len(word) > 1 else ():
                found.setdefault((bool(_CYRILLIC.search(word)), key), []).append(word)
        return found

    @cached_property
    def has_cyrillic(self) -> bool:
        """Whether any of the names is in Cyrillic letters."""
        return any(is_cyrillic for is_cyrillic, _ in self._by_sound)

    def in_other_script(self, word: str) -> tuple[str, ...]:
        """Return the words of names in the other script that sound like a folded word, most similar first.

        All are at most ``SOUNDS_APART_MAX`` letters less similar than the first: Берта is Berta or Bertha.
        """
        is_cyrillic = bool(_CYRILLIC.search(word))
        if not is_cyrillic and not self.has_cyrillic:
            return ()
        keys = ((not is_cyrillic, key) for key in consonant_keys(word))
        sound = sound_of(word)
        distances = {
            other: Levenshtein.distance(sound, sound_of(other))
            for key in keys
            for other in self._by_sound.get(key, ())
        }
        most = min(distances.values(), default=0) + SOUNDS_APART_MAX
        found = (other for other, distance in distances.items() if distance <= most)
        return tuple(sorted(found, key=lambda other: (distances[other], other)))
