# ruff: noqa: E501  markup of fixtures
"""Places in TEI: registers, keys, authority ids and datelines."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Place
from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import tei

REGISTER = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><standOff><listPlace>
<place xml:id="L1" n="Tarn (Moor)"><placeName type="main">Tarn <add>(Moor)</add></placeName><placeName type="add">(Moor)</placeName>
<placeName type="alt">Tarnum</placeName><idno type="geonames">590031</idno><location><geo>59.4 28.2</geo></location></place>
<place xml:id="L2"><placeName ref="https://www.wikidata.org/wiki/Q5">Linn</placeName></place>
</listPlace></standOff></TEI>"""
BODY = "<text><body>{opener}<p>The lens came cracked.</p></body></text>"


def action(sent: str, received: str = "") -> str:
    return (
        f'<correspDesc><correspAction type="sent"><persName>Ida Fell</persName>{sent}</correspAction>'
        f'<correspAction type="received"><persName>Roy Ash</persName>{received}</correspAction></correspDesc>'
    )


def read(folder: Path, *letters: str, register: str = REGISTER, opener: str = "") -> Edition:
    folder.mkdir(exist_ok=True)
    if register:
        (folder / "register.xml").write_text(register, "utf-8")
    for number, described in enumerate(letters):
        text = tei("Fell to Ash", described, BODY.format(opener=opener), f"K{number}")
        (folder / f"{number}.xml").write_text(text, "utf-8")
    return read_edition(folder)


def place(edition: Edition, id: str) -> Place:
    return next(place for place in edition.places if place.id == id)


def ids(edition: Edition) -> list[tuple[str | None, str | None]]:
    letters = [unit for unit in edition.units if unit.kind == "document"]
    return [
        (unit.sent_from.id if unit.sent_from else None, unit.sent_to.id if unit.sent_to else None)
        for unit in sorted(letters, key=lambda unit: unit.id)
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<placeName ref="#L1">Tarnum</placeName>',
        '<placeName key="L1"/>',
        '<placeName corresp="register.xml#L1">T.</placeName>',
        '<placeName key="Tarn (Moor)">Tarn</placeName>',
        '<placeName ref="https://www.geonames.org/590031/tarn.html">Town</placeName>',
        '<placeName ref="geonames:590031">Town</placeName>',
        '<settlement ref="https://sws.geonames.org/590031/">Town</settlement>',
        '<placeName><settlement key="L1">Town</settlement>, <country>Moor</country></placeName>',
        '<name type="place" ref="#L1">Town</name>',
        '<rs type="place" ref="#L1">Town</rs>',
        "<placeName>Tarn.</placeName>",
        "<placeName>[Tarnum]</placeName>",
    ],
)
def test_a_letter_leads_to_the_entry_of_its_place(tmp_path: Path, markup: str) -> None:
    edition = read(tmp_path / "e", action(markup, '<placeName ref="#L2"/>'))
    assert ids(edition) == [("tarn", "linn")]
    letter = next(unit for unit in edition.units if unit.kind == "document")
    assert letter.sent_from is not None
    assert (letter.sent_from.name, letter.destination) == ("Tarn", "Linn")
    tarn = place(edition, "tarn")
    assert {"Tarnum", "Tarn (Moor)"} <= set(tarn.variants)
    assert "Moor" not in tarn.variants
    assert (tarn.same_as, tarn.latitude, tarn.longitude) == (
        ("https://www.geonames.org/590031",),
        59.4,
        28.2,
    )


def test_without_a_register_ids_of_letters_part_places_and_join_names(tmp_path: Path) -> None:
    edition = read(
        tmp_path / "e",
        action('<placeName ref="https://moor.example/p1">Tarn</placeName>'),
        action('<placeName ref="https://moor.example/p2">Tarn</placeName>'),
        action('<placeName ref="https://moor.example/p1">Old Tarn</placeName>'),
        action("<placeName>Linn</placeName>", "<placeName>LINN.</placeName>"),
        register="",
    )
    assert ids(edition) == [("tarn", None), ("tarn-p2", None), ("tarn", None), ("linn", "linn")]
    assert place(edition, "tarn").variants == ("Old Tarn",)


def test_a_name_of_several_places_is_reported(tmp_path: Path) -> None:
    twice = REGISTER.replace(">Linn<", ">Tarn<")
    edition = read(tmp_path / "e", action("<placeName>Tarn</placeName>"), register=twice)
    assert ids(edition) == [("tarn-2", None)]
    assert [line.code for line in edition.report.lines if line.code.startswith("place")] == [
        "place-ambiguous"
    ]


def test_authority_ids_of_several_places_are_reported(tmp_path: Path) -> None:
    shared = REGISTER.replace("https://www.wikidata.org/wiki/Q5", "http://www.geonames.org/590031")
    edition = read(tmp_path / "e", action('<placeName ref="#L2"/>'), register=shared)
    assert ids(edition) == [("linn", None)]
    assert "place-id-shared" in {line.code for line in edition.report.lines}


def test_further_places_of_an_action_are_reported(tmp_path: Path) -> None:
    both = '<placeName ref="#L1">Tarn</placeName><placeName ref="#L2">Linn</placeName>'
    edition = read(tmp_path / "e", action(both))
    assert ids(edition) == [("tarn", None)]
    assert any("placeName in correspAction: 1" in line.message for line in edition.report.lines)


@pytest.mark.parametrize(
    ("opener", "printed"),
    [
        ('<opener><dateline><rs type="place" ref="#L1">T.</rs>, 4 March 1832</dateline></opener>', "T."),
        ("<opener><dateline>Tarn, 4 March 1832</dateline></opener>", "Tarn"),
    ],
)
def test_a_dateline_states_the_place_that_the_header_lacks(tmp_path: Path, opener: str, printed: str) -> None:
    edition = read(tmp_path / "e", "", opener=opener)
    assert ids(edition) == [("tarn", None)]
    assert next(unit.place for unit in edition.units if unit.kind == "document") == printed


def test_the_origin_of_the_manuscript_states_the_place_that_the_letter_lacks(tmp_path: Path) -> None:
    described = '<creation><placeName ref="#L1">Tarn</placeName></creation>' + action("")
    assert ids(read(tmp_path / "e", described)) == [("tarn", None)]
