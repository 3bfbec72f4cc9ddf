from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from corpus.dates.datelines import parse_dateline
from corpus.model import Marker, PageImage, Paragraph, PlaceRef, StyledSpan, Unit
from corpus.readers import read_edition
from corpus.rights import Rights
from exports.bibliography import BibliographicRecord
from exports.cmif import write_cmif
from exports.formats import EXPORT_FORMATS
from exports.linked_data import write_linked_data
from exports.tables import BYTE_ORDER_MARK, COLUMNS, write_csv, write_json_lines
from exports.tei import NAMESPACE, TeiUnit, date_element, write_tei
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

EDITION = lighthouse_edition()
PERSONS = {person.id: person for person in EDITION.persons}
DOCUMENTS = [unit for unit in EDITION.units if unit.kind == "document"]
TEI = {"t": NAMESPACE}


def record(unit: Unit) -> BibliographicRecord:
    places = {place.id: place for place in EDITION.places}
    return BibliographicRecord(unit, EDITION, PERSONS, f"https://letters.example/{unit.id}", places)


def units(unit: Unit) -> TeiUnit:
    notes = [note for note in EDITION.units if note.parent == unit.id]
    return TeiUnit(record(unit), notes)


def test_places_written_as_tei_are_read_back_with_their_ids(tmp_path: Path) -> None:
    sent = [replace(unit, sent_to=PlaceRef("orlets", "Orlets"), destination="Orlez") for unit in DOCUMENTS]
    source = tmp_path / "letters.xml"
    source.write_text(write_tei([units(unit) for unit in sent]), "utf-8")
    edition = read_edition(source)
    read = {unit.id.rpartition("/")[2]: unit for unit in edition.units}
    for unit in sent:
        found = read[unit.id.rpartition("/")[2]]
        assert (found.sent_from, found.sent_to) == (unit.sent_from, unit.sent_to)
        assert (found.place, found.destination) == (unit.place, "Orlez")
    assert {place.id: place for place in edition.places} == {place.id: place for place in EDITION.places}


def test_places_leave_with_their_authority_ids() -> None:
    unit = replace(DOCUMENTS[0], sent_to=PlaceRef("port-ansel", "Port Ansel"), destination="[Port Ansel]")
    ref = "https://www.geonames.org/590031"
    cmif = write_cmif([record(unit)], address="https://letters.example/x", day=date(2026, 1, 2))
    names = ElementTree.fromstring(cmif).iterfind(".//t:correspAction/t:placeName", TEI)
    assert [(name.get("ref"), name.text) for name in names] == [(ref, "Port Ansel"), (ref, "[Port Ansel]")]
    (row,) = csv.DictReader(StringIO(write_csv([record(unit)]).lstrip(BYTE_ORDER_MARK)))
    assert [row[name] for name in ("origin", "destination")] == ["Port Ansel"] * 2
    assert [row[name] for name in ("origin_uri", "destination_uri")] == [ref] * 2
    (graph,) = json.loads(write_linked_data([record(unit)]))["@graph"]
    assert graph["locationCreated"] == {
        "@type": "Place",
        "name": "Port Ansel",
        "sameAs": [ref],
        "geo": {"@type": "GeoCoordinates", "latitude": 59.4, "longitude": 28.2},
    }


def test_letters_written_as_tei_are_read_back_alike(tmp_path: Path) -> None:
    source = tmp_path / "letters.xml"
    source.write_text(write_tei([units(unit) for unit in DOCUMENTS]), "utf-8")
    read = {unit.id.rpartition("/")[2]: unit for unit in read_edition(source).units}
    for unit in DOCUMENTS:
        name = unit.id.rpartition("/")[2]
        found = read[name]
        assert found.text == unit.text, name
        assert [one.name for one in found.senders] == [PERSONS[one.id].display for one in unit.senders]
        if unit.date and unit.date.earliest:
            assert found.date
            assert (found.date.earliest, found.date.latest) == (unit.date.earliest, unit.date.latest)
        assert found.archive
        assert str(found.archive) == str(unit.archive)
    notes = [
        unit for unit in EDITION.units if unit.kind == "note" and unit.parent in {d.id for d in DOCUMENTS}
    ]
    assert {note.text for note in notes} <= {unit.text for unit in read.values() if unit.kind == "note"}


