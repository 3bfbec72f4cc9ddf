"""Places of several editions in one index, where an id means one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.model import Edition, Place, PlaceRef
from corpus.places.place_index import authorities_conflict


def part_places(editions: Iterable[Edition]) -> list[Edition]:
    """Return editions in which an id of a place means the same place in all of them.

    Places of one id whose ids in an authority file differ are two places: that of the later edition has the
    edition's id as a suffix. Other places of one id are one.
    """
    known: dict[str, Place] = {}
    parted = []
    for edition in editions:
        renamed = {
            place.id: f"{place.id}-{edition.id}"
            for place in edition.places
            if place.id in known and authorities_conflict(place.same_as, known[place.id].same_as)
        }
        parted.append(_with_ids(edition, renamed) if renamed else edition)
        for place in parted[-1].places:
            first = known.setdefault(place.id, place)
            known[place.id] = replace(first, same_as=tuple(dict.fromkeys((*first.same_as, *place.same_as))))
    return parted


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
