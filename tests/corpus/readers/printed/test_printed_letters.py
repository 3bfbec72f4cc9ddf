from __future__ import annotations

from functools import partial

import pytest

from corpus.model import Unit
from corpus.readers.printed.letters import is_signature, make_letter, make_note_paragraphs
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.notes import make_notes, split_letter_notes
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks
from corpus.readers.printed.rejoin import Vocabulary

VOCABULARY = Vocabulary.from_lines(["the timber gates and the repair of timber gates was late"])


def printed(*texts: str) -> tuple[SourceBlock, ...]:
    return group_blocks(split_lines("\n\n".join(texts)))


def sorted_texts(
    *texts: str, surnames: tuple[str, ...] = ("Pell",)
) -> tuple[list[str], dict[int, list[str]]]:
    found = split_letter_notes(printed(*texts), partial(is_signature, surnames=surnames))
    return [block.text for block in found.text], {
        label: [block.text for block in note] for label, note in found.notes
    }


def letter(*texts: str) -> list[tuple[str, str]]:
    paragraphs, _ = make_letter(printed(*texts), VOCABULARY, ["Pell"])
    return [(paragraph.style, paragraph.text) for paragraph in paragraphs]


def test_notes_begin_where_they_explain_the_markers() -> None:
    own, notes = sorted_texts(
        "1. The gate<sup>1</sup> has rusted.", "2. So has the lock.<sup>2</sup>", "Pell.",
        "1. The lower gate.", "It was made of oak.", "2. Of 1850.",
    )  # fmt: skip
    assert own[-1] == "Pell."
    assert notes == {1: ["1. The lower gate.", "It was made of oak."], 2: ["2. Of 1850."]}


def test_numbered_paragraphs_without_a_marker_are_no_notes() -> None:
    own, notes = sorted_texts("Sir,", "1. The gate has rusted.", "2. So has the lock.")
    assert len(own) == 3
    assert notes == {}


def test_without_markers_notes_follow_the_signature() -> None:
    own, notes = sorted_texts("The gate has rusted.", "A. Pell", "1. The lower gate.")
    assert own == ["The gate has rusted.", "A. Pell"]
    assert list(notes) == [1]


def test_a_list_that_a_note_quotes_stays_in_the_note() -> None:
    own, notes = sorted_texts(
        "The gate<sup>1</sup> and lock<sup>2</sup> and key.<sup>3</sup>", "Pell.",
        "1. The committee resolved:", "1. to paint it;", "2. to oil it.",
        "2. Made in 1850.", "3. Lost.",
    )  # fmt: skip
    assert len(own) == 2
    assert {label: len(note) for label, note in notes.items()} == {1: 3, 2: 1, 3: 1}


def test_a_missing_note_leaves_a_gap_in_the_series() -> None:
    _, notes = sorted_texts(
        "Gate,<sup>1</sup> lock,<sup>2</sup> key,<sup>3</sup> oil.<sup>4</sup>", "Pell.",
        "1. Lower.", "2. Of 1850.", "4. Lost.",
    )  # fmt: skip
    assert list(notes) == [1, 2, 4]


def test_a_letter_of_one_block_has_no_notes() -> None:
    assert sorted_texts("1. The gate has rusted.") == (["1. The gate has rusted."], {})


def test_every_paragraph_has_its_style() -> None:
    assert letter(
        "## Secret", "Dear Gorse,", "The gate has rusted.", "1. Paint it.", "Gate\t4", "A. Pell",
        "P.S. Come.", "Bring oil.",
    ) == [
        ("heading", "Secret"),
        ("salutation", "Dear Gorse,"),
        ("paragraph", "The gate has rusted."),
        ("item", "1. Paint it."),
        ("table", "Gate\t4"),
        ("signature", "A. Pell"),
        ("postscript", "P.S. Come."),
        ("postscript", "Bring oil."),
    ]  # fmt: skip


def test_initials_alone_are_a_signature() -> None:
    assert letter("The gate has rusted away.", "A. P.")[-1] == ("signature", "A. P.")


LONG = "The keeper of the upper lock has written three times this month that there is nobody who would see to"


@pytest.mark.parametrize(
    ("left", "right", "is_joined"),
    [
        (LONG, "the timber gates.", True),
        (LONG, "Mr. Gorse.", True),
        (f"{LONG} tim-", "ber gates.", True),
        (f"{LONG} the gates.", "The lock is well.", False),
        ("Honoured Sir,", "the gate has rusted.", False),
        ("Please bring:", "oil, paint,", False),
        (LONG, "cc: Mr. Gorse", False),
        (LONG, "2. The lock is well.", False),
        ("a) the upper gate,", "(with its lock)", True),
        ("Short line", "With a capital", False),
    ],
)
def test_a_page_break_is_closed_where_the_sentence_goes_on(left: str, right: str, is_joined: bool) -> None:
    paragraphs, report = make_letter(printed(left, right), VOCABULARY, [])
    assert (len(paragraphs) == 1) is is_joined
    assert [line.code for line in report] == ["page-break-rejoined"] * is_joined
    assert "tim-" not in paragraphs[0].text


def test_a_note_loses_its_number_and_keeps_its_paragraphs() -> None:
    notes = ((12, printed("12. The lower gate.", "Oak\t1850")),)
    make_paragraphs = partial(make_note_paragraphs, vocabulary=VOCABULARY)
    _, (note,), _ = make_notes(Unit("a/b", "a", "document", "B", 0), notes, "document 1", make_paragraphs)
    assert (note.id, note.title) == ("a/b.n12", "Note 12 to document 1")
    assert [(one.style, one.text) for one in note.paragraphs] == [
        ("paragraph", "The lower gate."),
        ("table", "Oak\t1850"),
    ]
