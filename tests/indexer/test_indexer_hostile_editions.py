"""A hostile edition that can be read can be indexed: odd names of files, signs, lengths and dates."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.readers import read_edition
from store.catalogue import Catalogue
from store.layout import open_generation
from tests.builds import NAME, build_lighthouse

HEAD = "---\nfrom: {value}\nto: {value}\ndate: {date}\nplace: {value}\n---\n{value}\n"
VALUES = (
    *("\u202eAnna", "A" * 5_000, "😀", "bell\x07", "a; b; c", "<b>x</b>", "'; DROP TABLE units", "../../x"),
    *("日本 太郎", "_*_*", "[" * 200, "e\u0301" * 300, "\x1b[31m", "\ud7ff\uffff", "x" * 20_000),
)
DATES = ("999999999", "0044", "[..1821]", "", "1821-13-45")


def test_a_hostile_edition_is_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, value in enumerate(VALUES):
        text = HEAD.format(value=value, date=DATES[number % len(DATES)])
        (folder / f"{number}.md").write_text(text, "utf-8")
    for name in (b"a\nb.md", b"\xff.md", "😀.md".encode(), b"x" * 250 + b".md"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("Moss is grey.", "utf-8")
    edition = read_edition(folder)
    assert all(line.file and line.file.isprintable() for line in edition.report.lines if line.file)
    build_lighthouse(tmp_path / "indexes", edition=edition)
    catalogue = Catalogue.open(open_generation(tmp_path / "indexes", NAME))
    assert len(catalogue.ids()) == len(VALUES) + 4
