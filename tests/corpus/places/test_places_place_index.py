from __future__ import annotations

import pytest

from corpus.model import Place, PlaceRef
from corpus.places.place_index import PlaceIndex, bare_place_name, merge_places, place_key

NARVA = "https://www.geonames.org/590031"
OTHER = "https://www.geonames.org/1"


def identified(places: PlaceIndex, *args: object, **options: object) -> str:
    ref = places.identify(*args, **options)  # type: ignore[arg-type]
    assert ref is not None
    return ref.id


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Narva.", "Narva"),
        ("[Narva]", "Narva"),
        ("[Narva?]", "Narva"),
        ("Narva (?)", "Narva"),
        ("(Narva)", "Narva"),
        ("[Narva", "Narva"),
        ("Linn (Tarn)", "Linn (Tarn)"),
        ("Linn a. M.", "Linn a. M."),
        ("Linn, D.C.", "Linn, D.C."),
        ("St. Linn.", "St. Linn"),
        ("[Linn.]", "Linn"),
        ("Ulm.", "Ulm"),
        ("Linn [Lin]", "Linn [Lin]"),
        ("?", ""),
    ],
)
def test_a_name_is_without_the_marks_around_it(printed: str, name: str) -> None:
    assert bare_place_name(printed) == name


def test_a_name_in_any_script_has_an_id_and_spellings_share_it() -> None:
    names = ("Łódź", "Нарва", "東京", "القدس", "तेहरान")
    assert all(place_key(name) for name in names)
    assert len({place_key(name) for name in names}) == len(names)
    assert place_key("NARVA.") == place_key("Narva") == place_key("Нарва") == "narva"


def test_a_name_without_a_register_is_one_place_however_it_is_printed() -> None:
    places = PlaceIndex()
    assert [identified(places, name) for name in ("London", "London.", "[LONDON]")] == ["london"] * 3
    assert places.places == (Place("london", "London", ("LONDON",)),)


def test_ids_made_from_names_do_not_depend_on_other_letters() -> None:
    first, second = PlaceIndex(), PlaceIndex()
    names = ["Narva", "Linn", "Нарва-Йыэсуу", "東京"]
    ids = {name: identified(first, name) for name in names}
    assert {name: identified(second, name) for name in ["Tarn", *reversed(names)]} | ids == {
        "Tarn": "tarn",
        **ids,
    }


def test_a_key_goes_before_the_name() -> None:
    places = PlaceIndex()
    places.add_entry(["L1", "Narva"], ["Narva", "Narwa"], [NARVA], (59.4, 28.2))
    places.add_entry(["L2"], ["Linn"])
    assert identified(places, "Linn", ["L1"]) == "narva"
    assert identified(places, "", ["L1"]) == "narva"
    assert identified(places, "Narwa") == "narva"
    assert places.ref("narva") == PlaceRef("narva", "Narva")
    assert places.places[0] == Place("narva", "Narva", ("Narwa", "Linn"), (NARVA,), 59.4, 28.2)


def test_an_authority_id_goes_before_the_name() -> None:
    places = PlaceIndex()
    assert identified(places, "Narva", (), [NARVA]) == identified(places, "Narwa", (), [NARVA])
    assert identified(places, "Narva") == "narva"
    assert [place.id for place in places.places] == ["narva"]


def test_different_ids_of_one_authority_part_places_of_one_name() -> None:
    places = PlaceIndex()
    assert identified(places, "Linn", (), [NARVA]) == "linn"
    assert identified(places, "Linn", (), [OTHER]) == "linn-1"
    assert identified(places, "Linn", (), [OTHER, "http://www.wikidata.org/entity/Q5"]) == "linn-1"
    assert identified(places, "Linn", (), ["http://www.wikidata.org/entity/Q5", NARVA]) == "linn"


def test_different_keys_part_places_of_one_name() -> None:
    places = PlaceIndex()
    assert [identified(places, "Linn", [key]) for key in ("a", "b", "a")] == ["linn", "linn-b", "linn"]


def test_a_name_that_several_places_have_is_none_of_them_and_counted() -> None:
    places = PlaceIndex()
    places.add_entry(["a"], ["Linn"])
    places.add_entry(["b"], ["Linn"])
    assert [identified(places, "Linn") for _ in range(2)] == ["linn-2", "linn-2"]
    assert [place.id for place in places.places] == ["linn", "linn-b", "linn-2"]
    assert places.ambiguous == {"Linn": 2}


def test_of_two_places_of_one_name_the_second_is_called_by_its_longer_name() -> None:
    places = PlaceIndex()
    places.add_entry(["a"], ["Linn", "Linn (Moor)"])
    places.add_entry(["b"], ["Linn", "Linn (Tarn)"])
    assert [(place.id, place.name) for place in places.places] == [
        ("linn", "Linn"),
        ("linn-tarn", "Linn (Tarn)"),
    ]


def test_a_name_means_the_town_rather_than_the_country() -> None:
    places = PlaceIndex()
    places.add_entry(["canton"], ["Linn"], is_area=True)
    places.add_entry(["town"], ["Linn (town)"])
    assert identified(places, "Linn") == "linn-town"
    assert not places.ambiguous


def test_no_name_and_no_id_is_no_place() -> None:
    places = PlaceIndex()
    assert [places.identify(name) for name in ("", "[?]", "s. l.", "unbekannt", "…")] == [None] * 5
    assert places.identify("", ["unknown-key"]) is None
    assert places.places == ()


def test_a_place_with_an_authority_id_alone_is_called_by_it_until_it_has_a_name() -> None:
    places = PlaceIndex()
    ref = places.identify("", (), [NARVA])
    assert ref == PlaceRef("590031", NARVA)
    assert places.known_name(ref) is None
    assert identified(places, "Narva", (), [NARVA]) == "590031"
    assert places.known_name(places.ref("590031")) == "Narva"


def test_places_that_share_an_authority_id_are_listed() -> None:
    places = PlaceIndex()
    places.add_entry(["a"], ["Linn"], [NARVA])
    places.add_entry(["b"], ["Tarn"], [NARVA])
    assert list(places.shared_uris()) == [(NARVA, ("Linn", "Tarn"))]


def test_places_of_one_id_in_several_editions_are_merged() -> None:
    places = [Place("narva", "Narva"), Place("narva", "Narwa", ("Narva",), (NARVA,), 59.4, 28.2)]
    assert merge_places(places) == (Place("narva", "Narva", ("Narwa",), (NARVA,), 59.4, 28.2),)
