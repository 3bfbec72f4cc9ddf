from corpus.store.records import EDITION, UNIT
from tests.editions import lighthouse_edition


def test_an_edition_survives_the_way_to_json_and_back() -> None:
    edition = lighthouse_edition()
    assert EDITION.decode(EDITION.encode(edition)) == edition


def test_every_unit_survives_the_way_to_json_and_back() -> None:
    for unit in lighthouse_edition().units:
        assert UNIT.decode(UNIT.encode(unit)) == unit