def test_emphasis_notes_and_pages_keep_their_places() -> None:
    paragraph = Paragraph(
        "One & two three",
        spans=(StyledSpan(0, 3, "italic"),),
        markers=(Marker(9, "1", "e/doc-1.n1"),),
        breaks=((10, "7"),),
    )
    unit = replace(DOCUMENTS[0], paragraphs=(paragraph,))
    note = replace(DOCUMENTS[1], id="e/doc-1.n1", kind="note", number="1", paragraphs=(Paragraph("Why."),))
    text = write_tei([TeiUnit(record(unit), [note])])
    assert (
        '<p><hi rend="italic">One</hi> &amp; two<note xml:id="doc-1.n1" type="editorial" n="1">'
        '<p>Why.</p></note> <pb n="7" />three</p>'
    ) in text


def test_what_xml_cannot_hold_is_replaced() -> None:
    unit = replace(DOCUMENTS[0], title="A\x00B\x0b<&>", paragraphs=(Paragraph("\ud800\x1f]]>"),))
    root = ElementTree.fromstring(write_tei([units(unit)]).encode())
    assert root.findtext(".//t:titleStmt/t:title", namespaces=TEI) == "A\ufffdB\ufffd<&>"


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("2 June 1932", 'when="1932-06-02"'),
        ("[2 June] 1932", 'when="1932-06-02" evidence="conjecture"'),
        ("[later than 11 August 1931]", 'notBefore="1931-08-12" cert="low"'),
        ("[before 12 June 1932]", 'notAfter="1932-06-11" cert="low"'),
    ],
)
def test_dates_say_how_sure_they_are(dateline: str, expected: str) -> None:
    element = date_element(parse_dateline(dateline))
    assert element is not None
    assert " ".join(f'{name}="{value}"' for name, value in element.items()) == expected


def test_cmif_names_every_letter_once_with_its_source() -> None:
    letters = [record(unit) for unit in EDITION.units]
    text = write_cmif(letters, address="https://letters.example/x.cmif.xml", day=date(2026, 1, 2))
    root = ElementTree.fromstring(text.encode())
    sources = {one.get("{http://www.w3.org/XML/1998/namespace}id") for one in root.iterfind(".//t:bibl", TEI)}
    described = root.findall("t:teiHeader/t:profileDesc/t:correspDesc", TEI)
    assert len(described) == len(DOCUMENTS)
    assert len({one.get("ref") for one in described}) == len(DOCUMENTS)
    for one in described:
        assert (one.get("source") or "").lstrip("#") in sources
        actions = [action.get("type") for action in one.iterfind("t:correspAction", TEI)]
        assert actions in (["sent", "received"], ["sent"], ["received"])
    header = root.find("t:teiHeader/t:fileDesc", TEI)
    assert header is not None
    for path in (
        "t:titleStmt/t:title",
        "t:titleStmt/t:editor",
        "t:publicationStmt/t:publisher",
        "t:publicationStmt/t:idno[@type='url']",
        "t:publicationStmt/t:date[@when='2026-01-02']",
        "t:sourceDesc/t:bibl[@type='print']",
    ):
        assert header.find(path, TEI) is not None, path


@pytest.mark.parametrize(
    ("licences", "asserted"),
    [
        ([None, None], None),
        (["https://creativecommons.org/licenses/by/4.0/"] * 2, "CC BY 4.0"),
        (["https://creativecommons.org/licenses/by/4.0/", None], None),
        (["All rights reserved", "All rights reserved"], "All rights reserved"),
    ],
)
def test_cmif_asserts_no_licence_but_the_one_of_all_letters(
    licences: list[str | None], asserted: str | None
) -> None:
    pairs = zip(DOCUMENTS, licences, strict=False)
    letters = [record(replace(unit, rights=Rights(licence))) for unit, licence in pairs]
    root = ElementTree.fromstring(write_cmif(letters, address="/x", day=date(2026, 1, 2)).encode())
    assert root.findtext(".//t:availability/t:licence", None, TEI) == asserted


