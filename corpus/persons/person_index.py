"""The register of an edition: any form of a name → the person it means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from corpus.model import IndexEntry, Person, PersonKind
from corpus.persons.mentions import NameForm, find_names, name_forms
from corpus.persons.names import display_name, parse_name, strip_title
from corpus.persons.transliteration import fold_name, name_variants
from corpus.slugs import slug, unique_slug

_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
_INITIALS = re.compile(rf"(?:{_CAPITAL}[^\W\d_]{{0,2}}\.[\s-]?){{1,3}}")
_PERSON_HEADING = re.compile(
    rf"(?P<surname>{_CAPITAL}[\w’'-]+(?: {_CAPITAL}[\w-]+)?)(?: \([^()]*\))?, "
    rf"(?P<given>(?!The\b|A\s)(?:{_CAPITAL}(?:[^\W\d_]{{0,2}}\.|[^\W\d_]+)(?:[\s-]|(?=[,(]|\Z))"
    r"|von |de ){1,3})"
    r"(?:\((?P<inner>[^()]*)\))?(?=,|\Z)"
)
_CORRESPONDENT = 10_000
_OUTWEIGHS = 3


def merge_persons(persons: Iterable[Person]) -> tuple[Person, ...]:
    """The registers of several editions as one: who has the same id in them is the same person.

    What the first entry lacks is taken from the others; names of all of them are kept.
    """
    found: dict[str, Person] = {}
    for person in persons:
        known = found.setdefault(person.id, person)
        if known is not person:
            forms = dict.fromkeys((*known.variants, person.name, person.display, *person.variants))
            found[person.id] = replace(
                known,
                variants=tuple(form for form in forms if form not in (known.name, known.display)),
                dates=known.dates or person.dates,
                biography=known.biography or person.biography,
                members=known.members or person.members,
                same_as=tuple(dict.fromkeys((*known.same_as, *person.same_as))),
            )
    return tuple(found.values())


class PersonIndex:
    """The persons of an edition, to be found by any form of their names.

    Where a bare surname fits several persons, the correspondents come first, then whoever the printed index
    gives far more pages than the others; else it stays open.
    """

    def __init__(self, persons: Iterable[Person], weights: Mapping[str, int] | None = None) -> None:
        self.persons = tuple(persons)
        self._weights = dict(weights or {})
        self._added: dict[str, Person] = {}
        self._by_id = {person.id: person for person in self.persons}
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        self._by_surname: defaultdict[str, list[NameForm]] = defaultdict(list)
        for person in self.persons:
            for name in (person.name, person.display, *person.variants):
                self._by_key[fold_name(name)].add(person.id)
            for entry in dict.fromkeys(name_forms(person)):
                self._by_surname[entry.surname].append(entry)

    @classmethod
    def build(
        cls,
        persons: Iterable[Person],
        correspondents: Iterable[Person] = (),
        index: Iterable[IndexEntry] = (),
    ) -> PersonIndex:
        """Make the register of an edition, with transliterated variants.

        Args:
            persons: those with a biography.
            correspondents: those the profile names; one who has a biography too is taken once.
            index: the printed index; persons it alone knows are added.
        """
        chosen = {one.id: one for one in correspondents}
        known = {person.id: person for person in (*chosen.values(), *persons)} | chosen
        person_index = cls(_with_variants(person) for person in known.values())
        weights = dict.fromkeys(chosen, _CORRESPONDENT)
        claimed: dict[str, NameForm] = {}
        for heading, pages in _person_headings(index):
            person = person_index._bearer(heading, claimed)
            if person is None:
                indexed = Person(slug(heading), heading, display_name(heading))
                person = known.setdefault(indexed.id, indexed)
            elif fold_name(heading) != fold_name(person.name):
                known[person.id] = replace(known[person.id], variants=(*known[person.id].variants, heading))
            claimed.setdefault(person.id, _entry(heading))
            weights[person.id] = weights.get(person.id, 0) + pages
        return cls((_with_variants(person) for person in known.values()), weights)

    def get(self, id: str) -> Person | None:
        """Give the person of an id."""
        return self._by_id.get(id)

    def resolve(self, name: str) -> Person | None:
        """Find the one person a name means: whole name, initials and surname, surname, or a variant."""
        exact = self._exact(name)
        if exact:
            return exact
        bare = strip_title(name).strip()
        chosen = self._preferred(entry.person for entry in self._entries(bare))
        return self._by_id[chosen] if chosen else None

    @property
    def all_persons(self) -> tuple[Person, ...]:
        """The persons, and those whom ``get_or_add`` has added."""
        return (*self.persons, *self._added.values())

    def get_or_add(self, name: str, kind: PersonKind = "person") -> Person:
        """Give the person or group a name means; one that is new gets an entry by which nobody is found."""
        person = self.resolve(name)
        if person and kind in ("person", person.kind):
            return person
        id = slug(name) or next((one.id for one in self._added.values() if one.name == name), "")
        id = id or unique_slug(name, {one.id for one in self.all_persons})
        known = self.get(id) or Person(id, name, name, kind)
        return known if id in self._by_id else self._added.setdefault(id, known)

    def find_mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Find the persons a text names: (start, end, id), in order; doubtful names are left out."""
        found = []
        for start, end, entries in find_names(text, self._by_surname):
            chosen = self._preferred(entry.person for entry in entries)
            if chosen:
                found.append((start, end, chosen))
        return found

    def mentioned_persons(self, text: str) -> list[Person]:
        """List the persons a text names, as often as it does."""
        return [self._by_id[id] for _, _, id in self.find_mentions(text)]

    def _exact(self, name: str) -> Person | None:
        chosen = self._preferred(self._by_key.get(fold_name(name), ()))
        return self._by_id[chosen] if chosen else None

    def _bearer(self, heading: str, claimed: Mapping[str, NameForm]) -> Person | None:
        """Find whom a heading of the index means, be a letter or an initial wrong or missing.

        Args:
            claimed: the persons that headings already mean; another given name means somebody else.
        """
        wanted = _entry(heading)
        found = {entry.person for entry in self._entries(heading)} or self._misprinted(wanted)
        free = {id for id in found if id not in claimed or claimed[id].allows(wanted.given)}
        return self._by_id[free.pop()] if len(free) == 1 else None

    def _misprinted(self, wanted: NameForm) -> set[str]:
        """List those of the same initials whose surname differs in a letter or two."""
        return {
            entry.person
            for key, bearers in self._by_surname.items()
            if Levenshtein.distance(key, wanted.surname) <= (len(key) > 3) + (len(key) > 5)
            for entry in bearers
            if entry.given == wanted.given
        }

    def _entries(self, name: str) -> Sequence[NameForm]:
        """List who bears a surname and the initials or given names before it."""
        words = fold_name(name).split()
        for size in range(min(3, len(words)), 0, -1):
            surname, given = " ".join(words[-size:]), words[:-size]
            entries = [entry for entry in self._by_surname.get(surname, ()) if entry.allows(given)]
            if entries:
                return entries
        return []

    def _preferred(self, ids: Iterable[str]) -> str | None:
        """Choose the only one, or the one that outweighs all others."""
        ranked = sorted(set(ids), key=lambda id: self._weights.get(id, 0), reverse=True)
        if len(ranked) < 2:
            return ranked[0] if ranked else None
        first, second = (self._weights.get(id, 0) for id in ranked[:2])
        return ranked[0] if first >= _OUTWEIGHS * max(second, 1) else None


