"""Loose phrases against their definition, tried out position by position."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.proximity import matched_positions, occurs, positions_of

TERMS = st.lists(st.sampled_from("abc"), max_size=9)
PHRASES = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


def occurrences(terms: list[str], phrase: list[str], slop: int) -> Iterator[tuple[int, ...]]:
    """Every way to give each term of the phrase a position of its own."""
    places = [[place for place, term in enumerate(terms) if term == one] for one in phrase]
    for chosen in product(*places):
        shifts = [place - index for index, place in enumerate(chosen)]
        if len(set(chosen)) == len(chosen) and max(shifts) - min(shifts) <= slop:
            yield chosen


@given(TERMS, PHRASES, st.integers(0, 6))
def test_a_phrase_occurs_where_the_definition_says(terms: list[str], phrase: list[str], slop: int) -> None:
    assert occurs(terms, phrase, slop) == any(True for _ in occurrences(terms, phrase, slop))


@given(TERMS, st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), st.integers(0, 6))
def test_a_position_matches_where_an_occurrence_has_it(
    terms: list[str], phrase: list[str], slop: int
) -> None:
    expected = {place for chosen in occurrences(terms, phrase, slop) for place in chosen}
    assert matched_positions(positions_of(terms, phrase), phrase, slop) == sorted(expected)


@given(TERMS, PHRASES, st.integers(0, 6))
def test_positions_match_where_the_phrase_occurs(terms: list[str], phrase: list[str], slop: int) -> None:
    found = matched_positions(positions_of(terms, phrase), phrase, slop)
    assert bool(found) == occurs(terms, phrase, slop)
    assert {terms[place] for place in found} == (set(phrase) if found else set())


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
