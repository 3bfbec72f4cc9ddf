"""Index files in TEI: ``person``, ``org`` and ``place`` entries, and glossary lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from corpus.model import Paragraph, Person, PersonKind, Term, Unit
from corpus.persons.authorities import authority_uri, find_authority_uris
from corpus.persons.bearers import given_names_differ
from corpus.persons.names import PersonName, display_name, split_dates
from corpus.persons.transliteration import fold_name
from corpus.places.place_index import PlaceIndex
from corpus.readers.assembly import make_entry
from corpus.slugs import unique_person_slug, unique_slug

from .findings import Findings
from .name_resolution import pointers
from .places import add_entry
from .xml_tree import XmlElement

PERSON_TAGS = ("person", "personGrp", "org")
_NAME_TAGS = ("persName", "orgName", "name")
_BIOGRAPHY_TAGS = ("note", "occupation", "desc", "residence", "nationality", "education", "state", "p")
USED_OF_PERSONS = (*_NAME_TAGS, *_BIOGRAPHY_TAGS, "idno", "birth", "death")
"""The parts of an entry of a person or body that are used."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PARTICLE_TAGS = ("nameLink", "genName", "roleName", "addName")
_DIRECT_ORDER = ("roleName", "forename", "addName", "nameLink", "surname", "genName")


