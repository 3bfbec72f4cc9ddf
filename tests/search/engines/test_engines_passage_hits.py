from __future__ import annotations

import numpy as np
import pytest

from search.engines.passage_hits import group_by_unit

UNIT_ROWS = np.array([7, 7, 8, 9, 9, 9], dtype=np.int64)


def grouped(scores: dict[int, float], limit: int = 9, weight: float = 0.0) -> list[tuple[int, float, int]]:
    """The units of passages (passage -> score) as (row, score, passage), scores rounded."""
    order = sorted(scores, key=lambda passage: -scores[passage])
    values = np.array([scores[passage] for passage in order], dtype=np.float32)
    hits = group_by_unit(values, np.array(order, dtype=np.int64), UNIT_ROWS, limit, weight)
    return [(row, round(score, 4), passage) for row, score, passage in hits]


def test_a_unit_has_the_score_of_its_best_passage() -> None:
    scores = {0: 0.3, 1: 0.8, 2: 0.5, 3: 0.6, 4: 0.1}
    assert grouped(scores) == [(7, 0.8, 1), (9, 0.6, 3), (8, 0.5, 2)]
    assert grouped(scores, limit=2) == [(7, 0.8, 1), (9, 0.6, 3)]


def test_a_unit_that_is_similar_in_two_places_is_ranked_higher() -> None:
    scores = {2: 0.62, 3: 0.6, 4: 0.58, 5: 0.56, 0: 0.2, 1: 0.1}
    assert grouped(scores, weight=0.0)[0] == (8, 0.62, 2)
    assert grouped(scores, weight=0.5)[:2] == [(9, 0.605, 3), (8, 0.62, 2)][::-1]
    assert grouped(scores, weight=5.0)[:2] == [(9, 0.65, 3), (8, 0.62, 2)]


def test_a_second_passage_below_the_median_counts_as_none() -> None:
    assert grouped({0: 0.9, 3: 0.8, 2: 0.7, 1: 0.1}, weight=1.0) == [(7, 0.9, 0), (9, 0.8, 3), (8, 0.7, 2)]


def test_no_score_exceeds_one() -> None:
    assert grouped({0: 0.99, 1: 0.98, 2: 0.1, 3: 0.1}, weight=1.0)[0] == (7, 1.0, 0)


@pytest.mark.parametrize("weight", [0.0, 0.2])
def test_without_passages_there_are_no_units(weight: float) -> None:
    assert grouped({}, weight=weight) == []
