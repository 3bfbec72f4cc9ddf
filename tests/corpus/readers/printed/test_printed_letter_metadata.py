from __future__ import annotations

import pytest

from corpus.model import Paragraph
from corpus.readers.printed.letter_metadata import detect_medium, detect_place, resolve_date
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks


def letter(*texts: str) -> tuple[SourceBlock, ...]:
    return group_blocks(split_lines("\n\n".join(texts)))


@pytest.mark.parametrize(
    ("texts", "medium"),
    [
        (("Cipher.", "From Polmouth 3 May 1872", "The wall has gone."), "cipher"),
        (("From Polmouth, telegram No. 25", "Send stone."), "telegram"),
        (("[Phonogram]", "To Mr. Brock.", "Come."), "phonegram"),
        (("Dear Sir,", "1) A cipher about the dues went to you on Monday.", "Yours"), "letter"),
        (("Sir,", "I have your telegram and answer it at once."), "letter"),
    ],
)
def test_the_medium_is_named_by_the_first_lines_and_by_no_sentence(
    texts: tuple[str, ...], medium: str
) -> None:
    assert detect_medium(letter(*texts)) == medium


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (("From Polmouth, telegram No. 25", "Send stone."), "Polmouth"),
        (("Telegram from Carrow. No. 48.", "Send stone."), "Carrow"),
        (("Sir,", "The stone is here.", "4 June 1872. Polmouth."), "Polmouth"),
        (("Sir,", "The stone is here.", "Yours, S. Brock.", "Carrow  \n4 June 1872"), "Carrow"),
        (("Sir,", "The stone is here.", "4 June 1872. S. Brock"), None),
    ],
)
def test_the_place_is_in_the_opening_or_next_to_the_date(texts: tuple[str, ...], place: str | None) -> None:
    assert detect_place(letter(*texts), "4 June", ["Brock"]) == place


def test_the_letters_own_date_completes_the_heads() -> None:
    span, report = resolve_date("2 June", 1, [Paragraph("2 June [1872]", line=4)], 1872)
    assert (span.edtf, span.display, span.year_source) == ("1872-06-02", "2 June [1872]", "editors")
    assert report == []


def test_a_line_with_more_than_a_date_leaves_the_heads_wording() -> None:
    span, _ = resolve_date("2 June", 1, [Paragraph("From Polmouth 2 June 1872 at 4 A.M.", line=4)], 1872)
    assert (span.display, span.year_source) == ("2 June 1872", "dateline")


def test_a_contradiction_is_reported_and_the_head_kept() -> None:
    span, report = resolve_date("14 March", 1, [Paragraph("15 March 1872", line=9)], 1872)
    assert span.edtf == "1872-03-14"
    assert [(one.code, one.line) for one in report] == [("date-contradiction", 9)]


def test_a_sentence_that_names_a_day_is_no_date_of_the_letter() -> None:
    _, report = resolve_date("14 March", 1, [Paragraph("I have your letter of 10 March.", line=5)], 1872)
    assert report == []
