"""The table of fields: what filters, facets, query fields and exports know of a unit.

Each row names a field once. The columns of the unit table, the raw fields of the keyword index and of
Milvus, filters, facets, query fields, options of the command line, parameters of the API, columns of tables
and headings of pages derive from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from corpus.model import PersonRef, Topic, Unit
from corpus.text.languages import primary_subtag

Broader = Mapping[str, str]
"""The wider topic of each narrow one."""
FilterKind = Literal["person", "topic", "archive", "listed"]
"""How a value given is resolved: by any form of a name, by id or label, by prefix, or from a list."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of units.

    Args:
        label: its heading, in English; empty where people never meet it.
        values: take its values from a unit; empty ones and repetitions do not count.
        filter: how its filter resolves values; None where there is no filter of this name.
        query_only: it is asked as ``field:value`` in a query, and has no filter.
        is_column: its values are printed as they are in a column of exported tables.
    """

    name: str
    label: str
    values: Callable[[Unit, Broader], Iterable[str | None]]
    filter: FilterKind | None = None
    is_multivalued: bool = False
    is_facet: bool = False
    query_only: bool = False
    is_column: bool = False

    def of(self, unit: Unit, broader: Broader) -> tuple[str, ...]:
        """Return the values of a unit, each once."""
        return tuple(dict.fromkeys(value for value in self.values(unit, broader) if value))


def broader_topics(topics: Iterable[Topic]) -> Broader:
    """Map narrow topics to wider ones."""
    return {topic.id: topic.broader for topic in topics if topic.broader}


def fold_archive(reference: str) -> str:
    """Fold an archive reference for comparison: lower case, single blanks, hyphens for dashes."""
    return " ".join(reference.lower().replace("–", "-").split())


def _ids(persons: Iterable[PersonRef]) -> Iterator[str]:
    return (person.id for person in persons)


def _topics(unit: Unit, broader: Broader) -> Iterator[str | None]:
    yield from (topic.id for topic in unit.topics)
    yield from (broader.get(topic.id) for topic in unit.topics)


def _senders(unit: Unit, _: Broader) -> Iterator[str]:
    return _ids(unit.senders)


def _recipients(unit: Unit, _: Broader) -> Iterator[str]:
    return _ids(unit.recipients)


def _correspondents(unit: Unit, _: Broader) -> Iterator[str]:
    return _ids((*unit.senders, *unit.recipients))


def _archive(unit: Unit, _: Broader) -> Iterator[str]:
    if unit.archive:
        yield fold_archive(str(unit.archive))


def _bare(place: str | None) -> str:
    """A place as a value: without the brackets and points of print."""
    return (place or "").strip(" .,;:()[]?")


def _origin(unit: Unit, _: Broader) -> Iterator[str]:
    yield _bare(unit.place)


def _destination(unit: Unit, _: Broader) -> Iterator[str]:
    yield _bare(unit.destination)


def _places(unit: Unit, _: Broader) -> Iterator[str]:
    yield from (_bare(unit.place), _bare(unit.destination))


def _years(unit: Unit, _: Broader) -> Iterable[str]:
    return unit.date.year_values if unit.date else ()


FIELDS: Final = (
    Field("sender", "Sender", _senders, "person", is_multivalued=True, is_facet=True),
    Field("recipient", "Recipient", _recipients, "person", is_multivalued=True, is_facet=True),
    Field("correspondent", "Correspondent", _correspondents, "person", is_multivalued=True, is_facet=True),
    Field("mentions", "Person mentioned", lambda unit, _: _ids(unit.mentions), "person", is_multivalued=True),
    Field("topic", "Topic", _topics, "topic", is_multivalued=True, is_facet=True),
    Field("kind", "Kind", lambda unit, _: [unit.kind], "listed", is_facet=True),
    Field("medium", "Medium", lambda unit, _: [unit.medium], "listed", is_facet=True),
    Field("place", "Place", _places, "listed", is_multivalued=True, is_facet=True),
    Field("origin", "Sent from", _origin, "listed", is_facet=True, is_column=True),
    Field("destination", "Sent to", _destination, "listed", is_facet=True, is_column=True),
    Field("archive", "Archive", _archive, "archive"),
    Field("number", "", lambda unit, _: [unit.number], query_only=True),
    Field("year", "Year", _years, is_multivalued=True, is_facet=True),
    Field("edition", "Edition", lambda unit, _: [unit.edition], "listed", is_facet=True),
    Field("language", "", lambda unit, _: [primary_subtag(unit.language)]),
)
BY_NAME: Final = {field.name: field for field in FIELDS}
FILTERS: Final = tuple(field.name for field in FIELDS if field.filter)
"""The filters that repeat: OR within one, AND between; each can be negated."""
FACETS: Final = tuple(field.name for field in FIELDS if field.is_facet)
INDEXED_FIELDS: Final = tuple(field for field in FIELDS if field.filter or field.query_only)
"""Those whose values engines index, for filters and for ``field:value`` in a query."""
