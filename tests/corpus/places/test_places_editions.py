from __future__ import annotations

from corpus.model import Edition, Place, PlaceRef, Unit
from corpus.places.editions import part_places

ONE, TWO = "https://www.geonames.org/1", "https://www.geonames.org/2"


def edition(id: str, *same_as: str) -> Edition:
    ref = PlaceRef("linn", "Linn")
    unit = Unit(f"{id}/doc-1", id, "document", "A to B", 0, sent_from=ref, sent_to=PlaceRef("tarn", "Tarn"))
    return Edition(
        id, id, units=(unit,), places=(Place("linn", "Linn", same_as=same_as), Place("tarn", "Tarn"))
    )


def ids(editions: list[Edition]) -> list[tuple[str, str]]:
    return [
        (edition.places[0].id, unit.sent_from.id)
        for edition in editions
        for unit in edition.units
        if unit.sent_from
    ]


def test_places_of_one_name_with_different_authority_ids_are_two_in_an_index() -> None:
    parted = part_places([edition("a", ONE), edition("b", TWO), edition("c", ONE)])
    assert ids(parted) == [("linn", "linn"), ("linn-b", "linn-b"), ("linn", "linn")]
    assert [unit.sent_to and unit.sent_to.id for one in parted for unit in one.units] == ["tarn"] * 3


def test_a_place_without_an_id_is_the_one_of_its_name() -> None:
    editions = [edition("a"), edition("b", ONE), edition("c")]
    assert part_places(editions) == editions


def test_what_the_first_edition_lacks_later_ones_decide() -> None:
    parted = part_places([edition("a"), edition("b", ONE), edition("c", TWO)])
    assert ids(parted) == [("linn", "linn"), ("linn", "linn"), ("linn-c", "linn-c")]
