from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.readers.printed.inline import PAGE_BREAK, plain_text
from corpus.readers.printed.rejoin import Vocabulary, continues, rejoin, remove_stray_hyphens

BOOK = Vocabulary.from_lines(
    [
        "We instructed the pilots, and instructed them well, under the five-year plan.",
        "The hard economic harbour was established in a half-finished anti-fog dock by hard-headed men.",
        "So they said; a pressed sail, a five-oared boat, two policy papers and the sea wall.",
    ]
)


@pytest.mark.parametrize(
    ("left", "right", "joined", "kind"),
    [
        ("We in-", "structed them", "We instructed them", "hyphen-dropped"),
        ("the five-", "year plan", "the five-year plan", "hyphen-kept"),
        ("it was es-", "established there", "it was established there", "syllable-dropped"),
        ("an eco-", "conomic matter", "an economic matter", "syllable-dropped"),
        ("the hard-", "pressed crew", "the hard-pressed crew", "hyphen-kept"),
        ("the North-", "South line", "the North-South line", "hyphen-kept"),
        ("an un-", "known word", "an unknown word", "hyphen-dropped"),
        ("in 1931-", "32 the", "in 1931-32 the", "hyphen-kept"),
        ("the *har-*", "*bour* wall", "the harbour wall", "hyphen-dropped"),
        ("a pol-", "icy’ indeed", "a policy’ indeed", "hyphen-dropped"),
        ("the *Sea*", "*Wall* stood", "the Sea Wall stood", "between-words"),
        ("the sea", "wall stood", "the sea wall stood", "between-words"),
        ("the sea—", "wall stood", "the sea—wall stood", "between-words"),
    ],
)
def test_pieces_are_joined_as_the_book_spells(left: str, right: str, joined: str, kind: str) -> None:
    join = rejoin(left, right, BOOK)
    assert plain_text(join.text) == joined
    assert join.kind == kind


def test_a_join_reports_the_printed_and_the_joined_words() -> None:
    join = rejoin("We in-", "structed them", BOOK)
    assert (join.printed, join.result) == ("in-/structed", "instructed")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("the ships which", "sailed in May"),
        ("he had no talk with", "Anders about it"),
        ("the fleet, the mole,", "and the docks"),
        ("the old In-", "spector came"),
        ("wrote to A. B.", "and to others"),
    ],
)
def test_an_unfinished_sentence_continues(left: str, right: str) -> None:
    assert continues(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The ships sailed.", "In May they returned."),
        ("The ships sailed.<sup>4</sup>", "In May they returned."),
        ("He said: “Never.”", "They left."),
        ("He wrote:", "Dear friend"),
        ("first,", "2) second"),
        ("The ships which", "## A heading"),
        ("", "In May"),
    ],
)
def test_a_finished_sentence_does_not_continue(left: str, right: str) -> None:
    assert not continues(left, right)


@pytest.mark.parametrize(
    ("printed", "mended"),
    [
        ("the har-bour there", "the harbour there"),
        ("Re-pressed men", "Repressed men"),
        ("a five-year plan", "a five-year plan"),
        ("sea-wall works", "sea-wall works"),
        ("Har-Bour", "Har-Bour"),
    ],
)
def test_stray_hyphens_inside_a_line_are_removed(printed: str, mended: str) -> None:
    book = Vocabulary.from_lines(
        ["In harbour and harbour; so repressed, again repressed; five-year and seawall, seawall sea wall"]
    )
    text, words = remove_stray_hyphens(printed, book)
    assert text == mended
    assert bool(words) == (printed != mended)


@given(st.text("abc de-*", max_size=20), st.text("abc de*", max_size=20))
@example("aa-", "aaa")
def test_joining_loses_no_letter_but_doubled_ones(left: str, right: str) -> None:
    join = rejoin(left, right, Vocabulary())
    letters, before, after = ([sign for sign in text if sign.isalpha()] for text in (join.text, left, right))
    doubled = len(before) + len(after) - len(letters)
    assert letters == before + after[doubled:]
    assert doubled == 0 or (join.kind == "syllable-dropped" and before[-doubled:] == after[:doubled])
    assert join.text.count(PAGE_BREAK) == 1
