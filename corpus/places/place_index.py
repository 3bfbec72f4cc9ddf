"""The place index of an edition: resolves the ids and names of places to places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from corpus.model import Place, PlaceRef
from corpus.persons.authorities import split_uri
from corpus.places.coordinates import Coordinates
from corpus.slugs import person_slug, unique_slug
from corpus.text.placeholders import states_absence

_DOUBT: Final = re.compile(r"\s*[\[(]\s*\?+\s*[\])]")
_IN_BRACKETS: Final = re.compile(r"\[(?P<square>[^\[\]]*)\]|\((?P<round>[^()]*)\)")
_ADDITION: Final = re.compile(r"\s*\([^()]*\)\Z")
_OUTER: Final = " ,;:?"
_FULL_STOP: Final = re.compile(r"(?<![\s.]\w)(?<![\s.]\w\w)\.+\Z|\A\.+")
"""The full stop after a name, not after an abbreviation in it: "Frankfurt a. M."."""


def bare_place_name(printed: str) -> str:
    """Return a printed name of a place without the marks around it: brackets, question marks, full stops.

    Brackets within a name stay: "Frankfurt (Oder)".
    """
    name = _strip(_DOUBT.sub("", " ".join(printed.split())))
    while bracketed := _IN_BRACKETS.fullmatch(name):
        name = _strip(bracketed["square"] or bracketed["round"] or "")
    for opening, closing in ("[]", "()"):
        if name.count(opening) != name.count(closing):
            name = _strip(name.strip(f"{opening}{closing}{_OUTER}"))
    return name


def _strip(name: str) -> str:
    """Return a name without punctuation around it."""
    return _FULL_STOP.sub("", name.strip(_OUTER)).strip(_OUTER)


def place_key(name: str) -> str:
    """Return the key that all spellings of a place's name share in case, accents and punctuation.

    It is also the place's id, unless two places have the same; "" for a name without letters and digits.
    """
    return person_slug(bare_place_name(name))


def _without_addition(name: str) -> str:
    """Return a name without the addition in brackets that tells it from others: "Paris" for "Paris (F)"."""
    return _ADDITION.sub("", name)


def merge_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """Merge the places of several editions: the same id means the same place.

    The first entry of an id is completed from later ones; the names and authority URIs of all are combined.
    """
    merged: dict[str, Place] = {}
    for place in places:
        first = merged.setdefault(place.id, place)
        if first is not place:
            names = dict.fromkeys((*first.variants, place.name, *place.variants))
            known = first if first.latitude is not None else place
            merged[place.id] = replace(
                first,
                variants=tuple(name for name in names if name != first.name),
                same_as=tuple(dict.fromkeys((*first.same_as, *place.same_as))),
                latitude=known.latitude,
                longitude=known.longitude,
            )
    return tuple(merged.values())


def authorities_conflict(uris: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether two places have different ids in the same authority file, and none in common there."""
    left, right = _by_authority(uris), _by_authority(others)
    return any(not left[name] & right[name] for name in left.keys() & right.keys())


def _by_authority(uris: Iterable[str]) -> dict[str, set[str]]:
    """Return authority URIs by the name of their authority file."""
    grouped: defaultdict[str, set[str]] = defaultdict(set)
    for uri in uris:
        grouped[split_uri(uri)[0]].add(uri)
    return grouped


