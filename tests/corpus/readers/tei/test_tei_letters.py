from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceInvalid
from corpus.model import Edition, Unit
from corpus.readers import read_edition, read_editions
from tests.corpus.readers.tei.letters import FIRST, SECOND, tei, write_letters
from tests.corpus.readers.tei.volumes import VOLUME, write_volume


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return read_edition(write_letters(tmp_path_factory.mktemp("tei")))


@pytest.fixture(scope="module")
def units(edition: Edition) -> dict[str, Unit]:
    return {unit.id.partition("/")[2]: unit for unit in edition.units}


def test_a_folder_is_one_edition_in_the_order_of_its_days(edition: Edition) -> None:
    assert (edition.id, edition.title) == ("naturalist", "Letters of a Naturalist")
    assert edition.editors == ("Moor, Eda",)
    assert (edition.publisher, edition.place, edition.year) == ("Heath Press", "Tarn", "2020")
    assert [unit.id.partition("/")[2] for unit in edition.units] == [
        "preface", "L0002", "L0001", "L0001.n1", "L0001.n2", "L0001.n3", "L0001.n4", "L0001.n5", "loose",
        "bio.dale-tom", "bio.fell-ida", "glossary.frond",
    ]  # fmt: skip


def test_a_letter_has_what_its_metadata_say(units: dict[str, Unit]) -> None:
    unit = units["L0001"]
    assert (unit.title, unit.medium) == ("Fell to Ash, April 1832", "letter")
    assert (unit.place, unit.destination) == ("Tarn", "Linn")
    assert [(ref.id, ref.name) for ref in unit.senders] == [("fell-ida", "Ida Fell")]
    assert [ref.id for ref in unit.recipients] == ["ash-roy", "ash-sons"]
    assert unit.date is not None
    assert (unit.date.edtf, unit.date.certainty) == ("1832-04-02/1832-04-04", "approximate")
    assert (unit.dateline, unit.chapter) == ("Tarn, April", "1832")
    assert str(unit.archive) == "Tarn Library, MS 4, f. 2"
    assert [ref.id for ref in unit.mentions] == ["dale-tom"]
    assert unit.pages == ("1r",)


def test_bounds_of_a_date_are_one_day_within_them(units: dict[str, Unit]) -> None:
    date = units["L0002"].date
    assert date is not None
    assert date.edtf == "[1831-03..1831-05-10]"
    assert (str(date.earliest), str(date.latest)) == ("1831-03-01", "1831-05-10")


def test_one_reading_is_read_and_broken_words_are_joined(units: dict[str, Unit]) -> None:
    assert [(paragraph.style, paragraph.text) for paragraph in units["L0001"].paragraphs] == [
        ("paragraph", "Tarn, April"),
        ("salutation", "Dear Ash,"),
        ("paragraph", "The moss is green, says Dale, in October. Send Mister Beck the plates; see my last."),
        ("signature", "Yours"),
        ("signature", "I. Fell"),
        ("postscript", "It crescit[…]."),
    ]


def test_notes_are_found_in_the_text_and_apart_from_it(units: dict[str, Unit]) -> None:
    text = units["L0001"].paragraphs[2]
    assert [(text.text[: one.offset].split()[-1], one.note) for one in text.markers] == [
        ("October.", "naturalist/L0001.n1"),
        ("Beck", "naturalist/L0001.n2"),
        ("last.", "naturalist/L0001.n3"),
    ]
    assert [units[f"L0001.n{number}"].text for number in range(1, 6)] == [
        "By post.",
        "A carter.",
        "From 1831.",
        "The day follows from the tide.",
        "Stray.",
    ]
    assert units["L0001.n2"].parent == "naturalist/L0001"


def test_index_files_yield_persons_and_glossary(edition: Edition, units: dict[str, Unit]) -> None:
    persons = {person.id: person for person in edition.persons}
    assert persons["dale-tom"].variants == ("Tommy Dale",)
    assert persons["dale-tom"].dates == "1790–1850"
    assert persons["ash-roy"].biography is None
    assert persons["fell-ida"].same_as == ("https://d-nb.info/gnd/900", "http://viaf.org/viaf/77")
    assert persons["dale-tom"].same_as == ()
    assert persons["ash-sons"].kind == "group"
    assert units["bio.dale-tom"].text == "Dale, Tom (1790–1850). Miner."
    assert units["glossary.frond"].text == "frond, frons: A leaf of fern."
    assert edition.terms[0].forms == ("frons",)


def test_a_reference_leads_to_another_letter(edition: Edition) -> None:
    assert [(one.printed, one.targets) for one in edition.references] == [("my last", ("naturalist/L0002",))]


def test_what_lacks_metadata_is_read_and_reported(edition: Edition, units: dict[str, Unit]) -> None:
    assert units["loose"].text == "No idea who.\n\nX"
    assert units["loose"].chapter == "Undated"
    assert units["preface"].kind == "introduction"
    said = {(line.code, line.file): line.message for line in edition.report.lines}
    assert said["metadata-missing", "letters/loose.xml"] == "loose has no sender, no recipient, no date"
    assert said["no-letter", "preface.xml"] == "preface is treated as an introduction"
    assert said["note-without-marker", "letters/L0001.xml"] == (
        "notes whose position in the text was not found: 1, the first “L0001: Stray.”"
    )
    assert "broken.xml:1 is not well-formed XML" in said["file-unreadable", "broken.xml"]
    assert edition.report.counts == {
        "documents": 3,
        "notes": 5,
        "introductions": 1,
        "biographies": 2,
        "glossary entries": 1,
        "documents with a sender": 2,
        "documents with a recipient": 2,
        "documents with a date": 2,
        "documents with a place": 1,
        "persons": 4,
        "places": 2,
    }


