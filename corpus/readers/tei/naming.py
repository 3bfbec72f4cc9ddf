"""Who is meant by names in a text: by the id they are marked with, else by the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.model import Person, PersonRef
from corpus.persons.person_index import Register
from corpus.slugs import slug

from .heads import Party
from .inline import Block, Link
from .nodes import Node

_POINTERS = ("corresp", "ref", "key", "sameAs")


@dataclass(slots=True)
class Names:
    """The persons of an edition. ``by_id`` gives a person's id for the id that names are marked with."""

    register: Register
    by_id: Mapping[str, str]
    search: bool = True
    """Whether names that nothing marks are looked for."""
    _added: dict[str, Person] = field(default_factory=dict)

    @property
    def persons(self) -> tuple[Person, ...]:
        """The register, and whoever writes or is written to besides."""
        known = {person.id for person in self.register.persons}
        return (*self.register.persons, *(one for id, one in self._added.items() if id not in known))

    def party(self, party: Party, links: Iterable[Link]) -> PersonRef:
        """The correspondent that a head names."""
        if party.kind == "person":
            for link in links:
                if link.start < party.end and link.end > party.start:
                    marked = self.marked(link.node)
                    if marked:
                        return marked
        return self.named(party.name, party.kind == "group")

    def correspondent(self, name: str, keys: Iterable[str], is_group: bool) -> PersonRef:
        """The correspondent that metadata name, by an id they give, else by name."""
        known = (self.register.get(self.by_id[key]) for key in keys if key in self.by_id)
        person = next((one for one in known if one), None)
        return PersonRef(person.id, person.display) if person else self.named(name, is_group)

    def named(self, name: str, is_group: bool = False) -> PersonRef:
        """Whoever bears a name; one that is new is added."""
        person = None if is_group else self.register.resolve(name)
        if person:
            return PersonRef(person.id, person.display)
        id = slug(name) or "unnamed"
        self._added.setdefault(id, Person(id, name, name, kind="group" if is_group else "person"))
        return PersonRef(id, name)

    def marked(self, node: Node) -> PersonRef | None:
        """The person whose id an element bears."""
        id = next((self.by_id[key] for key in keys_of(node) if key in self.by_id), None)
        person = self.register.get(id) if id else None
        return PersonRef(person.id, person.display) if person else None

    def mentions(self, blocks: Iterable[Block], own: Iterable[PersonRef]) -> tuple[PersonRef, ...]:
        """The persons named in some paragraphs, but for those who write or are written to."""
        left_out = {person.id for person in own}
        found: dict[str, PersonRef] = {}
        for block in blocks:
            for link in block.links:
                marked = self.marked(link.node)
                if marked:
                    found.setdefault(marked.id, marked)
            if self.search:
                for _, _, id in self.register.find_mentions(block.paragraph.text):
                    person = self.register.get(id)
                    if person:
                        found.setdefault(id, PersonRef(id, person.display))
        return tuple(person for id, person in found.items() if id not in left_out)


def keys_of(node: Node) -> list[str]:
    """The ids an element is marked with: ``#p_AB1`` and ``persons.xml#p_AB1`` are ``p_AB1``."""
    return [key for value in pointers_of(node) if (key := local_id(value))]


def pointers_of(node: Node) -> list[str]:
    """The addresses and ids an element is marked with, as they stand."""
    return [value for name in _POINTERS for value in (node.get(name) or "").split()]


def local_id(address: str) -> str:
    """The last part of an address: ``L1`` of ``https://letters.example/L1/``, ``letters.xml#L1``, ``#L1``."""
    return address.rpartition("#")[2].rstrip("/").rpartition("/")[2].removesuffix(".xml")
