# ruff: noqa: E501  markup of fixtures
"""What TEI says of a letter outside of ``correspDesc``: invented letters of a salt works and its factors."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Unit
from corpus.readers import read_edition

_FILE = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{id}"><teiHeader><fileDesc><titleStmt><title>{title}</title>
{author}</titleStmt><sourceDesc>{source}</sourceDesc></fileDesc><profileDesc>{profile}</profileDesc></teiHeader>{text}</TEI>"""
_BODY = "<text><body><div><p>The pans are cold and the brine is weak.</p></div></body></text>"
_LETTER = """<text xml:id="{id}"><front><head>{head}</head><docDate><date when="{day}"/><placeName>{place}</placeName></docDate>
<argument><p>On the pans.</p></argument><div><listWit><witness>Salt Office, MS 7, f. 3</witness></listWit></div></front>
<body><div><salute>Sir,</salute><p>The brine of {id} is weak.</p></div></body></text>"""


def read(
    folder: Path,
    title: str = "A letter",
    text: str = _BODY,
    source: str = "<p/>",
    profile: str = "",
    author: str = "",
    persons: str = "",
) -> Edition:
    """Read an edition of one file, and of a file with entries of persons."""
    file = _FILE.format(id="L1", title=title, text=text, source=source, profile=profile, author=author)
    (folder / "L1.xml").write_text(file, "utf-8")
    if persons:
        entries = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>{persons}</listPerson></standOff></TEI>'
        (folder / "persons.xml").write_text(entries, "utf-8")
    return read_edition(folder)


def facts(unit: Unit) -> tuple[list[str], list[str], str | None, str | None]:
    """The senders, the recipients, the date and the place of a letter."""
    senders, recipients = ([ref.name for ref in refs] for refs in (unit.senders, unit.recipients))
    return senders, recipients, unit.date.edtf if unit.date else None, unit.place


def codes(edition: Edition) -> set[str]:
    """The codes of the report's lines."""
    return {line.code for line in edition.report.lines}


def test_texts_of_groups_are_letters_with_facts_in_front(tmp_path: Path) -> None:
    first = _LETTER.format(
        id="A1", head="Ana Roy<hi>er</hi>à Otto Berg, Ida Moor et Tom Dale", day="1771-03-04", place="Salz"
    )
    second = _LETTER.format(
        id="A2", head="Otto Berg à Ida Moor et à Tom Dale", day="1772-01-09", place="Linn"
    )
    text = f"<text><front><head>Of salt</head><p>An old trade.</p></front><group><group>{first}</group><group>{second}</group></group></text>"
    profile = '<creation><date notBefore="1770" notAfter="1780"/></creation>'
    edition = read(tmp_path, "Letters of the works", text, profile=profile)
    preface, one, two = (unit for unit in edition.units if unit.kind != "note")
    assert (preface.kind, preface.text) == ("introduction", "Of salt\n\nAn old trade.")
    assert facts(one) == (["Ana Royer"], ["Otto Berg", "Ida Moor", "Tom Dale"], "1771-03-04", "Salz")
    assert facts(two) == (["Otto Berg"], ["Ida Moor", "Tom Dale"], "1772-01-09", "Linn")
    assert (two.title, two.abstract) == ("Otto Berg à Ida Moor et à Tom Dale", "On the pans.")
    assert two.text == "Sir,\n\nThe brine of A2 is weak."
    assert two.archive
    assert two.archive.printed == "Salt Office, MS 7, f. 3"
    assert edition.report.text
    assert edition.report.text.words_in == edition.report.text.words_out


@pytest.mark.parametrize(
    "source",
    [
        """<bibl xml:id="recipient"><persName>[Dale, Tom?]</persName>; </bibl><bibl xml:id="where">Salz</bibl>
        <bibl xml:id="date"><date when="1771-03-04">4 March</date></bibl><bibl xml:id="shelfmark">MS 7</bibl>""",
        """<bibl type="sourceMetadata"><date type="composition" when="1771-03-04"/><placeName type="compositionPlace">Salz</placeName>
        <persName type="addressee">Dale, Tom</persName><idno type="shelfmark">MS 7</idno></bibl>""",
    ],
)
def test_types_and_ids_in_the_source_state_facts(tmp_path: Path, source: str) -> None:
    edition = read(tmp_path, source=source, author="<author>Moor, Ida, 1740-1801</author>")
    letter = edition.units[0]
    assert letter.kind == "document"
    assert facts(letter) == (["Ida Moor"], ["Tom Dale"], "1771-03-04", "Salz")
    assert letter.archive
    assert letter.archive.printed == "MS 7"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Letter to Tom Dale, 4 March 1771", (["Ida Moor"], ["Tom Dale"], "1771-03-04", None)),
        ("Letter from Tom Dale", (["Tom Dale"], [], None, None)),
        ("Lettre à Tom Dale et à Otto Berg", (["Ida Moor"], ["Tom Dale", "Otto Berg"], None, None)),
        ("Copy Typed Letter Signed Otto Berg to [Tom Dale] with a list 1771-03-04", (["Otto Berg"], ["Tom Dale"], "1771-03-04", None)),
        ("Брат Отто Берг", ([], [], None, None)),
    ],
)  # fmt: skip
def test_a_title_may_name_one_party(
    tmp_path: Path, title: str, expected: tuple[list[str], list[str], str | None, str | None]
) -> None:
    letter = read(tmp_path, title, author="<author>Moor, Ida</author>").units[0]
    assert letter.kind == ("document" if expected[0] else "introduction")
    assert facts(letter) == expected


