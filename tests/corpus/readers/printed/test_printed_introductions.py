from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.readers.printed.drop_caps import normalize_drop_cap
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.introductions import missing_labels, read_introduction
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.notes import UnitWithNotes
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks
from corpus.readers.printed.rejoin import Vocabulary, is_finished

TEXT = """## Introduction

**I**N MAY 1902 the harbour board met.<sup>1</sup> It had been estab-

1. *Harbour Gazette*, no. 4, 1902, 11.

lished two years before, and it set three tasks:

1. The mole was to be built.

2. The *docks* were to be dug.<sup>2</sup>

3. The light was to burn.

The board then went to the mole (see document

2. Archive of the Port, f. 3, l. 7.

A second paragraph of the note stands here.

4) and found it wanting.<sup>3</sup> So said Captain

3. Ibid., l. 9.
4. Ibid., l. 10.

Anders of the sea watch.<sup>4</sup>

### The Second Board

Nothing was done for years.<sup>5</sup>

  \t1902\t1903
Ships\t4\t6

He sang of it:

The sea is wide{BREAK}
The mole is long.

# The Letters

1902–03
""".replace("{BREAK}", "  ")


def _lines(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1))


def _blocks(text: str) -> tuple[SourceBlock, ...]:
    return group_blocks(_lines(text))


VOCABULARY = Vocabulary.from_lines([TEXT, "In all, it was established in May or in June; in it."])


@pytest.fixture(scope="module")
def read() -> UnitWithNotes:
    return read_introduction(
        _blocks(TEXT),
        VOCABULARY,
        id="port/1902-introduction",
        edition="port",
        title="Introduction",
        chapter="1902",
        carried_over=_lines("\n5. Printed inside the letter."),
    )


def test_text_is_rejoined_over_footnotes(read: UnitWithNotes) -> None:
    texts = [paragraph.text for paragraph in read.unit.paragraphs]
    assert texts[0] == (
        "In May 1902 the harbour board met. It had been established two years before, and it set three tasks:"
    )
    assert texts[4] == (
        "The board then went to the mole (see document 4) and found it wanting. "
        "So said Captain Anders of the sea watch."
    )


def test_numbered_lists_stay_in_the_text(read: UnitWithNotes) -> None:
    items = [paragraph.text for paragraph in read.unit.paragraphs if paragraph.style == "item"]
    assert items == [
        "1. The mole was to be built.",
        "2. The docks were to be dug.",
        "3. The light was to burn.",
    ]


def test_footnotes_become_units_of_their_own(read: UnitWithNotes) -> None:
    assert [note.id for note in read.notes] == [f"port/1902-introduction.n{label}" for label in range(1, 6)]
    assert [note.text for note in read.notes] == [
        "Harbour Gazette, no. 4, 1902, 11.",
        "Archive of the Port, f. 3, l. 7.\n\nA second paragraph of the note stands here.",
        "Ibid., l. 9.",
        "Ibid., l. 10.",
        "Printed inside the letter.",
    ]
    assert read.notes[0].parent == read.unit.id
    assert read.notes[0].title == "Note 1 to Introduction"


def test_markers_lead_to_their_notes(read: UnitWithNotes) -> None:
    markers = [marker for paragraph in read.unit.paragraphs for marker in paragraph.markers]
    assert [(marker.label, marker.note) for marker in markers] == [
        (str(label), f"port/1902-introduction.n{label}") for label in range(1, 6)
    ]
    first = read.unit.paragraphs[0]
    assert first.text[: first.markers[0].offset].endswith("board met.")


def test_styles_are_kept(read: UnitWithNotes) -> None:
    styles = [(paragraph.style, paragraph.text) for paragraph in read.unit.paragraphs[5:]]
    assert ("heading", "The Second Board") in styles
    assert ("table", "\t1902\t1903\nShips\t4\t6") in styles
    assert styles[-1] == ("paragraph", "The sea is wide\nThe mole is long.")


def test_the_report_names_joins_and_the_drop_cap(read: UnitWithNotes) -> None:
    codes = [line.code for line in read.report]
    assert codes.count("page-break-rejoined") == 3
    assert codes.count("drop-cap") == 1
    assert not [line for line in read.report if line.level == "warning"]


