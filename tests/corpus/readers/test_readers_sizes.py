"""The largest source holds for every form of it; what a source is, is seen however long its first line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import SourceTooLarge
from corpus.readers import read_edition
from corpus.readers.source import Source
from indexer.settings import BUNDLED_CALENDAR

ROW = {"sender": "A. Fell", "recipient": "B. Ash", "date": "1832-04-02", "text": "Moss."}
HEAD = "---\nsender: A. Fell\nrecipient: B. Ash\ndate: 1832-04-02\n---\nThe moss is grey.\n"
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Moss</title></titleStmt>'
    "</fileDesc><profileDesc><correspDesc><correspAction type='sent'><persName>A. Fell</persName>"
    "<date when='1832-04-02'/></correspAction></correspDesc></profileDesc></teiHeader>"
    "<text><body><p>Moss.</p></body></text></TEI>"
)


def folder_of(tmp_path: Path, kind: str) -> Path:
    """A source of a kind: a file, or several in a folder."""
    folder = tmp_path / "letters"
    if kind == "calendar":
        shutil.copytree(BUNDLED_CALENDAR, folder)
        return folder
    folder.mkdir()
    if kind in ("jsonl", "csv"):
        path = folder / f"letters.{kind}"
        lines = [json.dumps(ROW)] * 9 if kind == "jsonl" else ["sender,text", *["A,Moss."] * 9]
        path.write_text("\n".join(lines), "utf-8")
        return path
    for number in range(9):
        content = TEI if kind == "xml" else HEAD
        (folder / f"letter-{number}.{kind}").write_text(content, "utf-8")
    return folder


@pytest.mark.parametrize("kind", ["calendar", "xml", "md", "jsonl", "csv"])
def test_the_files_of_a_source_are_bounded_together(tmp_path: Path, kind: str) -> None:
    source = folder_of(tmp_path, kind)
    files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
    total, largest = sum(path.stat().st_size for path in files), max(path.stat().st_size for path in files)
    assert read_edition(source, max_bytes=total).units
    with pytest.raises(SourceTooLarge, match="PEREPISKA_SOURCE_MAX_BYTES"):
        read_edition(source, max_bytes=max(largest, total - 1) if len(files) > 1 else total - 1)


def test_a_calendars_file_is_bounded_by_itself(tmp_path: Path) -> None:
    with pytest.raises(SourceTooLarge, match=r"yaml has .* bytes"):
        read_edition(folder_of(tmp_path, "calendar"), max_bytes=500)


def test_reports_about_rows_are_bounded(tmp_path: Path) -> None:
    source = folder_of(tmp_path, "jsonl")
    source.with_suffix(".about.yaml").write_text("title: " + "x" * 5000, "utf-8")
    with pytest.raises(SourceTooLarge, match=r"about\.yaml"):
        read_edition(source, max_bytes=4000)


def test_included_files_count(tmp_path: Path) -> None:
    source = tmp_path / "edition.xml"
    include = "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='part.txt'/>"
    source.write_text(TEI.replace("<p>Moss.</p>", f"<p>Moss.</p>{include}"), "utf-8")
    (tmp_path / "part.txt").write_text("<p xmlns='http://www.tei-c.org/ns/1.0'>Fern.</p>", "utf-8")
    assert "Fern." in read_edition(source).units[0].text
    edition = read_edition(source, max_bytes=source.stat().st_size + 10)
    assert "Fern." not in edition.units[0].text
    assert {line.code for line in edition.report.lines} >= {"include-refused"}


def test_a_file_that_goes_on_beyond_its_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceTooLarge):
        Source(tmp_path, max_bytes=1000).read_bytes(Path("/dev/zero"))


@pytest.mark.parametrize("length", [10, 70_000, pytest.param(3_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n", "\r\n \t\n", "\ufeff\n"])
def test_a_long_first_line_is_known(tmp_path: Path, length: int, before: str) -> None:
    text = "Môss " + "—" * length  # few words: reading many of them is slow and not the matter here
    sources = {
        "a.jsonl": f"{json.dumps({**ROW, 'text': text}, ensure_ascii=False)}\n{json.dumps(ROW)}\n",
        "b.csv": f'{"," * 3}sender,text,{"x" * length}\n,,,A. Fell,"{text}"\n,,,A. Fell,Moss.\n',
        "c/a.md": HEAD.replace("date:", f"subject: {'x' * min(length, 400_000)}\ndate:"),
    }
    for name, content in sources.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((before + content).encode())
        source = path if path.parent == tmp_path else path.parent
        units = read_edition(source).units
        assert [unit.senders[0].name for unit in units] == ["A. Fell"] * (1 if name == "c/a.md" else 2)


def test_lines_of_json_end_at_newlines_alone(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    row = json.dumps({**ROW, "text": "Moss.\u2028Fern."}, ensure_ascii=False)
    path.write_text(f"# letters\n// of moss\n{row}", "utf-8")
    assert [unit.senders[0].name for unit in read_edition(path).units] == ["A. Fell"]
