from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Locator, Unit
from corpus.readers import read_edition
from tests.corpus.readers.tei.volumes import VOLUME, write_volume

NOTE = "<p>\n      <hi rend='strong'>References are to document numbers</hi></p><list type=\"index\">"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return read_edition(write_volume(tmp_path_factory.mktemp("tei")))


@pytest.fixture(scope="module")
def units(edition: Edition) -> dict[str, Unit]:
    return {unit.id.partition("/")[2]: unit for unit in edition.units}


def test_the_header_gives_id_title_and_imprint(edition: Edition) -> None:
    assert edition.id == "papers-V1"
    assert edition.title == "Papers of the Republic, Volume I, Harbours"
    assert (edition.editors, edition.publisher, edition.place, edition.year) == (
        ("Ada Quill",),
        "Republic Press",
        "Portmark",
        "1971",
    )


def test_units_have_the_ids_of_their_divisions_in_printed_order(edition: Edition) -> None:
    ids = [unit.id.removeprefix("papers-V1/") for unit in edition.units]
    assert ids == [
        "preface", "preface.n1", "comp1", "comp1.n1", "d1", "d1.n1", "d1.n2", "d2", "d2.source", "d2.n1",
        "d3", "d4", "d5", "d1-2", "bio.brand-tilda-r", "bio.oakes-karl-jr", "glossary.hb",
    ]  # fmt: skip
    assert [unit.order for unit in edition.units] == list(range(len(ids)))


def test_a_document_is_read_whole(units: dict[str, Unit]) -> None:
    unit = units["d1"]
    assert unit.title == "Telegram From the Embassy in Norland to the Department of State, 4 May 1931"
    assert (unit.number, unit.medium, unit.chapter, unit.place) == ("1", "telegram", "Dredging", "Norport")
    assert [ref.name for ref in unit.senders] == ["Embassy in Norland"]
    assert [ref.name for ref in unit.recipients] == ["Department of State"]
    assert [ref.id for ref in unit.mentions] == ["brand-tilda-r"]
    assert unit.date is not None
    assert (unit.date.edtf, unit.date.certainty) == ("1931-05-04", "exact")
    assert str(unit.archive) == "National Archives, Harbour Files, Box 3"
    assert unit.pages == ("1", "2")


def test_text_keeps_styles_markers_and_page_breaks_as_offsets(units: dict[str, Unit]) -> None:
    first = units["d1"].paragraphs[0]
    assert first.text == "The HB asks for a dredger (Brand). It is urgent."
    assert [first.text[span.start : span.end] for span in first.spans] == ["Brand"]
    assert [(m.offset, m.label, m.note) for m in first.markers] == [(34, "2", "papers-V1/d1.n2")]
    assert first.breaks == ((first.text.index("urgent"), "2"),)
    assert first.page == "1"


def test_lists_tables_attachments_and_signatures_are_paragraphs(units: dict[str, Unit]) -> None:
    rest = [(paragraph.style, paragraph.text) for paragraph in units["d1"].paragraphs[1:]]
    assert rest == [
        ("item", "one dredger"),
        ("item", "two tugs"),
        ("table", "tug | 2"),
        ("heading", "Attachment"),
        ("paragraph", "A list of tugs."),
        ("signature", "Brand"),
    ]


def test_notes_are_units_of_their_document(units: dict[str, Unit]) -> None:
    note = units["d1.n2"]
    assert (note.parent, note.number, note.title) == ("papers-V1/d1", "2", "Note 2 to document 1")
    assert [paragraph.text for paragraph in note.paragraphs] == [
        "Not found.",
        "See Document 2 and footnote 1 there; Document 99.",
    ]
    assert note.date == units["d1"].date
    assert [ref.id for ref in units["d1.n1"].mentions] == ["oakes-karl-jr"]
    assert units["d2.source"].title == "Source note to document 2"


def test_an_older_head_names_an_office_or_whoever_holds_it(units: dict[str, Unit]) -> None:
    unit = units["d2"]
    assert unit.medium == "telegram"
    assert [(ref.id, ref.name) for ref in unit.senders] == [("brand-tilda-r", "Tilda R. Brand")]
    assert [ref.name for ref in unit.recipients] == ["Pell"]
    assert unit.date is not None
    assert unit.date.certainty == "inferred"
    assert unit.place == "Norport"
    assert unit.pages == ("3",)


def test_documents_without_a_dateline_are_dated_by_their_head_or_not_at_all(units: dict[str, Unit]) -> None:
    meeting = units["d4"].date
    assert meeting is not None
    assert (meeting.edtf, meeting.certainty) == ("1931-07-02", "inferred")
    assert units["d4"].title.count("1931") == 1
    assert units["d3"].medium == "editorial note"
    assert units["d3"].date is None
    assert units["d5"].date is None


def test_a_date_without_words_is_read_by_its_attributes(tmp_path: Path) -> None:
    text = VOLUME.replace('to="1931-08-03">August 1–3, 1931</date>', 'to="1931-08-03"/>')
    units = {unit.id: unit for unit in read_edition(write_volume(tmp_path, text)).units}
    letter = units["papers-V1/d1-2"]
    assert letter.date is not None
    assert (letter.date.edtf, letter.date.certainty) == ("1931-08-01/1931-08-03", "approximate")
    assert letter.place == "Norport"


def test_a_span_of_days_is_one(units: dict[str, Unit]) -> None:
    date = units["d1-2"].date
    assert date is not None
    assert date.edtf == "1931-08-01/1931-08-03"


