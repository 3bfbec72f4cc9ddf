"""Places of several editions in one index, where an id means one place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Edition, Place, PlaceRef
from corpus.places.place_index import authorities_conflict


def identify_places(editions: Iterable[Edition]) -> list[Edition]:
    """Return editions in which an id of a place means the same place in all of them.

    Places that share a URI of an authority file are one, with the id that it has in the first edition, unless
    they are two in one edition. Places of one id whose ids in an authority file differ are two places: that
    of the later edition has the edition's id as a suffix. Other places of one id are one.
    """
    known = _KnownPlaces()
    identified = []
    for edition in editions:
        renamed = known.ids(edition)
        identified.append(_with_ids(edition, renamed) if renamed else edition)
        for place in identified[-1].places:
            known.add(place)
    return identified


@dataclass(slots=True)
class _KnownPlaces:
    """The places of the editions so far, by id, and their ids by the URIs in authority files."""

    places: dict[str, Place] = field(default_factory=dict)
    by_uri: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, place: Place) -> None:
        """Add a place, or the authority URIs of one of the same id."""
        first = self.places.setdefault(place.id, place)
        uris = tuple(dict.fromkeys((*first.same_as, *place.same_as)))
        self.places[place.id] = replace(first, same_as=uris)
        for uri in place.same_as:
            self.by_uri[uri][place.id] = None

    def ids(self, edition: Edition) -> dict[str, str]:
        """Return the ids in the index of those places of an edition that have another one there."""
        shared = self._shared_ids(edition.places)
        return shared | {
            place.id: f"{place.id}-{edition.id}"
            for place in edition.places
            if place.id not in shared and self._is_another(place)
        }

    def _shared_ids(self, places: Sequence[Place]) -> dict[str, str]:
        """Return the ids of places of one edition that are known, by authority URI, under another id.

        A place whose URIs several known places have keeps its id, as do two that would get the same one, or
        one that would get that of another place of the edition.
        """
        found = {place.id: self._known_id(place) for place in places}
        claims = Counter(found[place.id] or place.id for place in places)
        return {id: other for id, other in found.items() if other and other != id and claims[other] == 1}

    def _known_id(self, place: Place) -> str | None:
        """Return the only id of known places that share a URI with a place, if none differs; or None."""
        ids = dict.fromkeys(id for uri in place.same_as for id in self.by_uri.get(uri, ()))
        fitting = [id for id in ids if not authorities_conflict(place.same_as, self.places[id].same_as)]
        return fitting[0] if len(ids) == len(fitting) == 1 else None

    def _is_another(self, place: Place) -> bool:
        """Return whether a place has the id of a known one with a different id in an authority file."""
        known = self.places.get(place.id)
        return known is not None and authorities_conflict(place.same_as, known.same_as)


def _with_ids(edition: Edition, renamed: Mapping[str, str]) -> Edition:
    """Return an edition with other ids of places."""
    places = tuple(replace(place, id=renamed.get(place.id, place.id)) for place in edition.places)
    units = tuple(
        replace(unit, sent_from=_renamed(unit.sent_from, renamed), sent_to=_renamed(unit.sent_to, renamed))
        for unit in edition.units
    )
    return replace(edition, places=places, units=units)


def _renamed(ref: PlaceRef | None, renamed: Mapping[str, str]) -> PlaceRef | None:
    """Return a reference with the other id of its place, if it has one."""
    return replace(ref, id=renamed.get(ref.id, ref.id)) if ref else None