def test_half_titles_are_dropped_and_reported(read: UnitWithNotes) -> None:
    dropped = [line.message for line in read.report if line.level == "dropped"]
    assert dropped == ["“The Letters” is a title without text", "“1902–03” is a title without text"]


def test_labels_without_a_note_are_named() -> None:
    assert missing_labels(group_blocks(_lines(TEXT))) == (5,)


def test_gaps_in_the_series_are_reported() -> None:
    text = "One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> More.<sup>3</sup>\n\n1. First.\n\n3. Third."
    report = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B").report
    assert [(line.code, line.message) for line in report if line.level == "warning"] == [
        ("footnote-missing", "footnote 2 is missing"),
        ("marker-count", "footnote 3 has 2 markers"),
    ]


def test_a_list_without_any_footnote_is_no_footnote() -> None:
    read = read_introduction(
        _blocks("They want:\n\n1. Bread.\n\n2. Peace."), VOCABULARY, id="a/b", edition="a", title="B"
    )
    assert read.notes == ()
    assert len(read.unit.paragraphs) == 3


def test_a_note_whose_marker_was_lost_is_found_beside_its_neighbours() -> None:
    text = "One.<sup>1</sup> Two. Three.<sup>3</sup>\n\n1. First.\n\n2. Second.\n\n3. Third."
    read = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B")
    assert [note.number for note in read.notes] == ["1", "2", "3"]


def test_the_rest_of_a_note_carried_over_is_joined_to_it() -> None:
    text = (
        "One.<sup>1</sup>\n\n1. This note is long and\n\nA full page stands here.<sup>2</sup>\n\n"
        "goes on below.\n\n2. Second."
    )
    read = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B")
    assert [note.text for note in read.notes] == ["This note is long and goes on below.", "Second."]
    assert len(read.unit.paragraphs) == 2


def test_a_list_between_marker_and_footnote_is_no_footnote() -> None:
    text = (
        "A.<sup>1</sup>\n\n1. First.\n\nThey wanted this.<sup>2</sup>\n\n1. Bread.\n\n2. Peace.\n\n2. Second."
    )
    read = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B")
    assert [note.text for note in read.notes] == ["First.", "Second."]
    assert [paragraph.text for paragraph in read.unit.paragraphs][-2:] == ["1. Bread.", "2. Peace."]


def test_notes_may_start_with_a_superscript() -> None:
    read = read_introduction(
        _blocks("A ship.<sup>1</sup>\n\n<sup>1</sup> A note.\n\nMore."),
        VOCABULARY,
        id="a/b",
        edition="a",
        title="B",
    )
    assert [note.text for note in read.notes] == ["A note."]
    assert read.unit.text == "A ship.\n\nMore."


@pytest.mark.parametrize("heading", ["## The Old Mole", "**The Old Mole**", "THE OLD MOLE", "The Old Mole"])
def test_subheadings_are_not_joined_to_the_text(heading: str) -> None:
    read = read_introduction(
        _blocks(f"A ship came.\n\n{heading}\n\nNobody saw it."), VOCABULARY, id="a/b", edition="a", title="B"
    )
    assert [paragraph.style for paragraph in read.unit.paragraphs] == ["paragraph", "heading", "paragraph"]


def test_tables_of_pipes_lose_their_rules() -> None:
    (block,) = group_blocks(_lines("| a | b |\n|---|---|\n| 1 | 2 |"))
    assert (block.kind, block.text) == ("table", "| a | b |\n| 1 | 2 |")


def test_facsimiles_and_captions_are_dropped_and_reported() -> None:
    text = "The text ends here.<sup>1</sup>\n\n1. A note.\n\n1 2\nПриветствую вас всех, друзья!\n\nA letter."
    read = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B")
    assert read.unit.text == "The text ends here."
    assert [line.code for line in read.report if line.level == "dropped"] == ["illustrations"]


def test_text_resumes_after_plates_in_the_middle_of_a_section() -> None:
    text = (
        "The text goes\n\nПриветствую вас всех, друзья!\n\nA letter, 1902.\n\non here.\n\nIt ends.\n\nQuite."
    )
    read = read_introduction(_blocks(text), VOCABULARY, id="a/b", edition="a", title="B")
    assert read.unit.text == "The text goes on here.\n\nIt ends.\n\nQuite."


