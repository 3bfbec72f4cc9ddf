"""Persons across the editions of an index: which entries of their person indexes are one person.

Each edition keeps its own entries. An entry is identified by its edition and its id there; the persons of the
index are groups of entries, each with an id of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from corpus.model import Edition, Person, PersonRef, Unit
from corpus.persons.authorities import authority_of
from corpus.slugs import person_slug

Entry = tuple[str, Person]
"""An entry of a person index, with the id of its edition."""
_Group = tuple[Entry, ...]
"""Entries that are one person, at most one of each edition."""
_Keys = Callable[[Person], Iterable[Hashable]]
"""Returns the keys of an entry; entries that share one may be one person."""
_Contradictory = Callable[[Sequence[_Group]], set[int]]
"""Returns the positions of those of several groups that contradict others: they are not one person."""

_YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")


@dataclass(frozen=True, slots=True)
class PersonIdentities:
    """The persons of an index.

    ``ids`` maps the edition and the id of each entry to the id of the person in the index. ``conflicts`` are
    entries that authority ids connect although they cannot be one person, as two of them are of one edition.
    """

    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    conflicts: tuple[tuple[Entry, ...], ...] = ()

    def id_of(self, edition: str, person: str) -> str:
        """Return the id in the index of an edition's person; of an unknown one it is the id as it is."""
        return self.ids.get((edition, person), person)

    def group(self, editions: Iterable[Edition]) -> dict[str, tuple[Entry, ...]]:
        """Return the entries of editions by the ids of the persons in the index."""
        return group_entries(
            (self.id_of(edition.id, person.id), edition.id, person)
            for edition in editions
            for person in edition.persons
        )

    def with_index_ids(self, edition: Edition) -> Edition:
        """Return an edition whose units refer to persons by their ids in the index; the entries stay."""
        ids = {id: new for (other, id), new in self.ids.items() if other == edition.id and id != new}
        if not ids:
            return edition
        return replace(edition, units=tuple(_with_ids(unit, ids) for unit in edition.units))


EDITION_IDS = PersonIdentities()
"""The persons of an index of one edition, whose ids are those in the edition."""


def identify_persons(editions: Sequence[Edition]) -> PersonIdentities:
    """Find out which persons of several editions are the same.

    Persons who share a URI of an authority file are, and persons of the same name unless something speaks
    against it: different numbers in one authority file, different years of life, or another person of that
    name in one of the editions. Two persons of one edition are never the same.

    The id of a person is the first of the ids in the editions that nobody else has; if there is none, it is
    the id with that of the edition before it (``<edition>/<id>``).
    """
    if len(editions) < 2:
        return EDITION_IDS
    entries = {(edition.id, person.id): person for edition in editions for person in edition.persons}
    groups: list[_Group] = [((edition, person),) for (edition, _), person in entries.items()]
    conflicts: list[_Group] = []
    groups = list(_join(groups, _authority_keys, _of_same_edition, conflicts))
    groups = list(_join(groups, _name_keys, _contradicting, []))
    across = (conflict for conflict in conflicts if len({edition for edition, _ in conflict}) > 1)
    return PersonIdentities(dict(_ids(groups)), tuple(across))


def group_entries(
    entries: Iterable[tuple[str, str, Person]],
) -> dict[str, tuple[Entry, ...]]:
    """Group entries by person, in order; each is given with the person's id in the index before it."""
    grouped: defaultdict[str, list[Entry]] = defaultdict(list)
    for id, edition, entry in entries:
        grouped[id].append((edition, entry))
    return {id: tuple(group) for id, group in grouped.items()}


def merge_entries(entries: Mapping[str, Sequence[Entry]]) -> dict[str, Person]:
    """Return the persons of an index by id, each merged from its entries.

    The first entry is completed from later ones; the names and authority URIs of all are combined.
    """
    ids = {(edition, entry.id): id for id, group in entries.items() for edition, entry in group}
    return {id: _merge([_with_id(id, *entry, ids) for entry in group]) for id, group in entries.items()}


def _with_id(id: str, edition: str, entry: Person, ids: Mapping[tuple[str, str], str]) -> Person:
    """Return an entry with the ids of the index, its own and those of its members."""
    members = tuple(ids.get((edition, member), member) for member in entry.members)
    return entry if (id, members) == (entry.id, entry.members) else replace(entry, id=id, members=members)


