# ruff: noqa: E501  markup of fixtures
"""Lists of persons, bodies and places in JSON, CSV and TSV files beside letters in TEI."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition
from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import tei
from tests.corpus.readers.tei.test_tei_texts import in_body, lines

DESCRIBED = """<correspDesc><correspAction type="sent"><persName ref="{0}p12"/><placeName ref="{0}l4"/><date when="1831-03-04"/>
</correspAction><correspAction type="received"><orgName ref="{0}o7"/></correspAction></correspDesc>"""
BODY = '<p>Says <persName ref="{0}p13">he</persName> of <title ref="{0}w1">Moss</title>.</p>'
PERSONS = """{{"meta": {{"made": "2020"}}, "{list}": [
 {{"id": "p12", "surname": "Fell", "forename": "Ida", "born": "1801", "died": 1870, "gnd": "118500015", "shoe size": "38"}},
 {{"id": "p13", "surname": "Dale", "forename": "Tom", "note": "Miner."}}, {{"id": "p99", "surname": "Beck", "forename": "Jon"}}]}}"""
KEYED = """{"p12": {"name": "Fell", "firstname": "Ida", "wikidata": "https://www.wikidata.org/wiki/Q900"},
 "p13": {"name": "Dale", "firstname": "Tom"}, "p99": {"name": "Beck", "firstname": ""}}"""
CSV = "ID;Nachname;Vorname;Geburtsjahr\np12;Fell;Ida;1801\np13;Dale;Tom;\np99;Beck;Jon;\n"
TSV = "xml_id\tFull name\np12\tFell, Ida\np13\tDale, Tom\np99\tBeck, Jon\n"
PLACES = '[{"key": "l4", "label": "Tarn", "lat": "54.5", "lng": "-3.1", "geonames": "2950159"}]'
BODIES = "key,name\no7,Quay Club\no8,Moor Club\n"


def edition(folder: Path, registers: dict[str, str], prefix: str = "#") -> Edition:
    """The edition of a letter beside registers, by the names of their files."""
    letter = tei("", DESCRIBED.format(prefix), in_body(BODY.format(prefix)), "L1")
    for name, text in {"letters/L1.xml": letter, **registers}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return read_edition(folder)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("persons.json", PERSONS.format(list="persons")),
        ("data/a/b.json", f'{{"data": {{"of": {PERSONS.format(list="list")}}}}}'),
        ("persons.json", KEYED),
        ("persons.json", f'{{"register": {KEYED}}}'),
        ("persons.csv", CSV),
        ("persons.tsv", TSV),
    ],
    ids=["list", "nested list", "objects by id", "nested objects by id", "csv", "tsv"],
)
@pytest.mark.parametrize("prefix", ["#", "", "../persons.json#"])
def test_persons_of_any_form_are_read(tmp_path: Path, file: str, text: str, prefix: str) -> None:
    found = edition(tmp_path, {file: text, "places.json": PLACES, "bodies.csv": BODIES}, prefix)
    letter = found.units[0]
    assert [ref.name for ref in letter.senders] == ["Ida Fell"]
    assert [ref.name for ref in letter.recipients] == ["Quay Club"]
    assert [ref.name for ref in letter.mentions] == ["Tom Dale"]
    assert letter.sent_from
    assert letter.sent_from.name == "Tarn"
    assert {person.name for person in found.persons} >= {"Fell, Ida", "Dale, Tom"}
    assert not lines(found, "file-unused")


@pytest.mark.parametrize(
    ("name", "forename", "expected"),
    [
        ("Fell (née Ash, called Moss)", "Ida", "Fell (née Ash, called Moss), Ida"),
        ("Fell, Ida", "Ida", "Fell, Ida"),
        ("Ida Fell", "Ida", "Ida Fell"),
        ("Homer", "", "Homer"),
    ],
)
def test_a_name_beside_a_given_name_is_the_surname(
    tmp_path: Path, name: str, forename: str, expected: str
) -> None:
    found = edition(tmp_path, {"p.csv": f'id,name,firstname\np12,"{name}",{forename}\np13,"Dale",Tom\n'})
    assert expected in {person.name for person in found.persons}


def test_ids_with_a_scheme_of_the_edition_are_found(tmp_path: Path) -> None:
    csv = CSV.replace("p12", "12").replace("p13", "13").replace("p99", "99")
    letter = tei("", DESCRIBED.format("#").replace("#p12", "psn:12"), in_body("<p>Moss.</p>"), "L1")
    (tmp_path / "L1.xml").write_text(letter, "utf-8")
    (tmp_path / "persons.csv").write_text(csv, "utf-8")
    assert [ref.name for ref in read_edition(tmp_path).units[0].senders] == ["Ida Fell"]


def test_dates_ids_and_coordinates_are_kept_and_the_rest_is_reported(tmp_path: Path) -> None:
    found = edition(tmp_path, {"persons.json": PERSONS.format(list="p"), "places.json": PLACES})
    fell = next(person for person in found.persons if person.name == "Fell, Ida")
    assert (fell.dates, fell.same_as) == ("1801–1870", ("https://d-nb.info/gnd/118500015",))
    tarn = next(place for place in found.places if place.name == "Tarn")
    assert (tarn.latitude, tarn.same_as) == (54.5, ("https://www.geonames.org/2950159",))
    messages = [line.message for line in lines(found, "facts-unused")]
    assert "column “shoe size” of persons.json: 1, the first “38”" in messages


def test_objects_inside_lists_are_reported(tmp_path: Path) -> None:
    person = (
        '{"id": "p12", "name": "Fell, Ida", "posts": ["clerk", {"at": {"town": "Tarn"}}, [[1830, null]]]}'
    )
    found = edition(tmp_path, {"persons.json": f"[{person}]"})
    messages = [line.message for line in lines(found, "facts-unused")]
    assert "column “posts” of persons.json: 1, the first “clerk”" in messages
    assert "column “posts (inner)” of persons.json: 1, the first “Tarn 1830”" in messages


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "w1", "name": "On Moss"}]',
        '[{"id": "x1", "name": "Elsewhere"}]',
        '[{"id": "p12", "colour": "red"}]',
        '{"p12": ["Fell"]}',
        "[" * 200,
        '"p12"',
        "{",
    ],
    ids=["works", "other ids", "no names", "lists", "nested", "text", "broken"],
)
def test_other_data_is_reported_as_not_read(tmp_path: Path, text: str) -> None:
    found = edition(tmp_path, {"data.json": text})
    assert [line.file for line in lines(found, "file-unused")] == ["data.json"]