@pytest.mark.parametrize(
    "rights",
    [
        Rights(),
        Rights("https://creativecommons.org/publicdomain/zero/1.0/"),
        Rights("All rights reserved", "Harbour Trust"),
        Rights(access="snippets"),
        Rights("CC BY", "A & B", "metadata", date(2030, 3, 1)),
    ],
)
def test_rights_in_tei_are_read_back(rights: Rights, tmp_path: Path) -> None:
    source = tmp_path / "letter.xml"
    source.write_text(write_tei([units(replace(DOCUMENTS[0], rights=rights))]), "utf-8")
    assert read_edition(source).rights == rights


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rights_in_tables_are_read_back(form: str, tmp_path: Path) -> None:
    rights = Rights("CC BY", "Harbour Trust", "snippets", date(2030, 3, 1))
    source = tmp_path / f"letters.{form}"
    write = {"csv": write_csv, "jsonl": write_json_lines}[form]
    source.write_text(write([record(replace(unit, rights=rights)) for unit in DOCUMENTS[:3]]), "utf-8")
    assert read_edition(source).rights == rights


def test_persons_lead_to_their_authority_files(client: FlaskClient) -> None:
    address = "https://d-nb.info/gnd/900000001"
    assert f'key="brandt-a" ref="{address}"' in client.get("/lighthouse.cmif.xml").text
    graph = json.loads(client.get("/search.jsonld?sender=brandt-a&kind=document").text)["@graph"]
    assert {"@type": "Person", "name": "A. K. Brandt", "sameAs": [address]} in graph[0]["sender"]
    assert f'href="{address}"' in client.get("/lighthouse/persons/brandt-a").text
    persons = client.get("/api/v1/persons").json["persons"]  # type: ignore[index]
    assert {one["id"]: one["same_as"] for one in persons}["brandt-a"] == [address]


@pytest.mark.parametrize("place", ["/search?q=lens", "/lighthouse", "/lighthouse/doc-1"])
@pytest.mark.parametrize(
    ("accept", "alternate"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
        ("*/*", ""),
        ("image/png", ""),
        ("", ""),
        ("application/json", ".json"),
        ("text/csv", ".csv"),
        ("application/tei+xml", ".xml"),
        ("application/xml, text/html;q=0.2", ".xml"),
        ("application/ld+json", ".jsonld"),
        ("application/x-research-info-systems", ".ris"),
        ("application/x-bibtex;q=0.5, text/html;q=0.4", ".bib"),
    ],
)
def test_accept_redirects_to_the_alternate_representation(
    client: FlaskClient, place: str, accept: str, alternate: str
) -> None:
    response = client.get(place, headers={"Accept": accept})
    assert "Accept" in response.headers["Vary"].split(", ")
    if not alternate:
        assert (response.status_code, response.mimetype) == (200, "text/html")
        return
    path, mark, query = place.partition("?")
    assert (response.status_code, response.location) == (303, f"{path}{alternate}{mark}{query}")
    assert client.get(response.location, follow_redirects=True).status_code == 200


def test_cmif_is_read_back_by_the_reader(tmp_path: Path) -> None:
    source = tmp_path / "letters.xml"
    letters = [record(unit) for unit in DOCUMENTS]
    source.write_text(write_cmif(letters, address="/x", day=date(2026, 1, 2)), "utf-8")
    assert len([unit for unit in read_edition(source).units if unit.kind == "document"]) == len(DOCUMENTS)


def test_a_table_has_a_row_a_unit_and_no_formulas() -> None:
    hostile = replace(DOCUMENTS[0], title="=HYPERLINK(1)", place="+x\n")
    written = write_csv([record(hostile), record(DOCUMENTS[1])])
    assert written.startswith("\ufeffid,")
    header, first, second = csv.reader(StringIO(written.removeprefix("\ufeff")))
    assert header == list(COLUMNS)
    row = dict(zip(header, first, strict=True))
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["place"] == "'+x\n"
    assert dict(zip(header, second, strict=True))["sender"] == "O. E. Lindqvist"


@pytest.mark.parametrize(
    "before",
    [
        "",
        " ",
        "\u00a0",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\x00",
        "\x1f",
        "\u2028",
        "\n",
        "\t",
        "\r",
        " \ufeff\t ",
    ],
)
@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62"]
)
def test_no_sign_of_a_formula_comes_first(before: str, sign: str) -> None:
    hostile = replace(DOCUMENTS[0], title=f"{before}{sign}1+1")
    written = write_csv([record(hostile)])
    row = next(iter(csv.DictReader(StringIO(written.removeprefix("\ufeff"), newline=""))))
    assert row["title"] == f"'{before}{sign}1+1"


