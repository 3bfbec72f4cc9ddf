"""The table of fields: the properties of a unit that filters, facets, queries and exports use.

Each row declares one field, from which everything else is derived: the columns of the unit table, the raw
fields of the keyword index and of Milvus, filters, facets, query fields, command-line options, API
parameters, columns of exported tables and headings of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from corpus.model import PersonRef, PlaceRef, Topic, Unit
from corpus.text.languages import primary_subtag

Broader = Mapping[str, str]
"""Narrower topics' ids, each mapped to the id of its broader topic."""
FilterKind = Literal["person", "place", "topic", "archive", "listed"]
"""How a filter's values are resolved: by any form of a person's or a place's name, by topic id or label, by
prefix of an archive reference, or from the list of values."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property of units that can be filtered, counted, queried or exported.

    Args:
        name: used in the API, on the command line and in queries.
        label: English heading; empty for a field that is never displayed.
        values: extracts the values from a unit; empty and repeated ones are ignored.
        filter: how its filter resolves values; None for a field without a filter.
        is_multivalued: a unit can have several values.
        is_facet: its values are counted as a facet.
        query_only: it can be queried as ``field:value`` although it has no filter.
    """

    name: str
    label: str
    values: Callable[[Unit, Broader], Iterable[str | None]]
    filter: FilterKind | None = None
    is_multivalued: bool = False
    is_facet: bool = False
    query_only: bool = False

    def of(self, unit: Unit, broader: Broader) -> tuple[str, ...]:
        """Return the distinct non-empty values that a unit has in this field."""
        return tuple(dict.fromkeys(value for value in self.values(unit, broader) if value))


def broader_topics(topics: Iterable[Topic]) -> Broader:
    """Map the ids of narrower topics to those of their broader topics; top-level topics are left out."""
    return {topic.id: topic.broader for topic in topics if topic.broader}


def fold_archive(reference: str) -> str:
    """Normalize an archive reference for comparison: lower case, single spaces, hyphens for dashes."""
    return " ".join(reference.lower().replace("–", "-").split())


_PAGE_SIGN = re.compile(r"\A(?:pp?|pages?|s|seiten?|с|стр)\b\.?\s*")


def fold_page(label: str) -> str:
    """Normalize the label of a page for comparison: lower case, without brackets and a sign such as "p."."""
    return _PAGE_SIGN.sub("", label.casefold().strip(" .,;:()[]"))


def _ids(persons: Iterable[PersonRef]) -> Iterator[str]:
    return (person.id for person in persons)


def _topics(unit: Unit, broader: Broader) -> Iterator[str | None]:
    """Yield the ids of a unit's topics, then those of their broader topics (None for a top-level topic)."""
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


def _place_ids(*places: PlaceRef | None) -> Iterator[str]:
    return (place.id for place in places if place)


def _origin(unit: Unit, _: Broader) -> Iterator[str]:
    return _place_ids(unit.sent_from)


def _destination(unit: Unit, _: Broader) -> Iterator[str]:
    return _place_ids(unit.sent_to)


def _places(unit: Unit, _: Broader) -> Iterator[str]:
    return _place_ids(unit.sent_from, unit.sent_to)


def _pages(unit: Unit, _: Broader) -> Iterator[str]:
    return map(fold_page, unit.pages)


def _years(unit: Unit, _: Broader) -> Iterable[str]:
    return unit.date.year_values if unit.date else ()


def _access(unit: Unit, _: Broader) -> Iterator[str]:
    """Yield what may leave if it is not everything, and the day on which an embargo ends."""
    if unit.rights.access != "full-text":
        yield unit.rights.access
    if unit.rights.embargo:
        yield unit.rights.embargo.isoformat()


FIELDS: Final = (
    Field("sender", "Sender", _senders, "person", is_multivalued=True, is_facet=True),
    Field("recipient", "Recipient", _recipients, "person", is_multivalued=True, is_facet=True),
    Field("correspondent", "Correspondent", _correspondents, "person", is_multivalued=True, is_facet=True),
    Field("mentions", "Person mentioned", lambda unit, _: _ids(unit.mentions), "person", is_multivalued=True),
    Field("topic", "Topic", _topics, "topic", is_multivalued=True, is_facet=True),
    Field("kind", "Kind", lambda unit, _: [unit.kind], "listed", is_facet=True),
    Field("medium", "Medium", lambda unit, _: [unit.medium], "listed", is_facet=True),
    Field("place", "Place", _places, "place", is_multivalued=True, is_facet=True),
    Field("origin", "Sent from", _origin, "place", is_facet=True),
    Field("destination", "Sent to", _destination, "place", is_facet=True),
    Field("archive", "Archive", _archive, "archive"),
    Field("number", "", lambda unit, _: [unit.number], query_only=True),
    Field("page", "", _pages, is_multivalued=True, query_only=True),
    Field("year", "Year", _years, is_multivalued=True, is_facet=True),
    Field("edition", "Edition", lambda unit, _: [unit.edition], "listed", is_facet=True),
    Field("language", "", lambda unit, _: [primary_subtag(unit.language)]),
    Field("access", "", _access, is_multivalued=True),
)
BY_NAME: Final = {field.name: field for field in FIELDS}
FILTERS: Final = tuple(field.name for field in FIELDS if field.filter)
"""Names of the repeatable filters: values of one filter are combined by OR, different filters by AND; each
can be negated."""
FACETS: Final = tuple(field.name for field in FIELDS if field.is_facet)
INDEXED_FIELDS: Final = tuple(field for field in FIELDS if field.filter or field.query_only)
"""Fields whose values engines index, for filters and for ``field:value`` in a query."""
