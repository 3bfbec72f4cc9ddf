"""The page of a person: documents sent, received and mentioned in, over time, and companions. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import Person, Unit
from exports.addresses import filtered_search_address, person_address, unit_address
from search.optional_parts import optional
from web.bar_chart import BarChart, make_bar_chart
from web.texts import LazyText

COMPANIONS_MAX: Final = 12
ROLE_HEADINGS: Final = {
    "sender": LazyText("Sent"),
    "recipient": LazyText("Received"),
    "mentions": LazyText("Mentioned in"),
}


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """The title and the address of a document."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class RoleDocuments:
    """The documents in which a person has a role or a place is named, and the address of their search."""

    heading: LazyText
    count: int
    address: str
    documents: tuple[DocumentLink, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A person mentioned in the same documents as another.

    ``count`` is the number of these documents, ``search_address`` the address of the search for them.
    """

    name: str
    address: str
    count: int
    search_address: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that the template of a person's page shows."""

    person: Person
    biography: tuple[str, ...]
    biography_address: str | None
    roles: tuple[RoleDocuments, ...]
    chart: BarChart | None
    companions: tuple[Companion, ...]


def make_person_page(
    person: Person,
    documents: Sequence[Unit],
    biography: Unit | None,
    persons: Mapping[str, Person],
    edition: str,
) -> PersonPage:
    """Return a person's page from the documents of an edition.

    Args:
        biography: the unit that is the person's biography; None if there is none.
        persons: the edition's person index by id.
    """
    person_ids = frozenset({person.id})
    units_by_role = {
        "sender": [unit for unit in documents if person_ids & {ref.id for ref in unit.senders}],
        "recipient": [unit for unit in documents if person_ids & {ref.id for ref in unit.recipients}],
        "mentions": [unit for unit in documents if person_ids & {ref.id for ref in unit.mentions}],
    }
    documents_by_role: dict[str, tuple[Unit, list[LazyText]]] = {}
    for role, units in units_by_role.items():
        for unit in units:
            documents_by_role.setdefault(unit.id, (unit, []))[1].append(ROLE_HEADINGS[role])
    return PersonPage(
        person,
        tuple(paragraph.text for paragraph in biography.paragraphs) if biography else (),
        unit_address(biography.id) if biography else None,
        tuple(_share(role, units, person, edition) for role, units in units_by_role.items() if units),
        optional(
            "chart", lambda: make_bar_chart(documents_by_role.values(), list(ROLE_HEADINGS.values())), None
        ),
        optional(
            "companions", lambda: tuple(_companions(person, units_by_role["mentions"], persons, edition)), ()
        ),
    )


def document_links(units: Sequence[Unit]) -> tuple[DocumentLink, ...]:
    """Return links to documents, by title."""
    return tuple(DocumentLink(unit.title, unit_address(unit.id)) for unit in units)


def _share(role: str, units: Sequence[Unit], person: Person, edition: str) -> RoleDocuments:
    """Return the documents in which a person has a role, with the address of the search for them."""
    address = filtered_search_address(
        **{role: person.id, "kind": "document", "edition": edition, "sort": "date"}
    )
    return RoleDocuments(ROLE_HEADINGS[role], len(units), address, document_links(units))


def _companions(
    person: Person, documents: Sequence[Unit], persons: Mapping[str, Person], edition: str
) -> list[Companion]:
    """Return the persons mentioned with a person in two or more documents, the most frequent first.

    There are at most ``COMPANIONS_MAX``.

    Args:
        documents: the documents that mention the person.
    """
    counts = Counter(ref.id for unit in documents for ref in unit.mentions if ref.id != person.id)
    return [
        Companion(
            persons[id].display,
            person_address(edition, id),
            count,
            filtered_search_address(
                q=f"mentions:{person.id} AND mentions:{id}", kind="document", edition=edition
            ),
        )
        for id, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:COMPANIONS_MAX]
        if id in persons and count > 1
    ]
