"""Completions as one types: persons, topics, glossary terms, documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from corpus.model import Person, Term, Topic, Unit
from corpus.text.analysis import words
from search.model import Suggestion

_PREFERENCE = {"person": 0, "topic": 1, "glossary": 2, "document": 3}


class Suggester:
    """Completes a prefix of any word of a label; what is met most often comes first."""

    def __init__(self, suggestions: Iterable[tuple[Suggestion, str, int]]) -> None:
        """Take (suggestion, text it is found by, how often it is met)."""
        self._entries = [(one, tuple(words(text)), weight) for one, text, weight in suggestions]
        keys = sorted(
            (word, place) for place, (_, found, _) in enumerate(self._entries) for word in set(found)
        )
        self._words = [word for word, _ in keys]
        self._places = [place for _, place in keys]

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Complete ``text``: all its words must begin words of the label."""
        typed = words(text)
        if not typed:
            return ()
        places = set.intersection(*(self._starting_with(word) for word in typed))
        ordered = sorted(places, key=lambda place: self._order(place, typed[0]))
        return tuple(self._entries[place][0] for place in ordered[:limit])

    def _starting_with(self, prefix: str) -> set[int]:
        first = bisect_left(self._words, prefix)
        last = bisect_left(self._words, prefix + "\U0010ffff")
        return set(self._places[first:last])

    def _order(self, place: int, first: str) -> tuple[bool, int, int, int]:
        suggestion, found, weight = self._entries[place]
        begins = bool(found) and found[0].startswith(first)
        return not begins, _PREFERENCE[suggestion.kind], -weight, place


def gather(
    persons: Iterable[Person],
    topics: Iterable[Topic],
    terms: Iterable[Term],
    documents: Iterable[Unit],
    counts: Mapping[str, int],
) -> list[tuple[Suggestion, str, int]]:
    """Everything that can be suggested; ``counts`` says how many units a person or topic id stands in."""
    found = [
        (
            Suggestion("person", person.name, person.id, person.biography, person.dates or ""),
            " ".join((person.name, person.display, *person.variants)),
            counts.get(person.id, 0),
        )
        for person in persons
    ]
    found += [
        (Suggestion("topic", topic.label, topic.id, None, topic.note), topic.label, counts.get(topic.id, 0))
        for topic in topics
    ]
    found += [
        (
            Suggestion("glossary", term.term, term.term, term.unit, term.forms[0] if term.forms else ""),
            " ".join((term.term, *term.forms)),
            0,
        )
        for term in terms
    ]
    found += [
        (
            Suggestion("document", unit.title, unit.id, unit.id, str(unit.archive or "")),
            f"{unit.title} document {unit.number or ''}",
            0,
        )
        for unit in documents
    ]
    return found
