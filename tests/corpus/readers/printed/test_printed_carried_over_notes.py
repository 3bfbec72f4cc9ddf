from __future__ import annotations

import pytest

from corpus.readers.printed.carried_over_notes import split_carried_over_notes
from corpus.readers.printed.lines import SourceLine

LETTER = [
    "Dear Holm,",
    "",
    "1. The mole. We in-",
    "",
    "NOTES",
    "",
    "structed them.",
    "",
    "2. The docks.",
    "",
    "Alving",
]


def _lines(texts: list[str]) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, text) for number, text in enumerate(texts, start=1))


@pytest.mark.parametrize(
    ("notes", "labels"),
    [
        (["28. Ibid.", "", "29. Gazette,", "page 3."], [28, 29]),
        (["18. Ibid."], [18]),
        (["<sup>18</sup> Ibid."], [18]),
    ],
)
def test_notes_of_the_introduction_are_split_from_the_letter(notes: list[str], labels: list[int]) -> None:
    place = LETTER.index("NOTES")
    lines = _lines(LETTER[:place] + notes + LETTER[place + 1 :])
    taken, rest = split_carried_over_notes(lines, labels)
    assert [line.text for line in taken] == [text for text in notes if text]
    assert [line.text for line in rest if line.text] == [text for text in LETTER if text not in ("", "NOTES")]


@pytest.mark.parametrize("labels", [[], [2], [3], [18]])
def test_the_letters_own_paragraphs_stay(labels: list[int]) -> None:
    assert split_carried_over_notes(_lines(LETTER), labels) == ((), _lines(LETTER))
