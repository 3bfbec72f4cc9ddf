"""Pages that list an edition's contents, persons, places, topics and glossary.

If the edition has a unit with one of these names (``persons``, ``places`` …), its page takes precedence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final, TypeVar

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import UnknownUnit
from corpus.model import Person, Place, Topic, Unit
from corpus.unit_id import UnitId
from exports.addresses import (
    filtered_search_address,
    person_address,
    place_address,
    topic_address,
    unit_address,
)
from search.optional_parts import optional
from web.home import EditionView, edition_view
from web.labels import format_count, format_pages
from web.pages import unit as unit_page
from web.site import Site, current_site
from web.texts import DisplayText, LazyText
from web.unit_page import chapter_fragment

T = TypeVar("T")

browse = Blueprint("browse", __name__)
ROLES: Final = ("correspondent", "mentions")
"""The roles by which the person index links to documents."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit in a list; ``text`` is its text without the heading, ``pages`` its printed pages ("p. 115")."""

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
    """A person in the person index."""

    name: str
    dates: str
    address: str
    links: tuple[tuple[LazyText, str], ...]
    """(text, address) of searches: the person's correspondence, and documents with mentions."""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place in the place index, with the number of documents sent from or to it, "" if there are none."""

    name: str
    address: str
    count: DisplayText
    search: str


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic of the vocabulary with the number of its units and its narrower topics."""

    label: str
    note: str
    address: str
    count: LazyText
    narrower: tuple[TopicEntry, ...] = ()


@browse.get("/editions")
def editions() -> str:
    """Show the list of all editions."""
    site = current_site()
    views = [edition_view_by_id(site, edition.id) for edition in site.searcher.editions()]
    return render_template("editions.html", editions=views)


@browse.get("/<edition>")
def contents(edition: str) -> str:
    """Show an edition's chapters with their documents and introductions."""
    site = current_site()
    view = edition_view_by_id(site, edition)
    units = site.units(edition, "document", "introduction")
    return render_template("contents.html", edition=view, chapters=group_by_chapter(units))


@browse.get("/<edition>/persons")
def persons(edition: str) -> AnyResponse | str:
    """Show an edition's person index, grouped by initial, or the unit that has this address."""
    site = current_site()
    if unit_exists(site, f"{edition}/persons"):
        return unit_page(edition, "persons")
    view = edition_view_by_id(site, edition)
    people = site.persons(edition)
    counts = {
        role: optional("counts", partial(site.counts, role, edition=(edition,), kind=("document",)), {})
        for role in ROLES
    }
    narrowed_to = edition if len(site.editions()) > 1 else None
    groups = group_by_initial(people, counts, edition, narrowed_to)
    return render_template("persons.html", edition=view, groups=groups)


@browse.get("/<edition>/places")
def places(edition: str) -> AnyResponse | str:
    """Show an edition's place index, grouped by initial, or the unit that has this address."""
    site = current_site()
    if unit_exists(site, f"{edition}/places"):
        return unit_page(edition, "places")
    view = edition_view_by_id(site, edition)
    counts = optional("counts", partial(site.counts, "place", edition=(edition,), kind=("document",)), {})
    groups = group_places(site.places(edition).values(), counts, edition)
    return render_template("places.html", edition=view, groups=groups)


@browse.get("/<edition>/topics")
def topics(edition: str) -> AnyResponse | str:
    """Show the topics that occur in an edition, or the unit that has this address."""
    site = current_site()
    if unit_exists(site, f"{edition}/topics"):
        return unit_page(edition, "topics")
    view = edition_view_by_id(site, edition)
    counts = site.counts("topic", edition=(edition,))
    return render_template(
        "topics.html", edition=view, topics=topic_entries(site.searcher.topics(), edition, counts)
    )


@browse.get("/<edition>/glossary")
def glossary(edition: str) -> AnyResponse | str:
    """Show an edition's glossary, or the unit that has this address."""
    site = current_site()
    if unit_exists(site, f"{edition}/glossary"):
        return unit_page(edition, "glossary")
    view = edition_view_by_id(site, edition)
    return render_template(
        "glossary.html", edition=view, entries=[unit_entry(unit) for unit in site.units(edition, "glossary")]
    )


def topic_entries(
    topics: Iterable[Topic], edition: str, counts: Mapping[str, int], broader: str | None = None
) -> tuple[TopicEntry, ...]:
    """Return the topics directly under ``broader`` that occur in an edition, each with its narrower topics.

    Args:
        counts: the number of the edition's units by topic id; missing for topics that do not occur.
        broader: the id of a topic; None: the broadest topics.
    """
    all_topics = tuple(topics)
    return tuple(
        TopicEntry(
            topic.label,
            topic.note,
            topic_address(edition, topic.id),
            format_count(counts[topic.id], "unit"),
            topic_entries(all_topics, edition, counts, topic.id),
        )
        for topic in all_topics
        if topic.broader == broader and topic.id in counts
    )


