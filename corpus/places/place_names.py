"""The names of an index's places, resolved for search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corpus.model import Place
from corpus.places.place_index import place_key


class PlaceNames:
    """The places of an index, found by id and by any of their names."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places = tuple(places)
        self._by_id = {place.id: place for place in self.places}
        self._by_name: defaultdict[str, dict[str, Place]] = defaultdict(dict)
        for place in self.places:
            for name in (place.name, *place.variants):
                self._by_name[place_key(name)][place.id] = place

    def get(self, id: str) -> Place | None:
        """Return the place with this id, or None."""
        return self._by_id.get(id)

    def bearers(self, name: str) -> tuple[Place, ...]:
        """Return all places that have a name, in any spelling of case, accents and punctuation."""
        return tuple(self._by_name.get(place_key(name), {}).values())
