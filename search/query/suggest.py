"""Autocomplete of persons, places, topics, glossary terms and documents."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from corpus.model import Person, Place, Term, Topic, Unit
from corpus.persons.bearers import spelled_words
from corpus.text.analysis import words
from search.model import Suggestion

_PREFERENCE = {"person": 0, "place": 1, "topic": 2, "glossary": 3, "document": 4}

NO_EDITIONS: Mapping[str, Sequence[str]] = MappingProxyType({})
"""No titles of editions."""


class Suggester:
    """An autocomplete index, sorted by word for prefix search.

    Suggestions whose label begins with the typed word come first, then persons, places, topics, glossary
    terms and documents, the most frequent first.
    """

    def __init__(self, suggestions: Iterable[tuple[Suggestion, str, int]]) -> None:
        """Create an index of (suggestion, searchable text, frequency)."""
        self._entries = [
            (suggestion, tuple(words(text)), frequency) for suggestion, text, frequency in suggestions
        ]
        keys = sorted(
            (word, index) for index, (_, folded, _) in enumerate(self._entries) for word in set(folded)
        )
        self._words = [word for word, _ in keys]
        self._indices = [index for _, index in keys]

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most ``limit`` suggestions; each word of ``text`` must be a prefix of a word in them.

        If there are none, other spellings of names are compared ("Mueller" suggests "Müller"). A text without
        words has no suggestions.
        """
        for typed in (words(text), spelled_words(text)):
            indices = set.intersection(*map(self._starting_with, typed)) if typed else ()
            if indices:
                ordered = sorted(indices, key=lambda index: self._sort_key(index, typed[0]))
                return tuple(self._entries[index][0] for index in ordered[:limit])
        return ()

    def _starting_with(self, prefix: str) -> set[int]:
        """Return the indices of the suggestions with a word that begins with a folded prefix."""
        first = bisect_left(self._words, prefix)
        last = bisect_left(self._words, prefix + "\U0010ffff")
        return set(self._indices[first:last])

    def _sort_key(self, index: int, first: str) -> tuple[bool, int, int, int]:
        """Return the sort key of a suggestion; those that begin with the typed word ``first`` come first."""
        suggestion, folded, frequency = self._entries[index]
        begins = bool(folded) and folded[0].startswith(first)
        return not begins, _PREFERENCE[suggestion.kind], -frequency, index


def _name_words(person: Person) -> str:
    """Return the words of all forms of a name, as printed and without what their spellings differ in."""
    names = " ".join((person.name, person.display, *person.variants))
    return f"{names} {' '.join(spelled_words(names))}"


def _person_details(persons: Iterable[Person], editions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the detail of each person: the years of life, of namesakes alike in these also the editions."""
    persons = list(persons)
    alike = Counter((person.name, person.dates) for person in persons)
    return {
        person.id: ", ".join(
            part
            for part in (
                person.dates,
                *(editions.get(person.id, ()) if alike[person.name, person.dates] > 1 else ()),
            )
            if part
        )
        for person in persons
    }


def collect_suggestions(
    persons: Sequence[Person],
    topics: Iterable[Topic],
    terms: Iterable[Term],
    documents: Iterable[Unit],
    counts: Mapping[str, int],
    places: Iterable[tuple[Place, int]] = (),
    editions: Mapping[str, Sequence[str]] = NO_EDITIONS,
) -> list[tuple[Suggestion, str, int]]:
    """Return all suggestions as (suggestion, searchable text, frequency), as ``Suggester`` takes them.

    Args:
        counts: the number of units of each person and topic id.
        places: the places with the number of units of each.
        editions: the titles of each person's editions, by the person's id.
    """
    details = _person_details(persons, editions)
    suggestions = [
        (
            Suggestion("person", person.name, person.id, person.biography, details[person.id]),
            _name_words(person),
            counts.get(person.id, 0),
        )
        for person in persons
    ]
    suggestions += [
        (Suggestion("place", place.name, place.id, None), " ".join((place.name, *place.variants)), count)
        for place, count in places
    ]
    suggestions += [
        (Suggestion("topic", topic.label, topic.id, None, topic.note), topic.label, counts.get(topic.id, 0))
        for topic in topics
    ]
    suggestions += [
        (
            Suggestion("glossary", term.term, term.term, term.unit, term.forms[0] if term.forms else ""),
            " ".join((term.term, *term.forms)),
            0,
        )
        for term in terms
    ]
    suggestions += [
        (
            Suggestion("document", unit.title, unit.id, unit.id, str(unit.archive or "")),
            f"{unit.title} document {unit.number or ''}",
            0,
        )
        for unit in documents
    ]
    return suggestions
