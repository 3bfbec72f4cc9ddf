from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import IndexEntry, Locator
from corpus.readers.printed.index_entries import expand_range, parse_entry
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.printed_index import PrintedIndex, read_index
from corpus.readers.printed.rejoin import Vocabulary

TEXT = """# Index

- Alving, H. P., 3, 53n4, 205–6n1
- Boats: catch of, 12; loss of harbour pilots and fishing

- boats in storms, 14; sails (*See* Sails)
Cod, 7. *See also* Herring; *and specific fish*{BREAK}
 Docks, Board of: digging and, 150–51n1; ship-{BREAK}
   ping and, 2, 9; at

- low water, 11
- Eide, K., 306,

- 322–24
- Fish Song, The* (Alving), 22
*Gazette*, 9
Har-*bour's* board, 10
- Herring. *See* Cod
- Sails, 8. 9

A

- von Alving, 5

LIST OF OTHER BOOKS

- The Sea, by P. Holm
""".replace("{BREAK}", "  ")


def _lines(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1))


@pytest.fixture(scope="module")
def read() -> PrintedIndex:
    return read_index(_lines(TEXT), Vocabulary.from_lines(["so the harbour's wall and shipping there"]))


def test_headings_and_subheadings_come_in_order(read: PrintedIndex) -> None:
    assert [(entry.heading, entry.subheading) for entry in read.entries] == [
        ("Alving, H. P.", None),
        ("Boats", None),
        ("Boats", "catch of"),
        ("Boats", "loss of harbour pilots and fishing boats in storms"),
        ("Boats", "sails"),
        ("Cod", None),
        ("Docks, Board of", None),
        ("Docks, Board of", "digging and"),
        ("Docks, Board of", "shipping and"),
        ("Docks, Board of", "at low water"),
        ("Eide, K.", None),
        ("Fish Song, The (Alving)", None),
        ("Gazette", None),
        ("Harbour's board", None),
        ("Herring", None),
        ("Sails", None),
        ("von Alving", None),
    ]


def test_locators_continue_over_page_breaks(read: PrintedIndex) -> None:
    locators = {entry.heading: entry.locators for entry in read.entries if entry.subheading is None}
    assert locators["Eide, K."] == (Locator("306"), Locator("322", "324"))
    assert locators["Sails"] == (Locator("8"), Locator("9"))


def test_see_references_are_kept_apart(read: PrintedIndex) -> None:
    found = {entry.subheading or entry.heading: (entry.see, entry.see_also) for entry in read.entries}
    assert found["sails"] == (("Sails",), ())
    assert found["Cod"] == ((), ("Herring", "specific fish"))
    assert found["Herring"] == (("Cod",), ())


def test_what_follows_the_index_is_dropped_and_reported(read: PrintedIndex) -> None:
    dropped = [line for line in read.report if line.level == "dropped"]
    assert [(line.code, line.line) for line in dropped] == [("after-index", 25)]
    assert not [line for line in read.report if line.level == "warning"]


def test_joins_are_reported(read: PrintedIndex) -> None:
    assert [line.code for line in read.report].count("entry-rejoined") == 4


def test_subheadings_may_be_nested_bullets() -> None:
    entries = read_index(_lines("- Boats\n  - catch of, 12\n  - loss of, 3\n- Cod, 7"), Vocabulary()).entries
    assert [(entry.heading, entry.subheading) for entry in entries] == [
        ("Boats", None),
        ("Boats", "catch of"),
        ("Boats", "loss of"),
        ("Cod", None),
    ]


def test_a_year_can_be_a_heading() -> None:
    entries = read_index(_lines("- Boats, 3\n- 1905, revolution of, 22"), Vocabulary()).entries
    assert [entry.heading for entry in entries] == ["Boats", "1905, revolution of"]


def test_no_index_gives_no_entries() -> None:
    assert read_index((), Vocabulary()) == PrintedIndex((), ())


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Holm, 3", [("Holm", None, ["3"])]),
        ("Holm, P., 173–74n2", [("Holm, P.", None, ["173-174n2"])]),
        ("Holm, 52–53n3, 106–7", [("Holm", None, ["52-53n3", "106-107"])]),
        ("Holm, 72nn4–6", [("Holm", None, ["72n4", "72n5", "72n6"])]),
        ("Holm, ix, xvi–xvii, 4", [("Holm", None, ["ix", "xvi-xvii", "4"])]),
        ("Law of 1 May 1934, 28", [("Law of 1 May 1934", None, ["28"])]),
        (
            "Plan: 1931, 9, 10; 1932, 5",
            [("Plan", None, []), ("Plan", "1931", ["9", "10"]), ("Plan", "1932", ["5"])],
        ),
        ("Holm, 3; letters of, 4, 5", [("Holm", None, ["3"]), ("Holm", "letters of", ["4", "5"])]),
        ("Board (Port; Docks), 7", [("Board (Port; Docks)", None, ["7"])]),
        ('Holm: as "pirate," 9', [("Holm", None, []), ("Holm", 'as "pirate"', ["9"])]),
        ("Holm: on “sea; land,” 8", [("Holm", None, []), ("Holm", "on “sea; land”", ["8"])]),
        ("Storm. 270. See also Sea", [("Storm", None, ["270"])]),
    ],
)
def test_entries_are_parsed(text: str, entries: list[tuple[str, str | None, list[str]]]) -> None:
    found, _ = parse_entry(text, 1)
    assert [(entry.heading, entry.subheading, _printed(entry)) for entry in found] == entries


def _printed(entry: IndexEntry) -> list[str]:
    return [
        locator.page
        + (f"-{locator.last}" if locator.last else "")
        + (f"n{locator.note}" if locator.note else "")
        for locator in entry.locators
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Holm, 87, 39, 72", "index-page-order"),
        ("Holm, 61, 64–65n", "index-note-number"),
        ("Holm and the sea", "index-without-page"),
    ],
)
def test_warnings_are_reported(text: str, code: str) -> None:
    _, report = parse_entry(text, 7)
    assert [(line.level, line.code, line.line) for line in report] == [("warning", code, 7)]


def test_a_see_reference_to_no_heading_is_reported() -> None:
    report = read_index(_lines("- Holm. *See* Dahl"), Vocabulary()).report
    assert [line.code for line in report] == ["see-unresolved"]


@given(st.integers(1, 999), st.integers(1, 99))
def test_abbreviated_ranges_are_completed(first: int, length: int) -> None:
    last = first + length
    shortened = str(last)[len(_shared_start(str(first), str(last))) :]
    assert expand_range(str(first), shortened) == str(last)


def _shared_start(first: str, last: str) -> str:
    shared = ""
    for one, other in zip(first, last, strict=False):
        if len(first) != len(last) or one != other:
            break
        shared += one
    return shared


@pytest.mark.book
def test_the_book_has_711_headings_and_651_subheadings(book_path: Path) -> None:
    lines = _lines(book_path.read_text(encoding="utf-8"))
    first = next(line.number for line in lines if line.text.startswith("# Index"))
    vocabulary = Vocabulary.from_lines(line.text for line in lines)
    read = read_index(lines[first:], vocabulary)
    subheadings = [entry for entry in read.entries if entry.subheading]
    assert (len(read.entries) - len(subheadings), len(subheadings)) == (711, 651)
    assert all(entry.locators or entry.see for entry in subheadings)
    pages = [int(locator.page) for entry in read.entries for locator in entry.locators]
    assert (min(pages), max(pages)) == (1, 384)
    assert [line.code for line in read.report if line.level == "warning"] == [
        "index-page-order",
        "index-note-number",
    ]
