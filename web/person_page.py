"""The page of a person over all editions: documents sent, received and mentioned in, and companions. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import Edition, Person, Unit
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
class EditionEntry:
    """The entry that an edition has of a person, with the unit that is the biography if there is one."""

    edition: Edition
    person: Person
    biography: Unit | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the biography; empty if there is none."""
        return tuple(paragraph.text for paragraph in self.biography.paragraphs) if self.biography else ()

    @property
    def biography_address(self) -> str | None:
        """The address of the biography's page; None if there is none."""
        return unit_address(self.biography.id) if self.biography else None

    @property
    def address(self) -> str:
        """The address of the person's page in this edition."""
        return person_address(self.edition.id, self.person.id)


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """The title and the address of a document; ``edition`` is the title of its edition if it is not clear."""

    title: str
    address: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class RoleDocuments:
    """The documents in which a person has a role, and the address of the search for them."""

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
    """All that the template of a person's page shows.

    ``entries`` are those of the editions that have the person, at least one.
    """

    person: Person
    entries: tuple[EditionEntry, ...]
    roles: tuple[RoleDocuments, ...]
    chart: BarChart | None
    companions: tuple[Companion, ...]


def make_person_page(
    person: Person,
    entries: Sequence[EditionEntry],
    documents: Sequence[Unit],
    persons: Mapping[str, Person],
    address_of: Callable[[str], str],
) -> PersonPage:
    """Return a person's page from the documents of the editions that have the person.

    Args:
        person: the person, merged from the entries.
        persons: the persons of the index by id.
        address_of: returns the address of a person's page, given the id.
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
    editions = {entry.edition.id: entry.edition.title for entry in entries}
    return PersonPage(
        person,
        tuple(entries),
        tuple(_share(role, units, person, editions) for role, units in units_by_role.items() if units),
        optional(
            "chart", lambda: make_bar_chart(documents_by_role.values(), list(ROLE_HEADINGS.values())), None
        ),
        optional(
            "companions",
            lambda: tuple(_companions(person, units_by_role["mentions"], persons, editions, address_of)),
            (),
        ),
    )


def _share(role: str, units: Sequence[Unit], person: Person, editions: Mapping[str, str]) -> RoleDocuments:
    """Return the documents in which a person has a role, with the address of the search for them.

    Args:
        editions: the titles of the editions that have the person, by id.
    """
    items = tuple(
        DocumentLink(
            unit.title, unit_address(unit.id), editions.get(unit.edition, "") if len(editions) > 1 else ""
        )
        for unit in units
    )
    address = filtered_search_address(
        **{role: person.id, "kind": "document"}, **_only_edition(editions), sort="date"
    )
    return RoleDocuments(ROLE_HEADINGS[role], len(units), address, items)


def _only_edition(editions: Mapping[str, str]) -> dict[str, str]:
    """Return the filter that limits a search to the only edition that has a person; empty for several."""
    return {"edition": next(iter(editions))} if len(editions) == 1 else {}


def _companions(
    person: Person,
    documents: Sequence[Unit],
    persons: Mapping[str, Person],
    editions: Mapping[str, str],
    address_of: Callable[[str], str],
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
            address_of(id),
            count,
            filtered_search_address(
                q=f"mentions:{person.id} AND mentions:{id}", kind="document", **_only_edition(editions)
            ),
        )
        for id, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:COMPANIONS_MAX]
        if id in persons and count > 1
    ]
