"""Persons and topics as the lists of a TEI header. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element

from corpus.model import Person, Topic, Unit
from exports.tei_text import valid_id
from exports.xml_documents import element


def list_persons(
    units: Iterable[Unit], persons: Mapping[str, Person], xml_id: Callable[[str], str], *, is_whole: bool
) -> Element | None:
    """Return the ``listPerson`` of the persons whom units name, or of all; None if there are none.

    Args:
        persons: the person index, by id.
        xml_id: returns the ``xml:id`` of a unit.
        is_whole: whether all persons are listed.
    """
    named: set[str] = set()
    for unit in units:
        named |= {ref.id for ref in (*unit.senders, *unit.recipients, *unit.mentions)}
        named |= {unit.id} if unit.kind == "biography" else set()
    named |= {member for id in named & persons.keys() for member in persons[id].members}
    listed = [
        person for person in persons.values() if is_whole or person.id in named or person.biography in named
    ]
    return element("listPerson", *(_person(person, xml_id) for person in listed)) if listed else None


def _person(person: Person, xml_id: Callable[[str], str]) -> Element:
    """Return an entry of the person index as ``person``, or ``org`` for a group."""
    tag, name = ("org", "orgName") if person.kind == "group" else ("person", "persName")
    members = [element("person", {"sameAs": f"#{person_id(id)}"}) for id in person.members]
    biography = f"#{xml_id(person.biography)}" if person.biography else None
    return element(
        tag,
        {"xml:id": person_id(person.id), "corresp": biography},
        element(name, {"type": "main"}, person.name),
        element(name, {"type": "display"}, person.display),
        *(element(name, {"type": "variant"}, variant) for variant in person.variants),
        *(element("idno", {"type": "URI"}, uri) for uri in person.same_as),
        element("state", {"type": "life"}, element("desc", person.dates)) if person.dates else None,
        element("listPerson", *members) if members else None,
    )


def person_id(id: str) -> str:
    """Return the ``xml:id`` of a person."""
    return valid_id(f"person.{id}")


def list_topics(units: Iterable[Unit], topics: Sequence[Topic], *, is_whole: bool) -> Element | None:
    """Return the ``taxonomy`` of the topics that units have, with broader ones, or of all; None if empty.

    Args:
        topics: the topics of the edition.
        is_whole: whether all of them are listed.
    """
    by_id = {topic.id: topic for topic in topics}
    listed: set[str] = set()
    pending = list(by_id) if is_whole else [topic.id for unit in units for topic in unit.topics]
    while pending:
        topic = by_id.get(pending.pop())
        if topic and topic.id not in listed:
            listed.add(topic.id)
            pending += [topic.broader] if topic.broader else []
    narrower: dict[str | None, list[Topic]] = {}
    for topic in topics:
        if topic.id in listed:
            narrower.setdefault(topic.broader if topic.broader in listed else None, []).append(topic)
    if not listed:
        return None
    return element("taxonomy", {"xml:id": "scheme.vocabulary"}, *_categories(None, narrower))


def _categories(broader: str | None, narrower: Mapping[str | None, Sequence[Topic]]) -> list[Element]:
    """Return the topics below a broader one as categories, each with those below it."""
    return [
        element(
            "category",
            {"xml:id": valid_id(f"topic.{topic.id}")},
            element("catDesc", element("term", topic.label), f" {topic.note}" if topic.note else None),
            *_categories(topic.id, narrower),
        )
        for topic in narrower.get(broader, ())
    ]
