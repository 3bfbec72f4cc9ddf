"""Borrowed wording is found, and only that."""

import pytest

from corpus.readers.calendar.wording import find_borrowed, read_wording

BOOK = """
# Letters

We have asked the harbor master to hold Berg's three ships until the *customs* office has
answered.<sup>2</sup> In 1872 the council paid Lund 400 marks for repairing the old lighthouse. The deputy
people's commissar of foreign trade and member of the Politburo of the party spoke with the har-
bor pilots about their wages and houses.
"""


def borrowed(text: str, *names: str) -> list[str]:
    return [found.words for found in find_borrowed(text, read_wording(BOOK), names)]


@pytest.mark.parametrize(
    "text",
    [
        "Berg is content. The harbor master keeps the ships back for the customs.",
        "The people's commissar of foreign trade and member of the Politburo of the party is absent.",
        "They asked the harbor master to detain them.",
        "the customs office has. Answered in 1872",
    ],
)
def test_own_words_pass(text: str) -> None:
    assert borrowed(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He says: have asked the harbor master to wait.", "have asked the harbor master to"),
        (
            "Three ships until the customs office has answered.",
            "three ships until the customs office has answered",
        ),
        ("Pilots: with the harbor pilots about their pay", "with the harbor pilots about their"),
    ],
)
def test_six_words_in_a_row_are_found_joined_and_through_print_marks(text: str, words: str) -> None:
    assert words in borrowed(text)


def test_a_changed_name_or_figure_hides_nothing() -> None:
    found = list(
        find_borrowed("The council paid Ohm 75 marks for repairing the old mill.", read_wording(BOOK))
    )
    assert [one.words for one in found if one.without_names] == ["the council paid for repairing the old"]


def test_a_name_that_opens_a_sentence_is_a_name_when_known() -> None:
    book = read_wording("Then Berg of the Politburo of Narva said no.")
    assert list(find_borrowed("Berg of the Politburo of Narva agrees.", book, ["Berg"])) == []
    assert list(find_borrowed("Oddly of the Politburo of Narva agrees.", book, ["Berg"])) == []


def test_two_stretches_of_a_sentence_stay_separate() -> None:
    text = "Note: have asked the harbor master to write, then ask with the harbor pilots about their coats"
    assert borrowed(text)[:2] == ["have asked the harbor master to", "with the harbor pilots about their"]
