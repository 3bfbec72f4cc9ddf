"""The page of a place: its names, ids and coordinates, and the documents sent from and to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import Place, Unit
from exports.addresses import filtered_search_address
from search.optional_parts import optional
from web.bar_chart import BarChart, make_bar_chart
from web.person_page import RoleDocuments, document_links
from web.texts import LazyText

END_HEADINGS: Final = {"origin": LazyText("Sent from"), "destination": LazyText("Sent to")}


@dataclass(frozen=True, slots=True)
class PlacePage:
    """All that the template of a place's page shows; ``coordinates`` are "" if unknown."""

    place: Place
    coordinates: str
    ends: tuple[RoleDocuments, ...]
    chart: BarChart | None


def make_place_page(place: Place, documents: Sequence[Unit], edition: str) -> PlacePage:
    """Return a place's page from the documents of an edition."""
    units_by_end = {
        "origin": [unit for unit in documents if unit.sent_from and unit.sent_from.id == place.id],
        "destination": [unit for unit in documents if unit.sent_to and unit.sent_to.id == place.id],
    }
    dated = [(unit, [END_HEADINGS[end]]) for end, units in units_by_end.items() for unit in units]
    return PlacePage(
        place,
        format_coordinates(place),
        tuple(_end_documents(end, units, place, edition) for end, units in units_by_end.items() if units),
        optional("chart", lambda: make_bar_chart(dated, list(END_HEADINGS.values())), None),
    )


def format_coordinates(place: Place) -> str:
    """Return the coordinates of a place: "59.4, 28.2" (latitude, longitude); "" if unknown."""
    if place.latitude is None or place.longitude is None:
        return ""
    return f"{place.latitude:.7g}, {place.longitude:.7g}"


def _end_documents(end: str, units: Sequence[Unit], place: Place, edition: str) -> RoleDocuments:
    """Return the documents sent from or to a place, with the address of the search for them."""
    address = filtered_search_address(
        **{end: place.id, "kind": "document", "edition": edition, "sort": "date"}
    )
    return RoleDocuments(END_HEADINGS[end], len(units), address, document_links(units))
