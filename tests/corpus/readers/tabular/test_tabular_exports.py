"""Tables and folders as projects publish them: exports of sites and programs, tables beside tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.model import Edition, Unit
from corpus.readers import read_edition, read_editions
from corpus.readers.tabular.headings import canonical_column


def table(folder: Path, headings: str, *rows: str, delimiter: str = ",") -> Edition:
    path = folder / "letters.csv"
    path.write_text("\n".join((headings, *rows)).replace(",", delimiter), "utf-8")
    return read_edition(path)


def reported(edition: Edition, code: str) -> list[str]:
    return [line.message for line in edition.report.lines if line.code == code]


def names(unit: Unit) -> tuple[list[str], list[str]]:
    return [ref.name for ref in unit.senders], [ref.name for ref in unit.recipients]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Origin City", "place"),
        ("Source_City", "place"),
        ("Ville de destination", "destination"),
        ("original_place", "place"),
        ("receivers", "recipient"),
        ("Destinataires", "recipient"),
        ("addresseeOrg", "recipient"),
        ("recipient_display_fr", "recipient"),
        ("content_sv", "text"),
        ("Title (French)", "title"),
        ("ltr_date", "date"),
        ("senderDateEarliest", "date_not_before"),
        ("senderDateFrom", "date_from"),
        ("senderDateEvidence", "date_inferred"),
        ("Shelf mark", "archive"),
        # what only looks like one
        ("addresseeDateFrom", None),
        ("Origin Country", None),
        ("content_sv_modern", None),
        ("source_en_number", None),
        ("Original", None),
    ],
)
def test_headings_of_exports(heading: str, column: str | None) -> None:
    assert canonical_column(heading) == column


def test_abbreviated_ends_are_read_together(tmp_path: Path) -> None:
    headings = "from,to,fplace,tplace,flat,flng,tlat,tlng,date"
    edition = table(tmp_path, headings, "Lind,Moor,Narva,Riga,59.4,28.2,56.9,24.1,1541")
    (unit,) = edition.units
    assert (unit.place, unit.destination) == ("Narva", "Riga")
    assert [(p.latitude, p.longitude) for p in edition.places if p.name == "Narva"] == [(59.4, 28.2)]
    assert table(tmp_path, "from,to,fplace", "Lind,Moor,Narva").units[0].place is None


def test_lists_of_programs_are_lists(tmp_path: Path) -> None:
    row = "\"['A. Lind', 'B. Moor']\",\"['English', 'Latin']\",\"['sic' in the copy]\""
    (unit,) = table(tmp_path, "sender,language,text", row).units
    assert names(unit)[0] == ["A. Lind", "B. Moor"]
    assert (unit.language, unit.text) == ("en", "['sic' in the copy]")


def test_entities_do_not_part_names(tmp_path: Path) -> None:
    (unit,) = table(tmp_path, "sender,recipient,date", "Fell Sons &amp; Co.,Moor,1841").units
    assert names(unit) == (["Fell Sons & Co."], ["Moor"])


@pytest.mark.parametrize(
    ("cell", "language"),
    [("ITA,FRE", "it"), ("UND,GER", "de"), ("Low German", "nds"), ("Finnish", "fi")],
)
def test_the_first_language_counts(tmp_path: Path, cell: str, language: str) -> None:
    assert table(tmp_path, "sender;languages;date", f"Lind;{cell};1901").units[0].language == language


@pytest.mark.parametrize(
    ("headings", "row", "edtf"),
    [
        ("sender,date", "Lind,00/12/1926", "1926-12"),
        ("sender,date", "Lind,00.00.1926", "1926"),
        ("sender,senderDateFrom,senderDateTo", "Lind,1937-11-22,1937-11-29", "1937-11-22/1937-11-29"),
        ("sender,created,modified", "Lind,2014-03-04,2015-01-01", None),
        ("sender,created", "Lind,1814-03-04", "1814-03-04"),
        ("sender,ltr_date,created,updated", "Lind,4 March 1321,2014-03-04,2015-01-01", "1321-03-04"),
    ],
)
def test_dates_of_exports(tmp_path: Path, headings: str, row: str, edtf: str | None) -> None:
    date = table(tmp_path, headings, row).units[0].date
    assert (date.edtf if date else None) == edtf


def test_an_inference_is_stated_in_words(tmp_path: Path) -> None:
    edition = table(tmp_path, "sender,senderDate,senderDateEvidence", "Lind,1914-10-02,conjecture")
    assert edition.units[0].date
    assert edition.units[0].date.certainty == "inferred"


def test_years_of_three_digits_are_those_of_a_medieval_edition(tmp_path: Path) -> None:
    rows = ("Lind;594, August", "Moor;868", "Lind;1064, September 8")
    early = [unit.date.edtf for unit in table(tmp_path, "sender;date", *rows).units if unit.date]
    assert early == ["0594-08", "0868", "1064-09-08"]
    rows = ("Lind;August 931", "Moor;932", "Lind;8 September 1931")
    late = [unit.date.edtf for unit in table(tmp_path, "sender;date", *rows).units if unit.date]
    assert late == ["1931-08?", "1932?", "1931-09-08"]


def test_a_text_says_its_language_and_others_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "letters.json"
    row = {"sender": "Lind", "content_sv": "Isen bröt upp.", "content_en": "The ice broke."}
    path.write_text(json.dumps({"letters": [row], "people": [{"name": "Lind", "born": "1801"}]}), "utf-8")
    edition = read_edition(path)
    assert [(unit.text, unit.language) for unit in edition.units] == [("Isen bröt upp.", "sv")]
    assert "“content_en”" in reported(edition, "second-column")[0]
    assert reported(edition, "list-unread") == ["the list “people” has no letters and is not read"]


def site(folder: Path) -> Path:
    """A site of letters, with pages of persons in the same form."""
    letter = "title: A letter\ntype: letter\nltr_date: 4 March 1141\nsenders:\n  - id: 7\n    name: Lind\n"
    letter += "receivers:\n  - name: Moor\n  - name: Orr\ncreated: 2014-03-04\nmodified: 2021-04-21\n"
    for name, head, text in (
        ("letters/1.md", letter, "The ice broke."),
        ("letters/2.md", letter.replace("4 March", "6 March"), "The net tore."),
        ("people/7.md", "title: Lind\ntype: people\ndate: 2014\n", "She kept the light."),
    ):
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}---\n{text}\n", "utf-8")
    return folder / "site"


def test_a_metadata_head_may_have_objects(tmp_path: Path) -> None:
    edition = read_edition(site(tmp_path))
    assert [names(unit) for unit in edition.units] == [(["Lind"], ["Moor", "Orr"])] * 2
    assert [unit.date.edtf for unit in edition.units if unit.date] == ["1141-03-04", "1141-03-06"]


def test_pages_of_persons_are_no_letters(tmp_path: Path) -> None:
    edition = read_edition(site(tmp_path))
    assert [unit.text for unit in edition.units] == ["The ice broke.", "The net tore."]
    assert reported(edition, "entry-not-letter") == ["entries of the kind “people”, which are no letters: 1"]
    assert edition.report.text
    assert edition.report.text.left == {"entries that are no letters": 4}
    assert reported(edition, "text-lost") == []


def test_a_table_of_persons_beside_one_of_letters_is_no_edition(tmp_path: Path) -> None:
    (tmp_path / "letters.csv").write_text("sender,recipient,date\nLind,Moor,1901\n", "utf-8")
    (tmp_path / "people.csv").write_text("person,date,location\nLind,1901,Narva\n", "utf-8")
    (edition,) = read_editions(tmp_path)
    assert (edition.id, len(edition.units)) == ("letters", 1)
    assert "not read: 1 (.csv)" in reported(edition, "file-unused")[0]


def test_a_column_of_entries_has_recipients_and_dates(tmp_path: Path) -> None:
    rows = (
        "Рудин|М. А. Линду. (1). 29 июня 1832.",
        "Рудин|М. А. Моору. (1). 3—5 января 1833.",
        "Рудин|О. Орр. (2). 1834.",
        "Рудин|О. Орр. (1). Конец мая 1835.",
        "Рудин|Прочие.",
    )
    path = tmp_path / "letters.csv"
    path.write_text("\n".join(("автор|лица", *rows)), "utf-8")
    edition = read_edition(path)
    assert [names(unit)[1] for unit in edition.units] == [
        ["М. А. Линду"],
        ["М. А. Моору"],
        ["О. Орр"],
        ["О. Орр"],
        [],
    ]
    dates = [unit.date.edtf if unit.date else None for unit in edition.units]
    assert dates[:3] == ["1832-06-29", "1833-01-03/1833-01-05", "1834"]
    assert reported(edition, "unknown-column") == ["the column “лица” is unknown and was left out (rows: 1)"]


def test_titles_without_dates_are_no_entries(tmp_path: Path) -> None:
    rows = ("Lind;Nets of the bay, 1901", "Lind;The ice, 1902", "Lind;Shipped on 3 May 1903 to Riga")
    edition = table(tmp_path, "author;subject matter", *rows)
    assert [names(unit)[1] for unit in edition.units] == [[], [], []]


def test_subjects_with_dates_are_no_entries(tmp_path: Path) -> None:
    rows = [f"Lind;Answer to Orr's critique of the lamp, {day} May 1901" for day in (3, 4, 5)]
    edition = table(tmp_path, "author;subject matter", *rows)
    assert [names(unit)[1] for unit in edition.units] == [[], [], []]
