from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from corpus.readers import read_edition
from corpus.readers.source import Source
from corpus.readers.tei.files import TeiFiles

XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, "utf-8")
    return folder


def including(href: str, more: str = "") -> str:
    return f'<TEI {XI}><text><xi:include href="{href}" {more}/></text></TEI>'


def read(folder: Path, name: str) -> tuple[str, list[str]]:
    source = Source(folder)
    files = TeiFiles(source)
    root = files.read_file(folder / f"{name}.xml").root
    files.report_refusals()
    return root.text, [line.message for line in source.report]


def test_an_inclusion_is_replaced_by_the_included_content(tmp_path: Path) -> None:
    folder = write(tmp_path / "e", a=including("b.xml"), b="<p>fern</p>")
    assert read(folder, "a") == ("fern", [])


def test_an_element_can_be_included_by_its_id(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "e", a=including("b.xml", 'xpointer="two"'), b='<d><p>1</p><p xml:id="two">2</p></d>'
    )
    assert read(folder, "a") == ("2", [])


@pytest.mark.parametrize(
    ("href", "more", "why"),
    [
        ("../secret.xml", "", "the edition's folder has no such file"),
        ("/etc/hostname", "", "the edition's folder has no such file"),
        ("http://example.org/x.xml", "", "the edition's folder has no such file"),
        ("link.xml", "", "the edition's folder has no such file"),
        ("", "", "the edition's folder has no such file"),
        ("none.xml", "", "the edition's folder has no such file"),
        ("x" * 5000, "", "the edition's folder has no such file"),
        ("loop.xml", "", "the edition's folder has no such file"),
        ("folder.xml", "", "it is not a file"),
        ("a.xml", "", "it would include itself"),
        ("b.xml", 'parse="text"', "only XML can be included"),
        ("b.xml", 'xpointer="zwei"', "has no element zwei"),
        ("broken.xml", "", "is not well-formed XML"),
    ],
)
def test_other_inclusions_are_refused_and_reported(tmp_path: Path, href: str, more: str, why: str) -> None:
    (tmp_path / "secret.xml").write_text("<p>secret</p>", "utf-8")
    folder = write(tmp_path / "e", a=including(href, more), b="<p>fern</p>", broken="<p>")
    (folder / "link.xml").symlink_to(tmp_path / "secret.xml")
    (folder / "loop.xml").symlink_to(folder / "loop.xml")
    (folder / "folder.xml").mkdir()
    text, report = read(folder, "a")
    assert text == ""
    assert [why in message for message in report] == [True]


def test_the_fallback_replaces_a_refused_inclusion(tmp_path: Path) -> None:
    text = f'<TEI {XI}><xi:include href="none.xml"><xi:fallback><p>moss</p></xi:fallback></xi:include></TEI>'
    assert read(write(tmp_path / "e", a=text), "a")[0] == "moss"


def test_inclusions_do_not_multiply(tmp_path: Path) -> None:
    twice = f'<TEI {XI}><xi:include href="{{0}}"/><xi:include href="{{0}}"/></TEI>'
    files = {"a": twice.format("b.xml"), "b": twice.format("c.xml")}
    text, report = read(write(tmp_path / "e", **files, c="<p>fern</p>"), "a")
    assert text == "fern"
    assert len(report) == 1
    assert "it has already been included: 2, the first “c.xml”" in report[0]


def test_inclusions_are_not_followed_without_end(tmp_path: Path) -> None:
    names = "abcdefghij"
    files = {name: including(f"{after}.xml") for name, after in pairwise(names)}
    text, report = read(write(tmp_path / "e", **files, j="<p>fern</p>"), "a")
    assert text == ""
    assert ["nested in too many inclusions" in message for message in report] == [True]


def test_a_link_out_of_the_folder_is_no_part_of_it(tmp_path: Path) -> None:
    letter = "<TEI><text><body><p>A.</p><closer>B</closer></body></text></TEI>"
    outside = tmp_path / "outside.xml"
    outside.write_text(letter, "utf-8")
    folder = write(tmp_path / "e", a=letter)
    (folder / "b.xml").symlink_to(outside)
    edition = read_edition(folder)
    assert len(edition.units) == 1
    assert [line.file for line in edition.report.lines if line.code == "file-outside"] == ["b.xml"]


def test_an_included_letter_is_read_once(tmp_path: Path) -> None:
    letter = '<TEI xml:id="L1"><text><body><p>A.</p><closer>B</closer></body></text></TEI>'
    corpus = f'<teiCorpus {XI}><xi:include href="l1.xml"/></teiCorpus>'
    edition = read_edition(write(tmp_path / "e", corpus=corpus, l1=letter))
    assert [unit.id for unit in edition.units] == ["e/L1"]
