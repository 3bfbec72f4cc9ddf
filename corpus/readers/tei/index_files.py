"""Index files in TEI: ``person``, ``org`` and ``place`` entries, and glossary lists."""

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

PERSON_TAGS = ("person", "personGrp", "org")
_NAME_TAGS = ("persName", "orgName", "name")
_BIOGRAPHY_TAGS = ("note", "occupation", "desc", "residence", "nationality", "education", "state", "p")
_PARTICLE_TAGS = ("nameLink", "genName", "roleName", "addName")


@dataclass(slots=True)
class TeiIndexFiles:
    """The persons, places and terms of an edition's index files, collected file by file.

    ``by_id`` maps an ``xml:id`` to a person's id, ``places`` one to a place's name; ``units`` holds the
    biographies and glossary entries.
    """

    edition: str
    persons: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    _used_slugs: set[str] = field(default_factory=set)
    _used_term_slugs: set[str] = field(default_factory=set)
    _parsed_term_ids: set[str] = field(default_factory=set)

    def parse(self, root: XmlElement) -> int:
        """Parse all entries of a file and return their number; those with a known id are not added again."""
        count = 0
        for element in root.walk():
            if element.tag in PERSON_TAGS and element.id:
                self._add_person(element, element.id)
            elif element.tag == "place" and element.id:
                self.places.setdefault(element.id, _first_text(element, ("placeName", "settlement")))
            elif element.tag == "item" and any(child.tag == "label" for child in element.child_elements):
                self._add_term(element)
            else:
                continue
            count += 1
        return count

    def add(
        self, name: str, keys: Iterable[str], kind: PersonKind = "person", same_as: tuple[str, ...] = ()
    ) -> str:
        """Add a person or group that has no entry, unless the name is known, and map the keys to it.

        Args:
            name: the name as written, with or without dates.
            keys: the ids by which markup refers to the person; known ones stay as they are.
            kind: person or group.
            same_as: the URIs in authority files.

        Returns:
            The id of the person.
        """
        bare, dates = split_dates(name)
        id = next((person.id for person in self.persons if person.name == bare), None)
        if id is None:
            id = unique_slug(bare, self._used_slugs)
            person = Person(id, bare, display_name(bare, kind), kind, dates=dates, same_as=same_as)
            self.persons.append(person)
        self.by_id.update(dict.fromkeys((key for key in keys if key not in self.by_id), id))
        return id

    def _add_person(self, element: XmlElement, key: str) -> None:
        """Add the person or group of an entry, with a biography if it has dates or notes.

        An entry whose id is known, or without a name, is left out.
        """
        names = _names(element)
        if key in self.by_id or not names:
            return
        name, dates = split_dates(names[0])
        life = "–".join(_year(element, tag) for tag in ("birth", "death")).strip("–") or dates
        id = unique_slug(name, self._used_slugs)
        self.by_id[key] = id
        notes = _biographical_notes(element)
        unit = self._biography(element, id, name, life, notes) if life or notes else None
        kind: PersonKind = "person" if element.tag == "person" else "group"
        variants = tuple(dict.fromkeys(variant for variant in names[1:] if variant != name))
        display, same_as = display_name(name, kind), _authorities(element)
        biography = unit.id if unit else None
        self.persons.append(Person(id, name, display, kind, variants, life, biography, same_as=same_as))
        if unit:
            self.units.append(unit)

    def _biography(self, element: XmlElement, id: str, name: str, life: str | None, notes: list[str]) -> Unit:
        """Return the biography of a person: name and dates, followed by the notes, one paragraph each."""
        head = f"{name} ({life})" if life else name
        texts = [f"{head}. {notes[0]}" if notes else f"{head}.", *notes[1:]]
        paragraphs = tuple(Paragraph(text, line=element.line) for text in texts)
        return make_entry(self.edition, "biography", id, name, paragraphs, "Persons")

    def _add_term(self, element: XmlElement) -> None:
        """Add the term of a glossary item.

        One without a label or an explanation, or with a known id, is left out.
        """
        labels = [child.text for child in element.child_elements if child.tag == "label" and child.text]
        meaning = " ".join(
            child.text for child in element.child_elements if child.tag != "label" and child.text
        )
        if not labels or not meaning or (element.id and element.id in self._parsed_term_ids):
            return
        self._parsed_term_ids.add(element.id or "")
        suffix = unique_slug(labels[0], self._used_term_slugs)
        text = Paragraph(f"{', '.join(labels)}: {meaning}", line=element.line)
        unit = make_entry(self.edition, "glossary", suffix, labels[0], (text,), "Glossary")
        self.units.append(unit)
        self.terms.append(Term(unit.id, labels[0], tuple(labels[1:])))


def _names(element: XmlElement) -> list[str]:
    """Return the names of an entry without duplicates, the regularised ones first."""
    names = [child for child in element.child_elements if child.tag in _NAME_TAGS]
    regular = [name for name in names if name.get("type") in ("reg", "pref", "main")]
    return list(dict.fromkeys(name for name in map(inverted_name, (*regular, *names)) if name))


def inverted_name(element: XmlElement) -> str:
    """Return the name in an element, inverted if its parts are marked up, otherwise as written."""
    surname = _part(element, ("surname",))
    forename = _part(element, ("forename", *_PARTICLE_TAGS))
    return PersonName(surname or forename, forename if surname else "").inverted or element.text.strip(" ,")


def _authorities(element: XmlElement) -> tuple[str, ...]:
    """Return the authority URIs of an entry, from its ``idno``s and the pointers of it and its names."""
    identifiers = [child.text for child in element.child_elements if child.tag == "idno"]
    names = [child for child in element.child_elements if child.tag in _NAME_TAGS]
    addresses = (address for pointing in (element, *names) for address in pointers(pointing))
    return find_authority_uris([*identifiers, *addresses])


def _part(element: XmlElement, tags: tuple[str, ...]) -> str:
    """Return the texts of all descendants with the tags, in the order of the tags, joined by spaces."""
    return " ".join(part.text for tag in tags for part in element.find_all(tag) if part.text)


def _year(element: XmlElement, tag: str) -> str:
    """Return the year of an event (``birth``, ``death``), or its date as given if that has no year, or ""."""
    event = next((child for child in element.child_elements if child.tag == tag), None)
    if event is None:
        return ""
    date = event.find("date") or event
    value = date.get("when") or date.get("when-iso") or date.get("notBefore") or date.text
    match = re.search(r"\d{4}", value)
    return match.group() if match else value


def _biographical_notes(element: XmlElement) -> list[str]:
    """Return the texts of an entry's notes, occupations, descriptions and the like."""
    return [child.text for child in element.child_elements if child.tag in _BIOGRAPHY_TAGS and child.text]


def _first_text(element: XmlElement, tags: tuple[str, ...]) -> str:
    """Return the text of the first descendant with one of the tags; "" if there is none."""
    child = element.find(*tags)
    return child.text if child else ""