def edition_view_by_id(site: Site, edition: str) -> EditionView:
    """Return the view of the edition with this id.

    Raises:
        UnknownEdition: the index has no such edition.
    """
    return edition_view(site, site.edition(edition))


def unit_exists(site: Site, id: str) -> bool:
    """Return whether the index has a unit with this current id."""
    try:
        site.searcher.unit(id)
    except UnknownUnit:
        return False
    return True


def group_by_chapter(units: Iterable[Unit]) -> tuple[ChapterContents, ...]:
    """Group units by chapter, in the order given; units without a chapter are under "Front matter"."""
    entries_by_chapter: dict[str, list[UnitEntry]] = {}
    for unit in units:
        entries_by_chapter.setdefault(unit.chapter or "", []).append(unit_entry(unit))
    return tuple(
        ChapterContents(heading or LazyText("Front matter"), chapter_fragment(heading), tuple(entries))
        for heading, entries in entries_by_chapter.items()
    )


def unit_entry(unit: Unit) -> UnitEntry:
    """Return a unit's entry for lists; an appendix document's number is prefixed with "A"."""
    number = f"A{unit.number}" if UnitId(unit.id).is_appendix else unit.number or ""
    return UnitEntry(
        number, unit.title, unit_address(unit.id), format_pages(unit.pages), definition_text(unit)
    )


def definition_text(unit: Unit) -> str:
    """Return a unit's text without the heading that it begins with and the punctuation after that."""
    return unit.text.removeprefix(unit.title).lstrip(" —–:=")


def group_by_initial(
    people: Mapping[str, Person],
    counts: Mapping[str, Mapping[str, int]],
    edition: str,
    narrowed_to: str | None = None,
) -> list[tuple[str, list[PersonEntry]]]:
    """Group persons by the first letter of their names, in alphabetical order: (initial, entries) pairs.

    Args:
        people: an edition's entries by the ids of the persons in the index.
        counts: the number of documents by role and id in the index, without zeros.
        narrowed_to: the edition to which the links to documents are limited; None: none.
    """
    return [
        (initial, [person_entry(*pair, counts, edition, narrowed_to) for pair in group])
        for initial, group in _by_initial(people.items(), lambda pair: pair[1].name)
    ]


def person_entry(
    id: str,
    person: Person,
    counts: Mapping[str, Mapping[str, int]],
    edition: str,
    narrowed_to: str | None = None,
) -> PersonEntry:
    """Return a person's entry for the person index, with a link for each role that has documents.

    Args:
        id: the person's id in the index.
        person: the edition's entry.
        counts: the number of documents by role and id in the index, without zeros.
        narrowed_to: the edition to which the links to documents are limited; None: none.
    """
    filters = {"kind": "document"} | ({"edition": narrowed_to} if narrowed_to else {})
    return PersonEntry(
        name=person.name,
        dates=person.dates or "",
        address=person_address(edition, person.id),
        links=tuple(
            (
                _documents(role, counts[role][id]),
                filtered_search_address(**{role: id}, **filters),
            )
            for role in ROLES
            if id in counts[role]
        ),
    )


def group_places(
    places: Iterable[Place], counts: Mapping[str, int], edition: str
) -> list[tuple[str, list[PlaceEntry]]]:
    """Group places by the first letter of their names, in alphabetical order: (initial, entries) pairs.

    Args:
        counts: the number of documents by place id, without zeros.
    """
    return [
        (initial, [place_entry(place, counts.get(place.id, 0), edition) for place in group])
        for initial, group in _by_initial(places, lambda place: place.name)
    ]


def _by_initial(entries: Iterable[T], name_of: Callable[[T], str]) -> Iterator[tuple[str, Iterator[T]]]:
    """Return an iterator over (initial, entries whose names begin with it), in alphabetical order."""
    ordered = sorted(entries, key=lambda entry: name_of(entry).casefold())
    return groupby(ordered, key=lambda entry: name_of(entry)[:1].upper())


def place_entry(place: Place, count: int, edition: str) -> PlaceEntry:
    """Return a place's entry for the place index."""
    search = filtered_search_address(place=place.id, kind="document", edition=edition)
    documents = format_count(count, "document") if count else ""
    return PlaceEntry(place.name, place_address(edition, place.id), documents, search)


def _documents(role: str, count: int) -> LazyText:
    """Return the text of a link to a person's documents: "3 documents" or "mentioned in 3 documents"."""
    documents = format_count(count, "document")
    if role == "correspondent":
        return documents
    return LazyText("mentioned in %(documents)s", {"documents": documents})
