"""Resolution of names in TEI to persons: by the ids in the markup, or by the person index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.model import PersonKind, PersonRef
from corpus.persons.authorities import find_authority_uris
from corpus.persons.person_index import PersonIndex

from .heads import DiplomaticParty
from .inline import InlineLink, TextBlock
from .xml_tree import XmlElement

_POINTERS = ("corresp", "ref", "key", "sameAs")
_POINTER = re.compile(r"[#/\d]|\A[A-Za-z][\w.-]*:.")
"""Matches in each part of a list of pointers, but hardly in each word of a name that serves as a key."""


@dataclass(slots=True)
class NameResolver:
    """A resolver of names to the persons of an edition.

    ``by_id`` maps the ids that markup uses (``xml:id``) to the ids of persons.
    """

    person_index: PersonIndex
    by_id: Mapping[str, str]
    search_names: bool = True
    """Whether to search the text for names that are not marked up."""
    party_ids: Mapping[object, str] = field(default_factory=dict)
    """The ids of the persons by the correspondents that metadata name."""

    def resolve_parties(self, parties: Iterable[object]) -> tuple[PersonRef, ...]:
        """Return the correspondents whom metadata name, without duplicates and without unidentified ones."""
        ids = (self.party_ids[party] for party in parties if party in self.party_ids)
        persons = (self.person_index.get(id) for id in ids)
        return unique_refs(PersonRef(person.id, person.display) for person in persons if person)

    def resolve_party(self, party: DiplomaticParty, links: Iterable[InlineLink]) -> PersonRef:
        """Resolve a correspondent named in a head, by a link that overlaps the name, or else by the name.

        Groups are resolved by name only; an unknown name is added to the person index.

        Args:
            links: the links in the head.
        """
        if party.kind == "person":
            for link in links:
                if link.start < party.end and link.end > party.start:
                    person = self.resolve_markup(link.element)
                    if person:
                        return person
        return self.resolve_name(party.name, party.kind)

    def resolve_correspondent(self, name: str, keys: Iterable[str], kind: PersonKind) -> PersonRef:
        """Resolve a correspondent named in metadata, by the first known key, or else by the name.

        An unknown name is added to the person index.
        """
        known = (self.person_index.get(self.by_id[key]) for key in keys if key in self.by_id)
        person = next(filter(None, known), None)
        return PersonRef(person.id, person.display) if person else self.resolve_name(name, kind)

    def resolve_name(self, name: str, kind: PersonKind) -> PersonRef:
        """Resolve a name; if no person or group has it, add one to the person index."""
        person = self.person_index.get_or_add(name, kind)
        return PersonRef(person.id, person.display)

    def resolve_markup(self, element: XmlElement) -> PersonRef | None:
        """Resolve an element by the first known id that it points to; None if none of them is known."""
        keys = [*local_ids(element), *map(local_id, (element.get("target") or "").split())]
        id = next((self.by_id[key] for key in keys if key in self.by_id), None)
        person = self.person_index.get(id) if id else None
        return PersonRef(person.id, person.display) if person else None

    def mentions(
        self,
        blocks: Iterable[TextBlock],
        correspondents: Iterable[PersonRef] = (),
        head: TextBlock | None = None,
    ) -> tuple[PersonRef, ...]:
        """Return the persons marked up in the blocks and the head, or found in the head, without duplicates.

        Args:
            blocks: the text.
            correspondents: persons to leave out.
            head: the head of the document, also searched for unmarked names if ``search_names`` is set.
        """
        links = [link for block in (head, *blocks) if block for link in block.links]
        refs = [ref for link in links if (ref := self.resolve_markup(link.element))]
        text = head.paragraph.text if head and self.search_names else ""
        refs += [PersonRef(person.id, person.display) for person in self.person_index.mentioned_persons(text)]
        excluded = {ref.id for ref in correspondents}
        return unique_refs(ref for ref in refs if ref.id not in excluded)


def unique_refs(refs: Iterable[PersonRef]) -> tuple[PersonRef, ...]:
    """Return one reference per person, the last, in order of first occurrence."""
    return tuple({ref.id: ref for ref in refs}.values())


def local_ids(element: XmlElement) -> list[str]:
    """Return the ids that an element points to: ``p_AB1`` for ``#p_AB1`` and ``persons.xml#p_AB1``.

    Addresses in authority files come last, in their canonical form. Addresses that end in a number are
    whole, because the number alone identifies nothing.
    """
    values = pointers(element)
    private = [value for value in values if not find_authority_uris((value,))]
    return [*filter(None, map(_key, private)), *find_authority_uris(values)]


def _key(pointer: str) -> str:
    """Return the id in a pointer; it is the pointer itself if that has blanks or ends in a number."""
    id = local_id(pointer)
    is_whole = " " in pointer or ("/" in pointer and id.isdecimal())
    return pointer.rstrip("/") if is_whole else id


def pointers(element: XmlElement) -> list[str]:
    """Return the values of the pointing attributes of an element, such as ``ref`` and ``key``, unchanged.

    A value with blanks is split only if all of its parts look like pointers ("#p1 #p2"): it may be a name.
    """
    values = (" ".join((element.get(name) or "").split()) for name in _POINTERS)
    return [part for value in values if value for part in split_pointers(value)]


def name_of_key(key: str, printed: str) -> str:
    """Return the name of a person whose key is a name, inverted if the text shows that the surname is first.

    In "Tamm Otto" it is, where the text has "Tamm" or "Otto Tamm".
    """
    words, shown = key.split(), printed.split()
    count = len(shown)
    if "," in key:
        return key
    if sorted(words) == sorted(shown):
        return printed
    return f"{printed}, {' '.join(words[count:])}" if count and words[:count] == shown else key


def split_pointers(value: str) -> list[str]:
    """Return the pointers in an attribute's value."""
    parts = value.split(" ")
    return parts if all(map(_POINTER.search, parts)) else [value]


def local_id(address: str) -> str:
    """Return the last part of a pointer: ``L1`` for ``https://example.org/L1/``, ``l.xml#L1``, ``#L1``."""
    return address.rpartition("#")[2].rstrip("/").rpartition("/")[2].removesuffix(".xml")
