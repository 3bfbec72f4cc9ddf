"""A directory is read as its user means it: all its editions, and a line for each file that is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceError, SourceUnrecognised
from corpus.model import Edition
from corpus.readers import read_editions

TABLE = "sender,recipient,date,text\nLind,Moor,1901-05-03,The net tore.\n"
METADATA = "sender,recipient,date\nLind,Moor,1901-05-03\n"
TEI = "<TEI><text><body><p>The net tore.</p><closer>Lind</closer></body></text></TEI>"
HEADED = "---\nsender: Lind\nrecipient: Moor\n---\nThe net tore.\n"
PLAIN = "\n\n\n".join(f"{number}. TO MOOR\n\nReval, 3 May 1901.\n\nThe net tore." for number in "123")


def folder(path: Path, **files: str) -> Path:
    """A directory with files by name, in which ``__`` stands for a dot and ``_in_`` for a slash."""
    for name, content in files.items():
        file = path / "papers" / name.replace("_in_", "/").replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    return path / "papers"


def reported(edition: Edition, code: str) -> list[tuple[str | None, str]]:
    return [(line.file, line.message) for line in edition.report.lines if line.code == code]


@pytest.mark.parametrize(
    ("files", "ids"),
    [
        ({"one__csv": TABLE, "two__tsv": TABLE.replace(",", "\t")}, ["one", "two"]),
        ({"one__txt": PLAIN, "two__txt": PLAIN}, ["one", "two"]),
        ({"one__xml": TEI, "list__csv": TABLE}, ["papers", "list"]),
        ({"one__xml": TEI, "papers__csv": TABLE}, ["papers", "papers-papers"]),
        ({"one__xml": TEI, "sub_in_two__xml": TEI, "a__md": HEADED}, ["papers", "papers-texts"]),
        ({"sub_in_one__csv": TABLE}, ["one"]),
        ({"one__csv": TABLE, "one__about__yaml": "title: Nets", "one__toml": 'title = "Knots"'}, ["one"]),
    ],
)
def test_all_editions_of_a_directory_are_read(tmp_path: Path, files: dict[str, str], ids: list[str]) -> None:
    editions = read_editions(folder(tmp_path, **files))
    assert [edition.id for edition in editions] == ids
    assert all("The net tore." in edition.units[0].text for edition in editions)
    assert [reported(edition, "file-unused") for edition in editions] == [[]] * len(editions)


def test_files_that_are_not_read_are_named_by_kind(tmp_path: Path) -> None:
    source = folder(
        tmp_path, a__xml=TEI, list__csv=METADATA, scans_in_1__jpg="x", scans_in_2__JPG="x", README__md="Nets."
    )
    (edition,) = read_editions(source)
    assert sorted(reported(edition, "file-unused")) == [
        ("README.md", "files that belong to no edition and are not read: 1 (.md)"),
        ("list.csv", "files that belong to no edition and are not read: 1 (.csv)"),
        ("scans/1.jpg", "files that belong to no edition and are not read: 2 (.jpg)"),
    ]


def test_a_file_that_cannot_be_read_costs_no_other_edition(tmp_path: Path) -> None:
    source = folder(tmp_path, a__csv=TABLE, b__csv="Wer,Wem\nLind,Moor\n", c__csv="sender,text\n\0,x\n")
    (edition,) = read_editions(source)
    assert [file for file, _ in reported(edition, "file-unreadable")] == ["b.csv", "c.csv"]


def test_a_directory_in_which_nothing_can_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(SourceUnrecognised, match="“Wer”, “Wem”"):
        read_editions(folder(tmp_path, b__csv="Wer,Wem\nLind,Moor\n", d__csv="Was\nx\n"))
    with pytest.raises(SourceError):
        read_editions(folder(tmp_path / "other", x__jpg="x"))


def test_links_and_hidden_files_are_accounted_for(tmp_path: Path) -> None:
    source = folder(tmp_path, a__csv=TABLE, __hidden="x", __git_in_config="x")
    (tmp_path / "outside.csv").write_text(TABLE, "utf-8")
    (tmp_path / "elsewhere").mkdir()
    for name, target in {
        "again.csv": source / "a.csv",
        "out.csv": tmp_path / "outside.csv",
        "gone.csv": tmp_path / "gone",
        "round": source,
        "away": tmp_path / "elsewhere",
    }.items():
        (source / name).symlink_to(target)
    (edition,) = read_editions(source)
    assert edition.id == "a"
    assert reported(edition, "file-hidden") == [(".git", "hidden files and folders that are left out: 2")]
    assert reported(edition, "link-repeated") == [
        ("again.csv", "symbolic links to files that are read anyway: 1")
    ]
    assert sorted(reported(edition, "file-outside")) == [
        ("away", "a symbolic link to a file outside the edition's folder"),
        ("gone.csv", "a symbolic link that leads nowhere"),
        ("out.csv", "a symbolic link to a file outside the edition's folder"),
    ]
