"""Registers as TEI has them: ``person`` and ``org`` with names and dates, lists of glossary entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.model import Paragraph, Person, PersonKind, Term, Unit
from corpus.persons.authorities import find_authority_uris
from corpus.persons.names import PersonName, display_name, split_dates
from corpus.readers.assembly import make_entry
from corpus.slugs import unique_slug

from .name_resolution import pointers
from .xml_tree import XmlElement

PERSONS = ("person", "personGrp", "org")
_NAMES = ("persName", "orgName", "name")
_BIOGRAPHY = ("note", "occupation", "desc", "residence", "nationality", "education", "state", "p")
_PARTICLES = ("nameLink", "genName", "roleName", "addName")


@dataclass(slots=True)
class TeiIndexFiles:
    """What the registers hold; ``by_id`` gives a person's id for the ids they are marked with."""

    edition: str
    persons: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _terms_taken: set[str] = field(default_factory=set)
    _terms_read: set[str] = field(default_factory=set)

    def read(self, root: XmlElement) -> int:
        """Read all entries of a file and say how many they were; an id that is known is not read again."""
        count = 0
        for element in root.walk():
            if element.tag in PERSONS and element.id:
                self._person(element, element.id)
            elif element.tag == "place" and element.id:
                self.places.setdefault(element.id, _first_text(element, ("placeName", "settlement")))
            elif element.tag == "item" and any(child.tag == "label" for child in element.child_elements):
                self._term(element)
            else:
                continue
            count += 1
        return count

    def add(
        self, name: str, keys: Iterable[str], kind: PersonKind = "person", same_as: tuple[str, ...] = ()
    ) -> str:
        """Add somebody who is named without an entry; gives the person's id."""
        bare, dates = split_dates(name)
        id = next((person.id for person in self.persons if person.name == bare), None)
        if id is None:
            id = unique_slug(bare, self._taken)
            person = Person(id, bare, display_name(bare, kind), kind, dates=dates, same_as=same_as)
            self.persons.append(person)
        self.by_id.update(dict.fromkeys((key for key in keys if key not in self.by_id), id))
        return id

    def _person(self, element: XmlElement, key: str) -> None:
        names = _names(element)
        if key in self.by_id or not names:
            return
        name, dates = split_dates(names[0])
        life = "–".join(_year(element, tag) for tag in ("birth", "death")).strip("–") or dates
        id = unique_slug(name, self._taken)
        self.by_id[key] = id
        said = _said(element)
        unit = self._biography(element, id, name, life, said) if life or said else None
        kind: PersonKind = "person" if element.tag == "person" else "group"
        variants = tuple(dict.fromkeys(one for one in names[1:] if one != name))
        display, same_as = display_name(name, kind), _authorities(element)
        biography = unit.id if unit else None
        self.persons.append(Person(id, name, display, kind, variants, life, biography, same_as=same_as))
        if unit:
            self.units.append(unit)

    def _biography(self, element: XmlElement, id: str, name: str, life: str | None, said: list[str]) -> Unit:
        head = f"{name} ({life})" if life else name
        texts = [f"{head}. {said[0]}" if said else f"{head}.", *said[1:]]
        paragraphs = tuple(Paragraph(text, line=element.line) for text in texts)
        return make_entry(self.edition, "biography", id, name, paragraphs, "Persons")

    def _term(self, element: XmlElement) -> None:
        labels = [child.text for child in element.child_elements if child.tag == "label" and child.text]
        meaning = " ".join(
            child.text for child in element.child_elements if child.tag != "label" and child.text
        )
        if not labels or not meaning or (element.id and element.id in self._terms_read):
            return
        self._terms_read.add(element.id or "")
        suffix = unique_slug(labels[0], self._terms_taken)
        text = Paragraph(f"{', '.join(labels)}: {meaning}", line=element.line)
        unit = make_entry(self.edition, "glossary", suffix, labels[0], (text,), "Glossary")
        self.units.append(unit)
        self.terms.append(Term(unit.id, labels[0], tuple(labels[1:])))


def _names(element: XmlElement) -> list[str]:
    """The names of an entry, the regular one first."""
    found = [child for child in element.child_elements if child.tag in _NAMES]
    regular = [child for child in found if child.get("type") in ("reg", "pref", "main")]
    return list(dict.fromkeys(name for name in map(name_of, (*regular, *found)) if name))


def name_of(element: XmlElement) -> str:
    """The name, surname first where the parts are marked, else as written."""
    surname = _part(element, ("surname",))
    forename = _part(element, ("forename", *_PARTICLES))
    return PersonName(surname or forename, forename if surname else "").inverted or element.text.strip(" ,")


def _authorities(element: XmlElement) -> tuple[str, ...]:
    """Where authority files have the person: by ``idno``, and by what the entry and its names point to."""
    marked = [one for one in (element, *element.child_elements) if one is element or one.tag in _NAMES]
    numbers = [child.text for child in element.child_elements if child.tag == "idno"]
    return find_authority_uris([*numbers, *(value for one in marked for value in pointers(one))])


def _part(element: XmlElement, tags: tuple[str, ...]) -> str:
    return " ".join(one.text for tag in tags for one in element.find_all(tag) if one.text)


def _year(element: XmlElement, tag: str) -> str:
    """The year of birth or death, or whatever stands for it."""
    found = next((child for child in element.child_elements if child.tag == tag), None)
    if found is None:
        return ""
    date = found.find("date") or found
    value = date.get("when") or date.get("when-iso") or date.get("notBefore") or date.text
    match = re.search(r"\d{4}", value)
    return match.group() if match else value


def _said(element: XmlElement) -> list[str]:
    return [child.text for child in element.child_elements if child.tag in _BIOGRAPHY and child.text]


def _first_text(element: XmlElement, tags: tuple[str, ...]) -> str:
    found = element.find(*tags)
    return found.text if found else ""