def parse_person_heading(heading: str) -> str | None:
    """Give the name in an index heading, "Surname, I. I."; None: it is no person's."""
    match = _PERSON_HEADING.match(heading)
    if not match:
        return None
    inner = match["inner"] or ""
    given = inner if _INITIALS.fullmatch(inner) else match["given"].strip()
    return f"{match['surname']}, {given}"


def _person_headings(index: Iterable[IndexEntry]) -> list[tuple[str, int]]:
    """The index's headings that are persons and how many page references each has, fullest names first."""
    pages: dict[str, int] = {}
    headings: set[str] = set()
    for entry in index:
        headings.add(entry.heading)
        name = parse_person_heading(entry.heading)
        if name:
            pages[name] = pages.get(name, 0) + len(entry.locators)
    names = [name for name in pages if parse_name(name).given not in headings]
    return [(name, pages[name]) for name in sorted(names, key=lambda name: -len(name.split()))]


def _entry(heading: str) -> NameForm:
    name = parse_name(heading)
    return NameForm(fold_name(name.family), tuple(fold_name(name.given).split()), "")


def _with_variants(person: Person) -> Person:
    """Add the other spellings of a name."""
    if person.kind == "group":
        return person
    names = dict.fromkeys((*person.variants, *name_variants(person.name)))
    return replace(person, variants=tuple(name for name in names if name != person.name))
