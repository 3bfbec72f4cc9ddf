from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.fusion import (
    apply_coordination,
    normalise_by_maximum,
    ranks,
    rescale,
    share_with_documents,
    share_with_notes,
    weighted_sum,
)

SCORES = st.dictionaries(st.integers(0, 20), st.floats(0.01, 100), max_size=15)


def test_the_best_score_becomes_one() -> None:
    assert normalise_by_maximum({1: 8.0, 2: 2.0}) == {1: 1.0, 2: 0.25}


@pytest.mark.parametrize("scores", [{}, {1: 0.0}])
def test_what_says_nothing_stays_as_it_is(scores: dict[int, float]) -> None:
    assert normalise_by_maximum(scores) == scores


def test_cosines_are_counted_from_the_floor() -> None:
    assert rescale({1: 0.5, 2: 0.3, 3: 0.05}, 0.1) == pytest.approx({1: 1.0, 2: 0.5, 3: 0.0})


def test_cosines_at_the_floor_say_nothing() -> None:
    assert rescale({1: 0.1, 2: 0.0}, 0.1) == {1: 0.0, 2: 0.0}


def test_a_weighted_sum_counts_what_a_retriever_lacks_as_0() -> None:
    assert weighted_sum({1: 1.0}, {1: 0.5, 2: 1.0}, 0.25) == {1: 0.875, 2: 0.25}


@given(SCORES, SCORES)
def test_all_weight_on_one_retriever_is_that_retriever(
    keyword: dict[int, float], semantic: dict[int, float]
) -> None:
    fused = weighted_sum(keyword, semantic, 1.0)
    assert {row: score for row, score in fused.items() if score} == semantic


@given(SCORES)
def test_ranks_begin_at_one_and_leave_none_out(scores: dict[int, float]) -> None:
    assert sorted(ranks(scores).values()) == list(range(1, len(scores) + 1))


def test_equal_scores_rank_by_row() -> None:
    assert ranks({5: 1.0, 3: 1.0, 4: 2.0}) == {4: 1, 3: 2, 5: 3}


def test_a_note_is_given_a_share_of_its_letter() -> None:
    assert share_with_notes({1: 1.0, 2: 0.5, 3: 0.2}, {1: 1, 2: 1, 3: 9}, 0.2) == pytest.approx(
        {1: 1.0, 2: 0.7, 3: 0.2}
    )


def test_a_document_is_given_a_share_of_its_best_note() -> None:
    assert share_with_documents(
        {1: 1.0, 2: 0.5, 3: 0.4, 4: 0.2}, {1: 1, 2: 1, 3: 1, 4: 9}, 0.2
    ) == pytest.approx({1: 1.1, 2: 0.5, 3: 0.4, 4: 0.2})


@pytest.mark.parametrize(
    ("matched", "exponent", "expected"),
    [(4, 1.0, 8.0), (1, 1.0, 2.0), (1, 0.5, 4.0), (1, 0.0, 8.0), (9, 1.0, 8.0)],
)
def test_a_unit_counts_by_the_share_of_words_it_has(matched: int, exponent: float, expected: float) -> None:
    assert apply_coordination({1: 8.0}, {1: matched}, 4, exponent) == {1: expected}


def test_without_words_nothing_is_coordinated() -> None:
    assert apply_coordination({1: 8.0}, {}, 0, 0.5) == {1: 8.0}


def test_a_unit_whose_words_are_not_known_has_no_more_than_the_others() -> None:
    assert apply_coordination({1: 8.0, 2: 8.0, 3: 8.0}, {1: 3.0, 2: 1.0}, 4, 1) == {1: 6.0, 2: 2.0, 3: 2.0}
