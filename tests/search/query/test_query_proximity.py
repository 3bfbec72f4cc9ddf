"""Loose phrases against their definition, tried out position by position."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.proximity import occurrences, occurs

TERMS = st.lists(st.sampled_from("abc"), max_size=9)
PHRASES = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


def by_definition(terms: list[str], phrase: list[str], slop: int) -> bool:
    """Every way to give each term of the phrase a position of its own."""
    places = [[place for place, term in enumerate(terms) if term == one] for one in phrase]
    for chosen in product(*places):
        shifts = [place - index for index, place in enumerate(chosen)]
        if len(set(chosen)) == len(chosen) and max(shifts) - min(shifts) <= slop:
            return True
    return False


@given(TERMS, PHRASES, st.integers(0, 6))
def test_a_phrase_occurs_where_the_definition_says(terms: list[str], phrase: list[str], slop: int) -> None:
    assert occurs(terms, phrase, slop) == by_definition(terms, phrase, slop)


@given(TERMS, PHRASES, st.integers(0, 6))
def test_occurrences_have_the_terms_and_share_no_position(
    terms: list[str], phrase: list[str], slop: int
) -> None:
    found = list(occurrences(terms, phrase, slop))
    assert all([terms[place] for place in one] == phrase for one in found)
    used = [place for one in found for place in one]
    assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("phrase", "slop", "expected"),
    [
        ("wagons junction", 4, True),
        ("wagons junction", 3, False),
        ("junction wagons", 6, True),
        ("junction wagons", 5, False),
        ("the the", 99, False),
        ("at the junction", 0, True),
        ("", 3, False),
    ],
)
def test_slop_counts_the_places_moved(phrase: str, slop: int, expected: bool) -> None:
    text = "forty wagons of coal at the junction"
    assert occurs(text.split(), phrase.split(), slop) == expected


def test_repeated_terms_cost_no_more_than_their_positions() -> None:
    began = time.process_time()
    assert occurs(["the", "lamp"] * 5_000, ["the"] * 30, 99)
    assert not occurs(["the"] * 29 + ["lamp"] * 5_000, ["the"] * 30, 99)
    assert time.process_time() - began < 2