@dataclass(slots=True)
class TeiIndexFiles:
    """The persons, places and terms of an edition's index files, collected file by file.

    ``by_id`` maps an ``xml:id`` to a person's id; ``places`` is the place index; ``units`` holds the
    biographies and glossary entries.
    """

    edition: str
    terms: list[Term] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    places: PlaceIndex = field(default_factory=PlaceIndex)
    by_id: dict[str, str] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    party_ids: dict[object, tuple[str, ...]] = field(default_factory=dict)
    _keyed: set[str] = field(default_factory=set)
    """The ids of persons whom only the keys of correspondents identify, without an entry."""
    _used: set[str] = field(default_factory=set)
    """The ids of persons who are correspondents."""
    _by_person: dict[str, Person] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)
    _by_authority: dict[str, list[str]] = field(default_factory=dict)
    _used_slugs: set[str] = field(default_factory=set)
    _used_term_slugs: set[str] = field(default_factory=set)
    _parsed_term_ids: set[str] = field(default_factory=set)

    @property
    def persons(self) -> list[Person]:
        """The persons and groups, in the order in which they were added."""
        return list(self._by_person.values())

    def parse(self, root: XmlElement) -> int:
        """Parse all entries of a file and return their number; those with a known id are not added again."""
        count = 0
        for element in root.walk():
            if element.tag in PERSON_TAGS and element.id:
                self._add_person(element, element.id)
            elif element.tag == "place" and element.id:
                add_entry(element, self.places)
            elif element.tag == "item" and any(child.tag == "label" for child in element.child_elements):
                self._add_term(element)
            else:
                continue
            count += 1
        return count

    def add(
        self, name: str, keys: Iterable[str], kind: PersonKind = "person", same_as: tuple[str, ...] = ()
    ) -> str | None:
        """Return the id of a person or group that a text names, adding one if there is none.

        Keys identify a person, whatever the name; without a known key, authority URIs do together with the
        name, then the name alone. Whom the ids and the name make out differently is noted in ``findings``.

        Args:
            name: the name as written, with or without dates; may be "".
            keys: the ids by which markup refers to the person, authority URIs among them.
            kind: person or group.
            same_as: the URIs in authority files.

        Returns:
            The id; None if there is no name and no key is known.
        """
        private = [key for key in keys if key not in same_as]
        readable = (key for key in private if "," in key or " " in key)
        bare, dates = split_dates(name or next(readable, ""))
        id = self._identify(bare, private, same_as)
        if id is None and bare:
            id = unique_person_slug(bare, self._used_slugs)
            self._register(Person(id, bare, display_name(bare, kind), kind, dates=dates, same_as=same_as))
            if private:
                self._keyed.add(id)
        if id:
            self._map(id, private, same_as)
        return id

    def add_keyed(self, name: str, key: str, kind: PersonKind, same_as: tuple[str, ...] = ()) -> None:
        """Add a person or group whom a key that is not known identifies, whoever else has the name."""
        id = unique_person_slug(name, self._used_slugs)
        self._register(Person(id, name, display_name(name, kind), kind, same_as=same_as))
        self._keyed.add(id)
        self.by_id[key] = id

    def persons_of(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the persons whom the keys of one name identify, without duplicates."""
        return tuple(dict.fromkeys(self.by_id[key] for key in keys if key in self.by_id))

    def _identify(self, name: str, keys: list[str], same_as: tuple[str, ...]) -> str | None:
        """Return the id of the known person whom keys, authority URIs or the name identify; or None."""
        known = next((self.by_id[key] for key in keys if key in self.by_id), None)
        if known:
            if name and not self._fits(known, name):
                self.findings.add("names-of-one-id", f"{keys[0]}: {self._by_person[known].name} and {name}")
            return known
        cited = [id for uri in same_as for id in self._by_authority.get(uri, ())]
        fitting = [
            id for id in cited if (not name or self._fits(id, name)) and not (keys and id in self._keyed)
        ]
        if fitting:
            return fitting[0]
        if cited:
            self.findings.add(
                "authority-shared", f"{same_as[0]}: {self._by_person[cited[0]].name} and {name}"
            )
        return self._named(name, keys, same_as)

    def _named(self, name: str, keys: list[str], same_as: tuple[str, ...]) -> str | None:
        """Return the id of the person who alone has a name and whose ids do not differ; or None.

        Of several, it is the only one without any id.
        """
        bearers = self._by_name.get(_name_key(name), []) if name else []
        free = [id for id in bearers if not self._differs(id, keys, same_as)]
        if len(bearers) > len(free):
            self.findings.add("name-shared", name)
        if len(free) > 1:
            free = [id for id in free if id not in self._keyed and not self._by_person[id].same_as]
        return free[0] if len(free) == 1 else None

    def _differs(self, id: str, keys: list[str], same_as: tuple[str, ...]) -> bool:
        """Return whether a person is known by other keys, or by other URIs of the same authority file."""
        known = self._by_person[id].same_as
        files = {uri.rpartition("/")[0] for uri in known}
        is_other = any(uri not in known and uri.rpartition("/")[0] in files for uri in same_as)
        return is_other or bool(keys and (id in self._keyed or id in self._used))

    def _fits(self, id: str, name: str) -> bool:
        """Return whether a name may be one of a person's, because they have a word of it in common."""
        person = self._by_person[id]
        return any(_names_agree(name, known) for known in (person.name, *person.variants))

    def _register(self, person: Person) -> None:
        """Add a person, who can then be identified by name and authority URIs."""
        self._by_person[person.id] = person
        for name in dict.fromkeys(map(_name_key, (person.name, *person.variants))):
            self._by_name.setdefault(name, []).append(person.id)
        for uri in person.same_as:
            self._cite(uri, person.id)

    def _map(self, id: str, keys: list[str], same_as: tuple[str, ...]) -> None:
        """Map keys and authority URIs to a person; a known key stays with whom it identifies."""
        self._used.add(id)
        for key in keys:
            self.by_id.setdefault(key, id)
        for uri in same_as:
            self._cite(uri, id)

    def _cite(self, uri: str, id: str) -> None:
        """Map an authority URI to a person, as long as it identifies no other."""
        cited = self._by_authority.setdefault(uri, [])
        if id not in cited:
            cited.append(id)
        if len(cited) == 1:
            self.by_id[uri] = id
        else:
            self.by_id.pop(uri, None)

    def _add_person(self, element: XmlElement, key: str) -> None:
        """Add the person or group of an entry, with a biography if it has dates or notes.

        An entry without a name is left out; of a second one with the same id the authority URIs are added.
        """
        names = _names(element)
        if key in self.by_id:
            if names and not self._fits(self.by_id[key], names[0]):
                self.findings.add("names-of-one-id", f"{key}: {names[0]}")
            else:
                self._extend(self.by_id[key], _authorities(element))
            return
        if not names:
            return
        for unused in _unused_ids(element):
            self.findings.add("authority-unused", unused.get("source") or unused.text, unused.line)
        name, dates = split_dates(names[0])
        life = "–".join(_year(element, tag) for tag in ("birth", "death")).strip("–") or dates
        id = unique_person_slug(name, self._used_slugs)
        self.by_id[key] = id
        label = " ".join((element.get("n") or element.get("key") or "").split())
        if _LETTERS.search(label):
            self.by_id.setdefault(label, id)
        notes = _biographical_notes(element)
        unit = self._biography(element, id, name, life, notes) if life or notes else None
        kind: PersonKind = "person" if element.tag == "person" else "group"
        variants = tuple(dict.fromkeys(variant for variant in names[1:] if variant != name))
        same_as = _authorities(element)
        display = (direct_name(_name_elements(element)[0]) if not dates else None) or display_name(name, kind)
        biography = unit.id if unit else None
        self._register(Person(id, name, display, kind, variants, life, biography, same_as=same_as))
        if unit:
            self.units.append(unit)

    def _extend(self, id: str, same_as: tuple[str, ...]) -> None:
        """Add authority URIs to a known person."""
        person = self._by_person[id]
        self._by_person[id] = replace(person, same_as=tuple(dict.fromkeys((*person.same_as, *same_as))))
        for uri in same_as:
            self._cite(uri, id)

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
    return list(dict.fromkeys(map(inverted_name, _name_elements(element))))


def _name_elements(element: XmlElement) -> list[XmlElement]:
    """Return the elements of an entry's names that have text, the regularised ones first."""
    parts = [element, *(child for child in element.child_elements if child.tag in ("p", "ab"))]
    found = ([child for child in part.child_elements if child.tag in _name_tags(element)] for part in parts)
    names = next(filter(None, ([name for name in names if inverted_name(name)] for names in found)), [])
    return sorted(names, key=lambda name: name.get("type") not in ("reg", "pref", "main"))


def _name_tags(entry: XmlElement) -> tuple[str, ...]:
    """Return the tags of an entry's own names: in that of a body with a name, a ``persName`` is a member."""
    has_body_name = any(child.tag == "orgName" for child in entry.child_elements)
    return ("orgName", "name") if entry.tag == "org" and has_body_name else _NAME_TAGS


def inverted_name(element: XmlElement) -> str:
    """Return the name in an element, inverted if its parts are marked up, otherwise as written."""
    surname = _part(element, ("surname",))
    forename = _part(element, ("forename", *_PARTICLE_TAGS))
    return PersonName(
        surname or forename, forename if surname else ""
    ).inverted or element.text_without_notes.strip(" ,")


def direct_name(element: XmlElement) -> str | None:
    """Return a name in direct order, with its marked titles and particles in their places; or None.

    The order is that of the markup, unless it begins with the surname. A name without such parts is None.
    """
    parts = list(element.find_all("surname", "forename", *_PARTICLE_TAGS))
    if not any(part.tag in _PARTICLE_TAGS for part in parts):
        return None
    if parts[0].tag == "surname":
        parts.sort(key=lambda part: _DIRECT_ORDER.index(part.tag))
    return " ".join(part.text for part in parts if part.text)


def printed_name(element: XmlElement) -> str:
    """Return a name as printed, with spaces between its parts; inverted if it begins with the surname."""
    parts = [
        child for child in element.child_elements if child.tag in ("surname", "forename", *_PARTICLE_TAGS)
    ]
    printed = "".join(f" {child.text} " if child in parts else _text_of(child) for child in element.children)
    name = re.sub(r"\s+(?=[,.;)])", "", " ".join(printed.split())).strip(" ,")
    is_inverted = len(parts) > 1 and parts[0].tag == "surname" and "," not in name
    return inverted_name(element) if is_inverted else name


def _text_of(child: XmlElement | str) -> str:
    """Return the text of a child of an element, without notes, or with its own white space if it is text."""
    if isinstance(child, str):
        return child
    return "" if child.tag == "note" else child.text_without_notes


def _name_key(name: str) -> str:
    """Return the key that a name has in direct and inverted order and in all spellings."""
    return fold_name(name) or name.casefold()


def _names_agree(name: str, other: str) -> bool:
    """Return whether two names have a word of three letters in common, or one is not in a folded script.

    A surname alone in common is not enough if the given names differ ("Anna Brandt", "Otto Brandt").
    """
    words, others = ({word for word in fold_name(text).split() if len(word) > 2} for text in (name, other))
    return (not words or not others or bool(words & others)) and not given_names_differ(name, other)


def _authorities(element: XmlElement) -> tuple[str, ...]:
    """Return the authority URIs of an entry, from its ``idno``s and the pointers of it and its names."""
    identifiers = [_identifier(child) for child in element.child_elements if child.tag == "idno"]
    identifiers += (element.get("source") or "").split()
    names = [child for child in element.child_elements if child.tag in _name_tags(element)]
    addresses = (address for pointing in (element, *names) for address in pointers(pointing))
    return find_authority_uris([*identifiers, *addresses])


def _unused_ids(element: XmlElement) -> Iterator[XmlElement]:
    """Yield what states an id of an entry in an authority file that is not known: ``idno``, ``source``."""
    for idno in (child for child in element.child_elements if child.tag == "idno" and child.text):
        if not find_authority_uris([_identifier(idno)]):
            yield idno
    source = element.get("source") or ""
    if source.startswith("http") and not find_authority_uris([source]):
        yield element


def _identifier(idno: XmlElement) -> str:
    """Return the URI of an ``idno`` whose type is the name of an authority file, else its text."""
    return authority_uri(idno.get("type") or "", idno.text) or idno.text


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
