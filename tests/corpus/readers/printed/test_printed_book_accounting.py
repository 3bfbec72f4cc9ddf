"""The printed book as read, counted: what it holds, and that no word of it went astray."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.model import Edition, ReportLine, Unit
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.mixed_scripts import repair_mixed_scripts
from corpus.readers.printed.sections import read_sections

pytestmark = pytest.mark.book

WORD = re.compile(r"[^\W_]+")
DROPPED_RUN = re.compile(r"lines (\d+)–(\d+)")
COLUMN_HEADS = frozenset(["abbreviations", "and", "english", "given", "in", "russian", "terms"])
"""Words of the glossary's own headings, which part its tables and belong to no entry."""


@pytest.fixture(scope="module")
def edition(book: Edition) -> Edition:
    return book


def test_the_book_holds_what_its_contents_promise(edition: Edition) -> None:
    assert edition.report.counts == {
        "documents": 177,
        "appendix documents": 5,
        "notes": 739,
        "introductions": 11,
        "footnotes": 217,
        "biographies": 404,
        "glossary entries": 79,
        "index headings": 711,
        "index subheadings": 651,
        "persons": 440,
        "places": 4,
        "documents with a sender": 182,
        "documents with a recipient": 182,
        "documents with a date": 182,
        "documents with a place": 23,
    }


def test_the_index_bears_out_nearly_all_pages_found(edition: Edition) -> None:
    (found,) = (line.message for line in edition.report.lines if line.code == "pages-found")
    (agreed, known) = re.search(r"(\d+) of (\d+) index references", found).groups()  # type: ignore[union-attr]
    assert int(agreed) / int(known) >= 0.92


def test_every_word_of_the_sections_is_in_a_unit(edition: Edition, book_path: Path) -> None:
    printed, read = Counter(_printed(edition, book_path)), Counter(_read(edition))
    pieces = " ".join(read - printed).casefold()
    missing = printed - read
    astray = {word for word in missing if word.casefold() not in pieces}
    assert printed.total() > 180_000
    assert missing.total() < 250, "more than the words that page breaks tore apart"
    assert {word for word in astray if word.casefold() not in COLUMN_HEADS} == set()


def _printed(edition: Edition, path: Path) -> Iterator[str]:
    """Give the words of all sections but the index, without lines that are reported as dropped."""
    lines, _ = repair_mixed_scripts(split_lines(path.read_text(encoding="utf-8")))
    dropped = {number for one in edition.report.lines if one.level == "dropped" for number in _run(one)}
    for section in read_sections(lines).sections:
        if section.kind != "index":
            for line in section.lines:
                if line.number not in dropped:
                    yield from WORD.findall(plain_text(line.text))


def _run(dropped: ReportLine) -> range:
    match = DROPPED_RUN.search(dropped.message)
    return range(int(match[1]), int(match[2]) + 1) if match else range(dropped.line, dropped.line + 1)


def _read(edition: Edition) -> Iterator[str]:
    for unit in edition.units:
        for text in _texts(unit):
            yield from WORD.findall(text)


def _texts(unit: Unit) -> Iterator[str]:
    """Give everything of a unit that was read from print."""
    yield unit.text
    yield unit.number or ""
    for paragraph in unit.paragraphs:
        yield from (marker.label for marker in paragraph.markers)
    if unit.kind != "note":
        yield unit.title
    if unit.kind == "document":
        yield unit.dateline or ""
        yield unit.archive.printed if unit.archive else ""