@pytest.mark.parametrize("tag", ["", "und", "mul", "zxx"])
def test_undeclared_languages_are_guessed(tmp_path: Path, tag: str) -> None:
    words = "Ich und die Frau, der Mann und das Kind sind nicht da."
    text = f'<text xml:lang="{tag}"><body><div xml:lang="{tag}"><p>{words}</p></div></body></text>'
    path = tmp_path / "L9.xml"
    path.write_text(tei("Brief", SECOND, text), "utf-8")
    assert read_edition(path).language == "de"


def test_many_letters_in_one_file_are_matched_with_their_metadata(tmp_path: Path) -> None:
    body = "".join(
        f'<div type="letter" xml:id="l{n}" corresp="#c{n}"><head>No. {n}</head><p>Text {n}.</p></div>'
        for n in (1, 2)
    )
    described = SECOND.replace("<correspDesc>", '<correspDesc xml:id="c2">') + FIRST.replace(
        "<correspDesc>", '<correspDesc xml:id="c1">'
    )
    path = tmp_path / "all.xml"
    path.write_text(tei("All", described, f"<text><body>{body}</body></text>"), "utf-8")
    documents = {unit.id: unit for unit in read_edition(path).units if unit.kind == "document"}
    assert [(id, unit.title, unit.senders[0].name) for id, unit in documents.items()] == [
        ("all/l2", "No. 2", "Roy Ash"),
        ("all/l1", "No. 1", "Ida Fell"),
    ]


def test_a_corpus_holds_a_letter_in_each_of_its_parts(tmp_path: Path) -> None:
    parts = [tei("One", FIRST, "<text><body><p>A.</p></body></text>", "x"),
             tei("Two", SECOND, "<text><body><p>B.</p></body></text>", "x")]  # fmt: skip
    path = tmp_path / "corpus.xml"
    path.write_text(f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{"".join(parts)}</teiCorpus>', "utf-8")
    edition = read_edition(path)
    assert sorted(unit.id for unit in edition.units if unit.kind == "document") == ["corpus/x", "corpus/x-2"]
    assert [line.code for line in edition.report.lines] == ["id-twice"]


def test_metadata_without_texts_are_letters_too(tmp_path: Path) -> None:
    path = tmp_path / "cmif.xml"
    described = SECOND.replace("<correspDesc>", '<correspDesc ref="https://x.example/b/Ash_1.xml">') + SECOND
    path.write_text(tei("Index", described, ""), "utf-8")
    edition = read_edition(path)
    assert [unit.id for unit in edition.units] == ["cmif/ash-1", "cmif/cmif"]
    assert edition.units[0].title.startswith("Roy Ash to Ida Fell, 1 March 1831")
    assert [line.code for line in edition.report.lines] == ["no-text"]


def test_a_date_that_is_none_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "L1.xml"
    described = FIRST.replace('from="1832-04-02" to="1832-04-04"', 'when="fill date later"')
    path.write_text(tei("A letter", described, "<text><body><p>A.</p></body></text>"), "utf-8")
    lines = read_edition(path).report.lines
    assert [(line.code, line.file) for line in lines] == [
        ("date-unreadable", "L1.xml"),
        ("metadata-missing", "L1.xml"),
    ]


def test_a_folder_of_volumes_is_several_editions(tmp_path: Path) -> None:
    write_volume(tmp_path, name="a.xml")
    write_volume(tmp_path, VOLUME.replace("papers-V1", "papers-V2"), name="b.xml")
    (tmp_path / "register.xml").write_text("<TEI><text><body><p/></body></text></TEI>", "utf-8")
    editions = read_editions(tmp_path)
    assert [edition.id for edition in editions] == ["papers-V1", "papers-V2"]
    (unused,) = [line for line in editions[0].report.lines if line.code == "file-unused"]
    assert (unused.level, unused.file) == ("dropped", "register.xml")
    with pytest.raises(SourceInvalid, match="2 editions: papers-V1, papers-V2"):
        read_edition(tmp_path)


def test_a_folder_with_one_volume_is_that_volume(tmp_path: Path) -> None:
    write_volume(tmp_path)
    assert read_edition(tmp_path).id == "papers-V1"


def test_a_profile_corrects_what_is_said_of_the_edition(tmp_path: Path) -> None:
    folder = write_letters(tmp_path)
    (folder / "profile.toml").write_text('id = "moor"\ntitle = "Moor"\nyear = "1999"\n', "utf-8")
    edition = read_edition(folder)
    assert (edition.id, edition.title, edition.year) == ("moor", "Moor", "1999")
    assert edition.publisher == "Heath Press"
    assert {unit.edition for unit in edition.units} == {"moor"}