def test_persons_and_terms_become_biographies_and_glossary(edition: Edition, units: dict[str, Unit]) -> None:
    biography = units["bio.oakes-karl-jr"]
    assert (biography.title, biography.text) == ("Oakes, Karl, Jr.", "Oakes, Karl, Jr., Harbour Master")
    assert {person.id: person.biography for person in edition.persons}["brand-tilda-r"] == (
        "papers-V1/bio.brand-tilda-r"
    )
    assert edition.terms[0].forms == ("Harbour Board",)


def test_references_lead_to_documents_and_notes(edition: Edition) -> None:
    found = {reference.printed: reference.targets for reference in edition.references}
    assert found == {
        "Document 2": ("papers-V1/d2",),
        "footnote 1 there": ("papers-V1/d2.n1",),
        "Document 99": (),
    }


def test_the_printed_index_assigns_headings_to_the_units_on_its_pages(
    edition: Edition, units: dict[str, Unit]
) -> None:
    assert units["d1"].index_terms == ("Dredgers",)
    assert units["d2"].index_terms == ("Dredgers: Tugs with",)
    assert units["d3"].index_terms == ("Dredgers: Tugs with", "Tugs: Arrival")
    assert units["d4"].index_terms == ("Board", "Dredgers")
    entries = {(entry.heading, entry.subheading): entry for entry in edition.index}
    assert entries["Dredgers", None].locators == (Locator("1", "2"), Locator("4"))
    assert entries["Mud", None].see == ("Silt",)
    assert entries["Board", None].see_also == ("Harbour Board",)


def test_an_index_that_refers_to_documents_is_believed_against_its_links(tmp_path: Path) -> None:
    text = VOLUME.replace('<list type="index">', NOTE).replace(
        "</list></item>\n  <item>Mud", "</list></item><item>Silt, 3–4</item>\n  <item>Mud"
    )
    units = {unit.id: unit for unit in read_edition(write_volume(tmp_path, text)).units}
    assert units["papers-V1/d2"].index_terms == ("Dredgers",)
    assert "Silt" in units["papers-V1/d4"].index_terms


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("<placeName>Tarn</placeName>, undated", "Tarn"),
        (
            '<placeName ref="geonames:590031">Tarn</placeName>, <date when="1932-06-02">June 2, 1932</date>',
            "Tarn",
        ),
        ("undated", None),
    ],
)
def test_the_dateline_of_a_document_states_its_place(
    tmp_path: Path, dateline: str, place: str | None
) -> None:
    content = f"<head>Note</head><dateline>{dateline}</dateline><p>A.</p>"
    document = f'<div type="document" n="1" xml:id="d1">{content}</div>'
    path = tmp_path / "v.xml"
    path.write_text(
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{document}</body></text></TEI>', "utf-8"
    )
    edition = read_edition(path)
    unit = next(unit for unit in edition.units if unit.kind == "document")
    assert (unit.place, unit.sent_from and unit.sent_from.name) == (place, place)
    is_identified = "geonames" in dateline
    assert [bool(one.same_as) for one in edition.places] == ([is_identified] if place else [])


def test_the_report_counts_and_names_what_is_odd(edition: Edition) -> None:
    assert edition.report.counts == {
        "documents": 6,
        "notes": 4,
        "introductions": 2,
        "footnotes": 2,
        "biographies": 2,
        "glossary entries": 1,
        "documents with a sender": 4,
        "documents with a recipient": 3,
        "documents with a date": 4,
        "documents with a place": 4,
        "persons": 8,
        "places": 2,
        "index headings": 4,
        "index subheadings": 2,
    }
    said = {line.code: line.message for line in edition.report.lines}
    assert said["date-unreadable"] == "when=“fill date later” is not a date"
    assert said["id-twice"] == "the id d1 occurs twice; the second unit becomes d1-2"
    assert said["metadata-missing"] == "d5 has no recipient, no date"
    assert "d99" in said["reference-unresolved"] or "Document 99" in said["reference-unresolved"]
    assert all(line.file == "v1.xml" for line in edition.report.lines)


def test_lists_in_a_document_name_its_parties(tmp_path: Path) -> None:
    lists = (
        '<list type="from"><head>FROM</head><item>Harbour Office</item></list><list type="to"><head>TO</head>'
        "<item>The Secretary of the Harbour The Keeper of the Light</item>"
        '<item>Mr. <persName corresp="#p_OK1">Oakes</persName></item></list>'
        '<list type="participants"><item><persName corresp="#p_BT1">Brand</persName></item>'
        "<item>Mr. Pell</item></list>"
    )
    old = '<div type="document" xml:id="d3" n="3"><head>3. Editorial Note</head>'
    document = f'<div type="document" xml:id="d3" n="3"><head>3. Tugs</head>{lists}'
    assert old in VOLUME
    (tmp_path / "papers.xml").write_text(VOLUME.replace(old, document), "utf-8")
    found = read_edition(tmp_path / "papers.xml")
    unit = next(unit for unit in found.units if unit.id == "papers-V1/d3")
    assert [ref.name for ref in unit.senders] == ["Harbour Office"]
    assert [ref.name for ref in unit.recipients] == [
        "Secretary of the Harbour",
        "Keeper of the Light",
        "Karl Oakes, Jr.",
    ]
    assert [ref.name for ref in unit.mentions] == ["Tilda R. Brand"]
    messages = [line.message for line in found.report.lines if line.code == "facts-unused"]
    assert "participants without an id: 1, the first “Mr. Pell”" in messages