@dataclass(slots=True)
class _Entry:
    """A place while an edition is read; ``printed`` counts the names by which letters call it."""

    id: str
    names: dict[str, None]
    keys: set[str]
    same_as: dict[str, None]
    coordinates: Coordinates | None
    is_registered: bool = False
    is_area: bool = False
    printed: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name in the source's register, else the one that letters have most often, else an id.

        Of names as frequent the first counts.
        """
        frequent = self.printed.most_common(1) if not self.is_registered else ()
        return next((name for name, _ in frequent), next(iter((*self.names, *self.same_as)), self.id))

    def to_place(self) -> Place:
        """Return the entry as a place."""
        names = dict.fromkeys((*self.names, *self.printed))
        variants = tuple(name for name in names if name != self.name)
        latitude, longitude = self.coordinates or (None, None)
        return Place(self.id, self.name, variants, tuple(self.same_as), latitude, longitude)


class PlaceIndex:
    """The places of an edition, collected while it is read.

    A place is identified by the first of these that is known: an id of the source, a URI of an authority
    file, the name. Two places with different ids of the source or of one authority file are never the same.
    """

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._by_key: dict[str, _Entry] = {}
        self._by_uri: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._by_name: defaultdict[str, dict[str, _Entry]] = defaultdict(dict)
        self._named_alone: defaultdict[str, dict[str, _Entry]] = defaultdict(dict)
        """The places that had no id of the source when they got a name, like all by the name and the id."""
        self._ids: set[str] = set()
        self.ambiguous: Counter[str] = Counter()
        """Names without an id that several places have, with their number."""

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def add_entry(
        self,
        keys: Sequence[str],
        names: Sequence[str],
        same_as: Iterable[str] = (),
        coordinates: Coordinates | None = None,
        *,
        id: str = "",
        is_area: bool = False,
    ) -> None:
        """Add the entry of a register; one without a name, or whose first id is known, is left out.

        Args:
            keys: the ids by which letters refer to the place.
            names: its names, first the one to display; of two places with one name the second is displayed
                by the second of its names.
            id: its id in an index, if the source states it.
            is_area: it is a country, region, lake or the like; a name that a town has too means the town.
        """
        if not keys or not names or keys[0] in self._by_key:
            return
        spelled = list(dict.fromkeys(filter(None, map(bare_place_name, names)))) or list(names[:1])
        if len(spelled) > 1 and self._by_name.get(place_key(spelled[0])):
            spelled[:2] = spelled[1::-1]
        entry = self._add(spelled[0], keys, tuple(same_as), coordinates, id)
        entry.is_registered, entry.is_area = True, is_area
        for name in (*spelled[1:], *map(_without_addition, spelled)):
            self._name(entry, name)

    def identify(
        self,
        name: str,
        keys: Sequence[str] = (),
        same_as: Sequence[str] = (),
        coordinates: Coordinates | None = None,
    ) -> PlaceRef | None:
        """Return a reference to the place that a letter names, which is added if it is not known.

        Args:
            name: the name as printed; may be "".
            keys: the ids of the source by which the letter refers to the place.
            same_as: its canonical URIs in authority files.

        Returns:
            The reference, or None if there is neither a name nor a known id.
        """
        bare = "" if states_absence(name) else bare_place_name(name)
        entry = self._known(bare, keys, same_as)
        if entry is None and (place_key(bare) or same_as):
            entry = self._add(bare, keys, same_as, coordinates)
        if entry is None:
            return None
        self._complete(entry, keys, same_as, coordinates)
        if bare:
            entry.printed[bare] += 1
            self._name(entry, bare)
        return PlaceRef(entry.id, entry.name)

    def ref(self, id: str) -> PlaceRef:
        """Return a reference to the place with this id, with the name that it has by now."""
        return PlaceRef(id, self._entries[id].name)

    def known_name(self, ref: PlaceRef | None) -> str | None:
        """Return the name of a place; None if there is no reference, or if only an id is known."""
        return next(iter(self._entries[ref.id].names), None) and ref.name if ref else None

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, in the order in which they were added."""
        return tuple(entry.to_place() for entry in self._entries.values())

    def shared_uris(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the authority URIs that several places have, with the names of these places."""
        for uri, entries in self._by_uri.items():
            if len(entries) > 1:
                yield uri, tuple(entry.name for entry in entries)

    def _known(self, name: str, keys: Sequence[str], same_as: Sequence[str]) -> _Entry | None:
        """Return the known place that ids identify, else the only one with the name; or None."""
        known = next((self._by_key[key] for key in keys if key in self._by_key), None)
        if known:
            return known
        cited = (entry for uri in same_as for entry in self._by_uri.get(uri, ()))
        fitting = next((entry for entry in cited if not self._differs(entry, keys, same_as)), None)
        return fitting or self._named(name, keys, same_as)

    def _named(self, name: str, keys: Sequence[str], same_as: Sequence[str]) -> _Entry | None:
        """Return the only place with a name whose ids do not differ, or None; rather one called so first."""
        key = place_key(name)
        bearers: list[_Entry] = []
        towns: list[_Entry] = []
        preferred: list[_Entry] = []
        for entry in (self._named_alone if keys else self._by_name).get(key, {}).values():
            if not self._differs(entry, keys, same_as):
                bearers.append(entry)
                towns += [] if entry.is_area else [entry]
                is_preferred = not entry.is_area and place_key(next(iter(entry.names))) == key
                preferred += [entry] if is_preferred else []
            if len(preferred) > 1:
                break
        for candidates in (preferred, towns, bearers):
            if len(candidates) == 1:
                return candidates[0]
        if keys or same_as or not bearers:
            return None
        self.ambiguous[name] += 1
        alone = self._named_alone.get(key, {}).values()
        return next((entry for entry in alone if not entry.keys and not entry.same_as), None)

    def _differs(self, entry: _Entry, keys: Sequence[str], same_as: Sequence[str]) -> bool:
        """Return whether a place is known by other ids of the source, or other URIs of one authority file."""
        return bool(keys and entry.keys) or authorities_conflict(same_as, entry.same_as)

    def _add(
        self,
        name: str,
        keys: Sequence[str],
        same_as: Sequence[str],
        coordinates: Coordinates | None,
        id: str = "",
    ) -> _Entry:
        """Add a place; its id is made from the name, and if that is taken, from the name and another id."""
        identity = next((split_uri(uri)[1] for uri in same_as), next(iter(keys), ""))
        base = id or place_key(name) or place_key(identity)
        if base in self._ids and place_key(identity):
            base = f"{base}-{place_key(identity)}"
        entry = _Entry(unique_slug(base, self._ids), {}, set(), {}, None)
        self._entries[entry.id] = entry
        self._complete(entry, keys, same_as, coordinates)
        self._name(entry, name)
        return entry

    def _name(self, entry: _Entry, name: str) -> None:
        """Add a name of a place."""
        if name and name not in entry.names:
            entry.names[name] = None
            self._by_name[place_key(name)].setdefault(entry.id, entry)
            if not entry.keys:
                self._named_alone[place_key(name)].setdefault(entry.id, entry)

    def _complete(
        self, entry: _Entry, keys: Iterable[str], same_as: Iterable[str], coordinates: Coordinates | None
    ) -> None:
        """Add ids and coordinates to a place; known ids stay with the place that they identify."""
        for key in keys:
            if self._by_key.setdefault(key, entry) is entry:
                entry.keys.add(key)
        for uri in same_as:
            if uri not in entry.same_as:
                entry.same_as[uri] = None
                self._by_uri[uri].append(entry)
        entry.coordinates = entry.coordinates or coordinates