CAPTIONS = "\n\n".join(["One.", "Two.", "Three.", "Four."])


@pytest.mark.parametrize(("illustrated", "left"), [(True, 1), (False, 5)])
def test_captions_alone_are_dropped_only_where_illustrations_are_announced(
    illustrated: bool, left: int
) -> None:
    text = "The text ends here, after a note.<sup>1</sup>\n\n1. A note.\n\n" + CAPTIONS
    read = read_introduction(
        _blocks(text), VOCABULARY, id="a/b", edition="a", title="B", illustrated=illustrated
    )
    assert len(read.unit.paragraphs) == left


def test_a_book_in_another_script_has_no_facsimiles() -> None:
    read = read_introduction(
        _blocks("Приветствую вас всех, друзья!"), VOCABULARY, id="a/b", edition="a", title="B"
    )
    assert len(read.unit.paragraphs) == 1


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("**I**N 1931 the board", "In 1931 the board"),
        ("ON 1 JUNE 1932 the board", "On 1 June 1932 the board"),
        ("**A**NNA BERG was", "Anna Berg was"),
        ("**A**CCORDING to", "According to"),
        ("NKVD men came", "NKVD men came"),
        ("A ship came", "A ship came"),
        ("The ship came", "The ship came"),
    ],
)
def test_drop_caps_become_words(printed: str, read_as: str) -> None:
    vocabulary = Vocabulary.from_lines(
        ["so in the end of June on board the NKVD came according to Berg; on in"]
    )
    assert normalize_drop_cap(printed, vocabulary) == read_as


def test_lines_without_a_blank_between_are_blocks_of_their_own_but_verse_and_tables_stay_whole() -> None:
    printed = group_blocks(_lines(TEXT))
    assert [block.label for block in printed if "Ibid." in block.text] == [3, 4]
    assert [block.kind for block in printed if block.kind in ("table", "verse")] == ["table", "verse"]


@pytest.mark.book
def test_the_book_has_217_footnotes_to_its_introductions(book_path: Path) -> None:
    lines = _lines(book_path.read_text(encoding="utf-8"))
    vocabulary = Vocabulary.from_lines(line.text for line in lines)
    counts = []
    for section in _sections(lines):
        missing = missing_labels(group_blocks(section))
        after = lines[section[-1].number : section[-1].number + 60]
        carried_over = tuple(line for line in after if line.label in missing)
        read = read_introduction(
            group_blocks(section),
            vocabulary,
            id="a/b",
            edition="a",
            title="Introduction",
            carried_over=carried_over,
        )
        assert not [line for line in read.report if line.level == "warning"]
        assert all(is_finished(note.text) or note.text.endswith(")") for note in read.notes)
        if not [line for line in read.report if line.level == "dropped"]:
            assert _letters_lost(section + carried_over, read) <= {"o", "c"}  # one doubled syllable
        counts.append(len(read.notes))
    assert counts == [0, 0, 31, 40, 30, 35, 31, 19, 18, 13]
    assert sum(counts) == 217


def _letters_lost(section: tuple[SourceLine, ...], read: UnitWithNotes) -> set[str]:
    """Letters that are more often in the section than in what was read of it, or less often."""
    printed = Counter("".join(plain_text(line.text) for line in section).casefold())
    notes = "".join(f"{note.number}{note.text}" for note in read.notes)
    result = Counter((read.unit.text + notes).casefold())
    return {sign for sign in {*printed, *result} if sign.isalnum() and printed[sign] != result[sign]}


def _sections(lines: tuple[SourceLine, ...]) -> list[tuple[SourceLine, ...]]:
    """The book's introductions: from their headings to the next heading of the same weight or "Documents"."""
    names = (
        "Preface",
        "Acknowledgments",
        "Introduction",
        "Lazar Kaganovich: The Career of a Stalinist Commissar",
    )
    headings = [
        line for line in lines if line.text.startswith(("# ", "## Doc", "## Intro", "## Pref", "## A No"))
    ]
    return [
        lines[start.number : end.number - 1]
        for start, end in pairwise(headings)
        if start.text.lstrip("# ") in names
    ]