def test_a_post_office_is_not_the_sender(tmp_path: Path) -> None:
    profile = """<correspDesc><correspAction type="sent"><orgName>Post office Linn</orgName><date when="1771-03-06"/></correspAction>
    <correspAction type="transmitted"><orgName>Post office Salz</orgName></correspAction>
    <correspAction type="received"><persName>Dale, Tom</persName></correspAction></correspDesc>"""
    source = '<msDesc><history><origin><origDate when="1771-03-04"/><origPlace>Salz</origPlace></origin></history></msDesc>'
    edition = read(tmp_path, "Ida Moor to Tom Dale", source=source, profile=profile)
    assert facts(edition.units[0]) == (["Ida Moor"], ["Tom Dale"], "1771-03-04", "Salz")
    assert "correspondent-roles" in codes(edition)


def test_an_office_that_the_title_names_stays_the_sender(tmp_path: Path) -> None:
    profile = """<correspDesc><correspAction type="sent"><orgName>Salt Office Linn</orgName></correspAction>
    <correspAction type="received"><persName>Dale, Tom</persName></correspAction></correspDesc>"""
    edition = read(tmp_path, "Salt Office to Tom Dale", profile=profile)
    assert facts(edition.units[0])[0] == ["Salt Office Linn"]


def test_a_date_generations_away_gives_way_to_title_and_dateline(tmp_path: Path) -> None:
    profile = '<correspDesc><correspAction type="sent"><persName>Ida Moor</persName><date when="2021-03-04"/></correspAction></correspDesc>'
    text = '<text><body><opener><dateline><date when="1771-03-04">4 March</date></dateline></opener><p>Cold.</p></body></text>'
    edition = read(tmp_path, "Ida Moor to Tom Dale, 4 March 1771", text, profile=profile)
    assert facts(edition.units[0])[2] == "1771-03-04"
    assert "date-implausible" in codes(edition)


def test_a_label_in_the_header_makes_no_index_file(tmp_path: Path) -> None:
    source = "<msDesc><physDesc><handDesc><handNote><label>Clerk</label> A round hand.</handNote></handDesc></physDesc></msDesc>"
    edition = read(tmp_path, "Of salt", source=source)
    assert [unit.kind for unit in edition.units] == ["introduction"]
    assert "no-letters" in codes(edition)


def test_commentaries_in_interp_are_notes(tmp_path: Path) -> None:
    source = """<p/></sourceDesc><editionStmt><edition><interpGrp><interp xml:id="c1"><desc>The pans were closed that spring.</desc></interp>
    <interp xml:id="noun"><desc>noun</desc></interp></interpGrp></edition></editionStmt><sourceDesc>"""
    text = '<text><body><opener/><p>The <rs type="event" ana="#c1">closing</rs> of <w ana="#noun">pans</w>.</p></body></text>'
    edition = read(tmp_path, text=text, source=source)
    letter, note = edition.units
    assert note.text == "The pans were closed that spring."
    assert [(marker.offset, marker.note) for marker in letter.paragraphs[0].markers] == [(11, note.id)]


def test_several_pointers_are_several_persons(tmp_path: Path) -> None:
    persons = '<person xml:id="P1"><persName>Moor, Ida</persName></person><person xml:id="P2"><persName>Moor, Eda</persName></person>'
    profile = '<correspDesc><correspAction type="sent"><persName ref="#P1 #P2">The sisters Moor</persName></correspAction></correspDesc>'
    text = '<text><body><p>Greet <persName ref="#P1 #P2">them both</persName>.</p></body></text>'
    letter = read(tmp_path, text=text, profile=profile, persons=persons).units[0]
    assert [ref.name for ref in letter.senders] == ["Ida Moor", "Eda Moor"]
    letter = read(tmp_path, text=text.replace("<p>", "<opener/><p>"), persons=persons).units[0]
    assert [ref.name for ref in letter.mentions] == ["Ida Moor", "Eda Moor"]


def test_titles_and_notes_in_marked_names(tmp_path: Path) -> None:
    persons = """<person xml:id="P1"><persName><roleName>Padre</roleName> <forename>Luca</forename> <surname>Moro</surname></persName></person>
    <person xml:id="P2"><persName><surname>Berg</surname><forename>Otto</forename><nameLink>von</nameLink><roleName>Graf</roleName></persName></person>
    <person xml:id="P3"><persName>Tom Dale<note>A factor.</note></persName></person>"""
    profile = """<correspDesc><correspAction type="sent"><placeName>Salz<note>Or Salzach.</note></placeName></correspAction></correspDesc>"""
    edition = read(tmp_path, profile=profile, persons=persons)
    assert {person.id: person.display for person in edition.persons} == {
        "moro-luca-padre": "Padre Luca Moro",
        "berg-otto-von-graf": "Graf Otto von Berg",
        "tom-dale": "Tom Dale",
    }
    assert edition.units[0].place == "Salz"
    assert [unit.text for unit in edition.units if unit.kind == "note"] == ["Or Salzach."]


@pytest.mark.parametrize(
    ("languages", "attribute", "expected"),
    [
        ('<language ident="und"/><language ident="rus"/>', "", "ru"),
        ('<language ident="spa-AR"/>', ' xml:lang="und"', "es"),
        ('<language ident="la" usage="10"/><language ident="it" usage="90"/>', "", "it"),
        ('<language ident="la" usage="50"/><language ident="it" usage="50"/>', "", "en"),
        ('<language ident="la" usage="90"/><language ident="it"/>', ' xml:lang="it"', "it"),
    ],
)
def test_the_language_used_most(tmp_path: Path, languages: str, attribute: str, expected: str) -> None:
    text = _BODY.replace("<div>", f"<div{attribute}>")
    profile = f"<langUsage>{languages}</langUsage>"
    assert read(tmp_path, text=text, profile=profile).units[0].language == expected
