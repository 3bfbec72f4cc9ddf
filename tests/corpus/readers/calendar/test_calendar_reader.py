"""A folder of YAML becomes an edition, or says what is wrong with it."""

from pathlib import Path

import pytest

from corpus.errors import SourceInvalid
from corpus.model import Edition
from corpus.readers import read_edition
from corpus.readers.calendar import recognises
from corpus.readers.calendar.check import main
from corpus.readers.source import Source


@pytest.fixture
def edition(calendar_folder: Path) -> Edition:
    return read_edition(calendar_folder)


def test_a_calendar_is_recognised_by_its_head(calendar_folder: Path) -> None:
    assert recognises(Source(calendar_folder))
    assert recognises(Source(calendar_folder / "edition.yaml"))
    assert not recognises(Source(calendar_folder / "1872.yaml"))
    assert not recognises(Source(calendar_folder.parent))


def test_all_units_come_in_order_with_lasting_ids(edition: Edition) -> None:
    assert [unit.id.removeprefix("narva-calendar/") for unit in edition.units] == [
        "1872-introduction",
        "1872-introduction.n1",
        "doc-1",
        "doc-1.n1",
        "doc-1.n2",
        "doc-2",
        "app-1",
        "app-1.n1",
        "glossary.nax",
        "bio.berg-a-n",
    ]
    assert [unit.order for unit in edition.units] == list(range(10))


def test_a_document_has_all_its_entry_says(edition: Edition) -> None:
    unit = edition.units[2]
    assert unit.title == "Berg and Lund to the council, 14 March 1872"
    assert [person.name for person in unit.senders] == ["A. N. Berg", "M. I. Lund"]
    assert [person.id for person in unit.recipients + unit.mentions] == ["the-council", "lund-m-i"]
    assert str(unit.archive) == "NAX, f. 12, op. 1, d. 7, ll. 3–5"
    assert unit.archive is not None
    assert unit.archive.remark == "Copy."
    assert (unit.medium, unit.place, unit.pages, unit.chapter) == ("letter", "Narva", ("4", "5", "6"), "1872")
    assert [(topic.label, topic.source) for topic in unit.topics] == [
        ("Harbor", "calendar"),
        ("Customs", "calendar"),
    ]
    assert [paragraph.style for paragraph in unit.paragraphs] == ["paragraph", "item", "item"]
    assert unit.abstract == unit.text
    assert unit.paragraphs[0].line == 23


def test_a_note_has_its_document_and_date(edition: Edition) -> None:
    note = edition.units[3]
    assert (note.parent, note.number, note.title) == ("narva-calendar/doc-1", "1", "Note 1 to document 1")
    assert note.date == edition.units[2].date
    assert edition.units[7].title == "Note 1 to appendix document 1"
    assert edition.units[1].title == "Note 1 to 1872"


def test_a_printed_dateline_and_title_are_kept(edition: Edition) -> None:
    assert edition.units[5].title == "The council to Berg, [later than 14 March 1872]"
    assert edition.units[6].title == "A table of duties"


def test_references_lead_to_units(edition: Edition) -> None:
    found = {(one.source.partition("/")[2], one.printed): one.targets for one in edition.references}
    assert found == {
        ("1872-introduction", "documents 1"): ("narva-calendar/doc-1",),
        ("1872-introduction", "2"): ("narva-calendar/doc-2",),
        ("doc-1", "appendix document 1"): ("narva-calendar/app-1",),
        ("doc-1.n2", "document 2"): ("narva-calendar/doc-2",),
    }


def test_persons_listed_twice_are_one(edition: Edition) -> None:
    persons = {person.id: person for person in edition.persons}
    assert len(edition.persons) == 3
    assert persons["berg-a-n"].variants == ("Anna Nikolaevna Berg",)
    assert persons["berg-a-n"].biography == "narva-calendar/bio.berg-a-n"
    assert persons["the-council"].members == ("berg-a-n", "lund-m-i")
    assert edition.units[9].text == "Anna Nikolaevna Berg (1831–1902). Harbor master."


def test_the_report_counts_and_names_what_is_missing(edition: Edition) -> None:
    assert edition.report.counts["documents"] == 2
    assert [(line.code, line.message) for line in edition.report.lines] == [
        ("document-missing", "1872: documents not catalogued yet: 3")
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "1872.yaml",
            "topics: [customs, harbor]",
            "topics: [customs, hrbor]",
            "1872.yaml:35: .*unknown id hrbor",
        ),
        ("1872.yaml", "topics: [customs, harbor]", "topics: [customs, trade]", "unknown id trade"),
        ("1872.yaml", "topics: [customs, harbor]", "topics: [customs]", "1872.yaml:35: .*too short"),
        ("1872.yaml", "to: [berg-a-n]", "to: [ohm]", "1872.yaml:32: .*unknown id ohm"),
        ("1872.yaml", "date: 1872-03-14", "date: March 1872", "1872.yaml:13: .*invalid date"),
        ("1872.yaml", "number: 2", "number: 7", "7 is outside the chapter"),
        ("1872.yaml", "number: 2", "number: 1", "document 1 comes after document 1"),
        ("1872.yaml", "medium: telegram", "medum: telegram", "medum"),
        ("1872.yaml", "[The ships sailed in May.,", "[{A: b},", "must be in quotation marks"),
        (
            "appendix.yaml",
            "word word word word word word word word word word word",
            "word",
            "60 to 140 are required",
        ),
        ("1872.yaml", 'name: "Berg, A. N."}', 'name: "Berg, B."}', "name 'Berg, .*differs from"),
        (
            "topics.yaml",
            "broader: trade, note: Duties",
            "broader: harbor, note: Duties",
            "no top-level topic",
        ),
        ("topics.yaml", "id: customs", "id: harbor", "listed twice"),
        ("persons.yaml", "id: lund-m-i", "id: Lund", "persons.yaml:4: .*does not match"),
    ],
)
def test_errors_are_reported_with_file_and_line(
    calendar_folder: Path, file: str, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = calendar_folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SourceInvalid, match=said):
        read_edition(calendar_folder)
    assert main([str(calendar_folder)]) == 1
    assert file in capsys.readouterr().out


def test_the_check_is_content_with_a_sound_calendar(
    calendar_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(calendar_folder), "1872.yaml"]) == 0
    assert "2 documents" in capsys.readouterr().err


def test_the_check_finds_borrowed_wording(calendar_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = calendar_folder / "book.txt"
    book.write_text("Late that spring nothing else happened in our harbor. It was never used by anybody.")
    text = (calendar_folder / "1872.yaml").read_text(encoding="utf-8")
    (calendar_folder / "1872.yaml").write_text(
        text.replace("Nothing else happened.", "That spring nothing else happened in our town."),
        encoding="utf-8",
    )
    assert main([str(calendar_folder), "--edition", str(book)]) == 1
    assert "that spring nothing else happened in our" in capsys.readouterr().out
