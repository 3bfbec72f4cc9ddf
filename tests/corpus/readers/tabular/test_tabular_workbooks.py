"""Excel workbooks: strings, dates, gaps and sheets; what is no workbook, or too large, is refused."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from corpus.errors import SourceEmpty, SourceInvalid, SourceTooLarge, SourceUnrecognised
from corpus.readers import read_edition, read_editions

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f"<styleSheet {MAIN}><numFmts><numFmt numFmtId='164' formatCode='[$-407]d\\. mmmm yyyy'/>"
    "<numFmt numFmtId='165' formatCode='0.0 &quot;days&quot;'/></numFmts><cellStyleXfs><xf numFmtId='14'/>"
    "</cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/>"
    "</cellXfs></styleSheet>"
)
STRINGS = ("Sender", "Recipient", "Date", "Text", "A. Lind", "The ice\nbroke.", "Riga &amp; Co.")
SHARED = (
    f"<sst {MAIN}>"
    + "".join(f"<si><t xml:space='preserve'>{text}</t></si>" for text in STRINGS)
    + "<si><r><t>B. </t></r><r><t>Moor</t></r><rPh><t>bi</t></rPh></si></sst>"
)
HEADINGS = "<row r='1'>" + "".join(f"<c t='s'><v>{i}</v></c>" for i in range(4)) + "</row>"
LETTERS = (
    f"{HEADINGS}<row r='3'><c r='A3' t='s'><v>4</v></c><c r='B3' t='s'><v>7</v></c>"
    "<c r='C3' s='1'><v>7734.75</v></c><c r='D3' t='s'><v>5</v></c></row>"
    "<row r='4'><c r='A4' t='inlineStr'><is><t>B. Moor</t></is></c><c r='C4' s='2'><v>7735</v></c></row>"
    "<row r='5'><c r='B5' t='s'><v>6</v></c><c r='C5'><v>1921.0</v></c><c r='E5' s='3'><v>2.5</v></c></row>"
)
PERSONS = "<row><c t='str'><v>Name</v></c></row><row><c t='str'><v>Lind</v></c></row>"


def workbook(path: Path, sheets: dict[str, str], *, is_1904: bool = False) -> Path:
    entries = "".join(f"<sheet name='{name}' r:id='r{i}'/>" for i, name in enumerate(sheets))
    links = "".join(f"<Relationship Id='r{i}' Target='worksheets/s{i}.xml'/>" for i in range(len(sheets)))
    epoch = "<workbookPr date1904='1'/>" if is_1904 else ""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f"<workbook {MAIN} xmlns:r='{LINKS}'>{epoch}<sheets>{entries}</sheets></workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        archive.writestr("xl/sharedStrings.xml", SHARED)
        archive.writestr("xl/styles.xml", STYLES)
        for i, rows in enumerate(sheets.values()):
            body = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
            archive.writestr(f"xl/worksheets/s{i}.xml", body)
    return path


def test_a_sheet_is_read_as_a_table(tmp_path: Path) -> None:
    edition = read_edition(workbook(tmp_path / "letters.xlsx", {"Persons": PERSONS, "Letters": LETTERS}))
    first, second, third = edition.units
    assert [ref.name for ref in (*first.senders, *first.recipients)] == ["A. Lind", "B. Moor"]
    assert [unit.date.edtf if unit.date else "" for unit in edition.units] == [
        "1921-03-04",
        "1921-03-05",
        "1921",
    ]
    assert first.text == "The ice broke."
    assert [ref.name for ref in second.senders] == ["B. Moor"]
    assert [ref.name for ref in third.recipients] == ["Riga & Co."]
    lines = {line.code: line for line in edition.report.lines}
    assert lines["sheet-unread"].message == "the sheet “Persons” is not read (rows: 2)"
    assert (lines["cells-without-column"].line, lines["cells-without-column"].file) == (5, "letters.xlsx")


def test_days_may_be_counted_from_1904(tmp_path: Path) -> None:
    edition = read_edition(workbook(tmp_path / "letters.xlsx", {"Letters": LETTERS}, is_1904=True))
    assert edition.units[0].date
    assert edition.units[0].date.edtf == "1925-03-05"


@pytest.mark.parametrize(("days", "edtf"), [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01")])
def test_days_before_march_1900_are_right(tmp_path: Path, days: int, edtf: str) -> None:
    rows = LETTERS.replace("<v>7734.75</v>", f"<v>{days}</v>")
    edition = read_edition(workbook(tmp_path / "letters.xlsx", {"Letters": rows}))
    assert edition.units[0].date
    assert edition.units[0].date.edtf == edtf


def test_a_workbook_in_a_folder_is_an_edition(tmp_path: Path) -> None:
    workbook(tmp_path / "letters.xlsx", {"Letters": LETTERS})
    (tmp_path / "other.csv").write_text("sender,recipient,date\nLind,Moor,1901\n", "utf-8")
    assert [edition.id for edition in read_editions(tmp_path)] == ["letters", "other"]


def test_a_workbook_without_letters_names_its_headings(tmp_path: Path) -> None:
    with pytest.raises(SourceUnrecognised, match="Name"):
        read_edition(workbook(tmp_path / "a.xlsx", {"Persons": PERSONS}))
    with pytest.raises(SourceEmpty):
        read_edition(workbook(tmp_path / "b.xlsx", {"Persons": ""}))


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='x'><c><v>1</v></c></row>",
        "<row><c t='s'><v>x</v></c></row>",
        "<row><c s='1'><v>9e99</v></c></row>",
        "<row>",
        "<row><c><v>&undefined;</v></c></row>",
    ],
)
def test_a_broken_sheet_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(SourceInvalid, match=r"The workbook"):
        read_edition(workbook(tmp_path / "letters.xlsx", {"Letters": rows}))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letters.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    with pytest.raises(SourceInvalid, match="cannot be read"):
        read_edition(path)


def test_what_is_unpacked_is_bounded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "letters.xlsx", {"Letters": LETTERS + "<!--" + "x" * 500_000 + "-->"})
    assert path.stat().st_size < 50_000
    with pytest.raises(SourceTooLarge, match="unpacked"):
        read_edition(path, max_bytes=100_000)


def test_a_cell_far_to_the_right_takes_no_room(tmp_path: Path) -> None:
    rows = HEADINGS + "<row r='2'><c r='A2' t='s'><v>4</v></c><c r='ZZZZZZZZ2'><v>1</v></c></row>"
    assert len(read_edition(workbook(tmp_path / "letters.xlsx", {"Letters": rows})).units) == 1
