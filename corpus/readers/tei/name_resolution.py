"""Who is meant by names in a text: by the id they are marked with, else by the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.model import PersonKind, PersonRef
from corpus.persons.person_index import PersonIndex

from .heads import DiplomaticParty
from .inline import InlineLink, TextBlock
from .xml_tree import XmlElement

_POINTERS = ("corresp", "ref", "key", "sameAs")


@dataclass(slots=True)
class NameResolver:
    """The persons of an edition. ``by_id`` gives a person's id for the id that names are marked with."""

    person_index: PersonIndex
    by_id: Mapping[str, str]
    search: bool = True
    """Whether names that nothing marks are looked for."""

    def party(self, party: DiplomaticParty, links: Iterable[InlineLink]) -> PersonRef:
        """The correspondent that a head names."""
        if party.kind == "person":
            for link in links:
                if link.start < party.end and link.end > party.start:
                    marked = self.marked(link.element)
                    if marked:
                        return marked
        return self.named(party.name, party.kind)

    def correspondent(self, name: str, keys: Iterable[str], kind: PersonKind) -> PersonRef:
        """The correspondent that metadata name, by an id they give, else by name."""
        known = (self.person_index.get(self.by_id[key]) for key in keys if key in self.by_id)
        person = next((one for one in known if one), None)
        return PersonRef(person.id, person.display) if person else self.named(name, kind)

    def named(self, name: str, kind: PersonKind) -> PersonRef:
        """Whoever bears a name."""
        person = self.person_index.get_or_add(name, kind)
        return PersonRef(person.id, person.display)

    def marked(self, element: XmlElement) -> PersonRef | None:
        """The person whose id an element bears."""
        id = next((self.by_id[key] for key in local_ids(element) if key in self.by_id), None)
        person = self.person_index.get(id) if id else None
        return PersonRef(person.id, person.display) if person else None

    def mentions(
        self, blocks: Iterable[TextBlock], own: Iterable[PersonRef] = (), head: TextBlock | None = None
    ) -> tuple[PersonRef, ...]:
        """The persons whom some paragraphs mark and a head names, but for ``own``, the correspondents."""
        links = [link for block in (head, *blocks) if block for link in block.links]
        found = [one for link in links if (one := self.marked(link.element))]
        text = head.paragraph.text if head and self.search else ""
        found += [
            PersonRef(person.id, person.display) for person in self.person_index.mentioned_persons(text)
        ]
        left_out = {ref.id for ref in own}
        return unique_refs(ref for ref in found if ref.id not in left_out)


def unique_refs(refs: Iterable[PersonRef]) -> tuple[PersonRef, ...]:
    """Name each person once."""
    return tuple({ref.id: ref for ref in refs}.values())


def local_ids(element: XmlElement) -> list[str]:
    """The ids an element is marked with: ``#p_AB1`` and ``persons.xml#p_AB1`` are ``p_AB1``."""
    return [key for value in pointers(element) if (key := local_id(value))]


def pointers(element: XmlElement) -> list[str]:
    """The addresses and ids an element is marked with, as they stand."""
    return [value for name in _POINTERS for value in (element.get(name) or "").split()]


def local_id(address: str) -> str:
    """The last part of an address: ``L1`` of ``https://letters.example/L1/``, ``letters.xml#L1``, ``#L1``."""
    return address.rpartition("#")[2].rstrip("/").rpartition("/")[2].removesuffix(".xml")