def test_other_signs_stay(client: FlaskClient) -> None:
    unit = replace(DOCUMENTS[0], title="A-1 = b", place="“Kem”", medium="")
    row = next(iter(csv.DictReader(StringIO(write_csv([record(unit)])))))
    assert (row["title"], row["place"], row["medium"]) == ("A-1 = b", "“Kem”", "")


def test_csv_begins_with_a_byte_order_mark(client: FlaskClient) -> None:
    assert client.get("/search.csv?q=lens").data.startswith("\ufeffid,kind".encode())
    unit = replace(EDITION.units[0], title="a\x00b")
    hostile = create_app(FakeSearcher(replace(EDITION, units=(unit,))), load_settings()).test_client()
    assert b"\x00" not in hostile.get("/search.csv").data


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_a_result_an_edition_and_a_unit_are_taken_in_every_form(client: FlaskClient, form: str) -> None:
    for address in (
        f"/search.{form}?q=lens&kind=document",
        f"/lighthouse.{form}",
        f"/lighthouse/doc-1.{form}",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.mimetype == EXPORT_FORMATS[form][0]
        assert "attachment" in response.headers["Content-Disposition"]
        if form.endswith("xml"):
            ElementTree.fromstring(response.data)
        if form == "csl.json":
            assert json.loads(response.text)


def test_lines_of_json_are_whole_units(client: FlaskClient) -> None:
    lines = client.get("/lighthouse.jsonl").text.splitlines()
    units = [json.loads(line) for line in lines]
    assert [unit["id"] for unit in units] == [unit.id for unit in DOCUMENTS]
    assert all(unit["text"] for unit in units)
    assert units[0]["url"] == "http://localhost/lighthouse/doc-1"


def test_json_suffixes_redirect_to_the_api(client: FlaskClient) -> None:
    assert client.get("/lighthouse/doc-1.json").location == "/api/v1/units/lighthouse/doc-1"
    assert client.get("/search.json?q=lens").location == "/api/v1/search?q=lens"


@pytest.mark.parametrize(
    "address", ["/search.exe", "/nowhere.csv", "/lighthouse/doc-99.xml", "/search.csv?x=1"]
)
def test_what_cannot_be_taken_is_said(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in (400, 404)


IMAGES = (
    PageImage("3", "https://a.example/1.jpg?a=1&b=2", "https://a.example/1"),
    PageImage(None, "https://a.example/m", "https://a.example/m"),
    PageImage("4", "<b>2</b>.jpg"),
    PageImage("5", "javascript:alert(1)"),
)


@pytest.fixture
def with_images() -> FlaskClient:
    """A client of a site whose first document has images of its pages."""
    units = tuple(
        replace(unit, images=IMAGES) if unit.id == DOCUMENTS[0].id else unit for unit in EDITION.units
    )
    return create_app(FakeSearcher(replace(EDITION, units=units)), load_settings()).test_client()


def test_images_are_links_page_by_page_if_they_have_an_address(with_images: FlaskClient) -> None:
    page = with_images.get("/lighthouse/doc-1").text
    link = '<a href="https://a.example/1.jpg?a=1&amp;b=2" rel="external noreferrer">page 3: image</a>'
    assert link in page
    assert '<a href="https://a.example/m" rel="external noreferrer">IIIF manifest</a>' in page
    assert "page 4: &lt;b&gt;2&lt;/b&gt;.jpg" in page
    assert 'href="javascript' not in page


def test_images_are_in_the_api_and_in_exports(with_images: FlaskClient) -> None:
    images = with_images.get("/api/v1/units/lighthouse/doc-1").get_json()["images"]
    assert images[0] == {"page": "3", "url": IMAGES[0].url, "iiif": IMAGES[0].iiif}
    linked = json.loads(with_images.get("/lighthouse/doc-1.jsonld").text)["@graph"][0]["associatedMedia"]
    assert [medium["@type"] for medium in linked] == ["ImageObject", "MediaObject"]
    rows = csv.DictReader(StringIO(with_images.get("/lighthouse/doc-1.csv").text.removeprefix("\ufeff")))
    assert next(rows)["images"].startswith(IMAGES[0].url)