def _merge(entries: Sequence[Person]) -> Person:
    """Return the first entry of a person, completed from later ones."""
    first, *others = entries
    if not others:
        return first
    names = dict.fromkeys(
        chain(first.variants, *((entry.name, entry.display, *entry.variants) for entry in others))
    )
    return replace(
        first,
        variants=tuple(name for name in names if name not in (first.name, first.display)),
        dates=next((entry.dates for entry in entries if entry.dates), None),
        biography=next((entry.biography for entry in entries if entry.biography), None),
        members=next((entry.members for entry in entries if entry.members), ()),
        same_as=tuple(dict.fromkeys(uri for entry in entries for uri in entry.same_as)),
    )


def _with_ids(unit: Unit, ids: Mapping[str, str]) -> Unit:
    """Return a unit whose references to persons have other ids."""

    def renamed(refs: Iterable[PersonRef]) -> tuple[PersonRef, ...]:
        return tuple(PersonRef(ids.get(ref.id, ref.id), ref.name) for ref in refs)

    return replace(
        unit,
        senders=renamed(unit.senders),
        recipients=renamed(unit.recipients),
        mentions=renamed(unit.mentions),
    )


def _join(
    groups: Sequence[_Group], keys: _Keys, contradictory: _Contradictory, conflicts: list[_Group]
) -> Iterator[_Group]:
    """Yield groups joined by shared keys; those that contradict others stay as they are.

    Args:
        conflicts: all entries that keys connect are added to it wherever some of them contradict each other.
    """
    for connected in _connected(groups, keys):
        apart = contradictory(connected)
        if apart:
            conflicts.append(_joined(connected))
            yield from (connected[position] for position in sorted(apart))
            rest = [group for position, group in enumerate(connected) if position not in apart]
            yield from map(_joined, _connected(rest, keys))
        else:
            yield _joined(connected)


def _connected(groups: Sequence[_Group], keys: _Keys) -> list[list[_Group]]:
    """Return the groups that shared keys connect, directly or through others, in order."""
    first_with_key: dict[Hashable, int] = {}
    roots = list(range(len(groups)))

    def root(position: int) -> int:
        while roots[position] != position:
            roots[position] = position = roots[roots[position]]
        return position

    for position, group in enumerate(groups):
        for key in {key for _, person in group for key in keys(person)}:
            first, second = root(first_with_key.setdefault(key, position)), root(position)
            roots[max(first, second)] = min(first, second)
    connected: defaultdict[int, list[_Group]] = defaultdict(list)
    for position, group in enumerate(groups):
        connected[root(position)].append(group)
    return list(connected.values())


def _joined(groups: Iterable[_Group]) -> _Group:
    """Return the entries of several groups as one."""
    return tuple(chain.from_iterable(groups))


def _authority_keys(person: Person) -> Iterable[Hashable]:
    """Return the keys of an entry that identify the person: the URIs in authority files."""
    return person.same_as


def _name_keys(person: Person) -> Iterator[Hashable]:
    """Yield the keys of an entry that make a person likely: the name in direct order; the id with a name."""
    name = person_slug(person.display)
    if name:
        yield person.kind, name
    for form in (person.name, person.display, *person.variants):
        if slug := person_slug(form):
            yield person.kind, person.id, slug


def _of_same_edition(groups: Sequence[_Group]) -> set[int]:
    """Return the positions of the groups of which others have entries in the same edition."""
    return _shared(groups, lambda edition, _: (edition,))


def _contradicting(groups: Sequence[_Group]) -> set[int]:
    """Return the positions of the groups that cannot be one person although the names are the same.

    They have entries in one edition, different numbers in one authority file, or no year of life in common.
    """
    positions = _of_same_edition(groups)
    positions |= _shared(groups, lambda _, person: filter(None, map(authority_of, person.same_as)))
    years = {position: found for position, group in enumerate(groups) if (found := _years(group))}
    return positions | (set() if years and set.intersection(*years.values()) else set(years))


def _shared(groups: Sequence[_Group], properties: Callable[[str, Person], Iterable[Hashable]]) -> set[int]:
    """Return the positions of the groups that have a property which another group has too."""
    positions: defaultdict[Hashable, set[int]] = defaultdict(set)
    for position, group in enumerate(groups):
        for edition, person in group:
            for value in properties(edition, person):
                positions[value].add(position)
    return set(chain.from_iterable(shared for shared in positions.values() if len(shared) > 1))


def _years(group: _Group) -> set[str]:
    """Return the years of life that the entries of a group state."""
    return {year for _, person in group for year in _YEAR.findall(person.dates or "")}


def _ids(groups: Iterable[_Group]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the edition and the id of each entry, with the id of the person in the index."""
    groups = list(groups)
    bearers = Counter(id for group in groups for id in {person.id for _, person in group})
    for group in groups:
        edition, first = group[0]
        unshared = (person.id for _, person in group if bearers[person.id] == 1)
        id = next(unshared, f"{edition}/{first.id}")
        for other, person in group:
            yield (other, person.id), id
