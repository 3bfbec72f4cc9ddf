"""Pages to leaf through an edition: contents, persons, topics, glossary. A unit so named goes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import UnknownUnit
from corpus.model import Person, Topic, Unit
from corpus.unit_id import UnitId
from exports.addresses import filtered_search_address, person_address, topic_address, unit_address
from search.optional_parts import optional
from web.home import EditionView, view_edition
from web.labels import format_count, format_pages
from web.pages import unit as unit_page
from web.site import Site, current_site
from web.texts import DisplayText, LazyText
from web.unit_page import chapter_fragment

browse = Blueprint("browse", __name__)
ROLES: Final = ("correspondent", "mentions")
"""What persons are in documents."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit in a list."""

    number: str
    title: str
    address: str
    pages: DisplayText
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChapterContents:
    """A chapter with its documents and introductions."""

    heading: DisplayText
    fragment: str
    entries: tuple[UnitEntry, ...]


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person in the register."""

    name: str
    dates: str
    address: str
    links: tuple[tuple[LazyText, str], ...]
    """(text, address): the documents by and to the person, and those that mention the person."""


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic of the vocabulary with the units that have it, and its narrower ones."""

    label: str
    note: str
    address: str
    count: LazyText
    narrower: tuple[TopicEntry, ...] = ()


@browse.get("/editions")
def editions() -> str:
    """List the editions."""
    site = current_site()
    shown = [edition_view_of(site, edition.id) for edition in site.searcher.editions()]
    return render_template("editions.html", editions=shown)


@browse.get("/<edition>")
def contents(edition: str) -> str:
    """Show the contents of an edition: chapters with their documents."""
    site = current_site()
    shown = edition_view_of(site, edition)
    units = site.units(edition, "document", "introduction")
    return render_template("contents.html", edition=shown, chapters=group_by_chapter(units))


@browse.get("/<edition>/persons")
def persons(edition: str) -> AnyResponse | str:
    """Show the register of persons."""
    site = current_site()
    if unit_exists(site, f"{edition}/persons"):
        return unit_page(edition, "persons")
    shown = edition_view_of(site, edition)
    people = site.persons(edition).values()
    counts = {
        role: optional("counts", partial(site.counts, role, edition=(edition,), kind=("document",)), {})
        for role in ROLES
    }
    return render_template("persons.html", edition=shown, groups=group_by_initial(people, counts, edition))


@browse.get("/<edition>/topics")
def topics(edition: str) -> AnyResponse | str:
    """Show the vocabulary of topics."""
    site = current_site()
    if unit_exists(site, f"{edition}/topics"):
        return unit_page(edition, "topics")
    shown = edition_view_of(site, edition)
    counts = site.counts("topic", edition=(edition,))
    return render_template(
        "topics.html", edition=shown, topics=topic_entries(site.searcher.topics(), edition, counts)
    )


@browse.get("/<edition>/glossary")
def glossary(edition: str) -> AnyResponse | str:
    """Show the glossary."""
    site = current_site()
    if unit_exists(site, f"{edition}/glossary"):
        return unit_page(edition, "glossary")
    shown = edition_view_of(site, edition)
    return render_template(
        "glossary.html", edition=shown, entries=[unit_entry(one) for one in site.units(edition, "glossary")]
    )


def topic_entries(
    topics: Iterable[Topic], edition: str, counts: Mapping[str, int], broader: str | None = None
) -> tuple[TopicEntry, ...]:
    """List the topics under a wider one that units of an edition have, each with its narrower ones."""
    listed = tuple(topics)
    return tuple(
        TopicEntry(
            topic.label,
            topic.note,
            topic_address(edition, topic.id),
            format_count(counts[topic.id], "unit"),
            topic_entries(listed, edition, counts, topic.id),
        )
        for topic in listed
        if topic.broader == broader and topic.id in counts
    )


def edition_view_of(site: Site, edition: str) -> EditionView:
    """Introduce an edition, or say that there is none."""
    return view_edition(site, site.edition(edition))


def unit_exists(site: Site, id: str) -> bool:
    """Tell whether there is a unit of this id."""
    try:
        site.searcher.unit(id)
    except UnknownUnit:
        return False
    return True


def group_by_chapter(units: Iterable[Unit]) -> tuple[ChapterContents, ...]:
    """Gather units under the chapters they stand in, in the order of the edition."""
    found: dict[str, list[UnitEntry]] = {}
    for unit in units:
        found.setdefault(unit.chapter or "", []).append(unit_entry(unit))
    return tuple(
        ChapterContents(heading or LazyText("Front matter"), chapter_fragment(heading), tuple(entries))
        for heading, entries in found.items()
    )


def unit_entry(unit: Unit) -> UnitEntry:
    """Put a unit into a list."""
    number = f"A{unit.number}" if UnitId(unit.id).is_appendix else unit.number or ""
    return UnitEntry(
        number, unit.title, unit_address(unit.id), format_pages(unit.pages), definition_text(unit)
    )


def definition_text(unit: Unit) -> str:
    """Give the text of an entry without its heading, which stands before it."""
    return unit.text.removeprefix(unit.title).lstrip(" —–:=")


def group_by_initial(
    people: Iterable[Person], counts: Mapping[str, Mapping[str, int]], edition: str
) -> list[tuple[str, list[PersonEntry]]]:
    """Group persons by the first letter of their names; ``counts`` are documents by role and person."""
    ordered = sorted(people, key=lambda person: person.name.casefold())
    return [
        (initial, [person_entry(person, counts, edition) for person in group])
        for initial, group in groupby(ordered, key=lambda person: person.name[:1].upper())
    ]


def person_entry(person: Person, counts: Mapping[str, Mapping[str, int]], edition: str) -> PersonEntry:
    """Put a person into the register."""
    return PersonEntry(
        name=person.name,
        dates=person.dates or "",
        address=person_address(edition, person.id),
        links=tuple(
            (
                _documents(role, counts[role][person.id]),
                filtered_search_address(**{role: person.id, "kind": "document"}),
            )
            for role in ROLES
            if person.id in counts[role]
        ),
    )


def _documents(role: str, count: int) -> LazyText:
    documents = format_count(count, "document")
    if role == "correspondent":
        return documents
    return LazyText("mentioned in %(documents)s", {"documents": documents})
