from __future__ import annotations

from corpus.model import Edition, Place, PlaceRef, Unit
from corpus.places.editions import identify_places

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
    parted = identify_places([edition("a", ONE), edition("b", TWO), edition("c", ONE)])
    assert ids(parted) == [("linn", "linn"), ("linn-b", "linn-b"), ("linn", "linn")]
    assert [unit.sent_to and unit.sent_to.id for one in parted for unit in one.units] == ["tarn"] * 3


def test_a_place_without_an_id_is_the_one_of_its_name() -> None:
    editions = [edition("a"), edition("b", ONE), edition("c")]
    assert identify_places(editions) == editions


def test_what_the_first_edition_lacks_later_ones_decide() -> None:
    parted = identify_places([edition("a"), edition("b", ONE), edition("c", TWO)])
    assert ids(parted) == [("linn", "linn"), ("linn", "linn"), ("linn-c", "linn-c")]


def named(edition: str, *places: tuple[str, str, tuple[str, ...]]) -> Edition:
    """An edition with places of the given ids, names and authority URIs, and a letter from the first."""
    id, name, _ = places[0]
    unit = Unit(f"{edition}/doc-1", edition, "document", "A to B", 0, sent_from=PlaceRef(id, name))
    entries = tuple(Place(id, name, same_as=same_as) for id, name, same_as in places)
    return Edition(edition, edition, units=(unit,), places=entries)


def test_places_of_different_names_with_one_authority_id_are_one() -> None:
    parted = identify_places(
        [named("a", ("reval", "Reval", (ONE,))), named("b", ("tallinn", "Tallinn", (ONE,)))]
    )
    assert ids(parted) == [("reval", "reval"), ("reval", "reval")]
    assert [place.name for one in parted for place in one.places] == ["Reval", "Tallinn"]


def test_an_id_that_a_third_edition_shares_with_each_connects_only_what_was_known_before() -> None:
    viaf = "http://viaf.org/viaf/1"
    parted = identify_places([
        named("a", ("reval", "Reval", (ONE,))),
        named("b", ("tallinn", "Tallinn", (viaf, ONE))),
        named("c", ("kolyvan", "Kolyvan", (viaf,))),
    ])  # fmt: skip
    assert ids(parted) == [("reval", "reval")] * 3


def test_two_places_of_one_edition_are_never_one() -> None:
    first = named("a", ("reval", "Reval", (ONE,)))
    twice = named("b", ("tallinn", "Tallinn", (ONE,)), ("toompea", "Toompea", (ONE,)))
    own = named("c", ("tallinn", "Tallinn", (ONE,)), ("reval", "Reval", ()))
    assert ids(identify_places([first, twice])) == [("reval", "reval"), ("tallinn", "tallinn")]
    assert ids(identify_places([first, own])) == [("reval", "reval"), ("tallinn", "tallinn")]


def test_a_shared_id_beside_a_different_one_joins_nothing() -> None:
    tgn, other = "http://vocab.getty.edu/tgn/1", "http://vocab.getty.edu/tgn/2"
    parted = identify_places(
        [named("a", ("reval", "Reval", (ONE, tgn))), named("b", ("tallinn", "Tallinn", (ONE, other)))]
    )
    assert ids(parted) == [("reval", "reval"), ("tallinn", "tallinn")]
