import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.bootstrap import mean_confidence_interval


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_interval_holds_the_mean_and_lies_among_the_values(values: list[float]) -> None:
    low, high = mean_confidence_interval(values)
    mean = sum(values) / len(values)
    assert min(values) - 1e-9 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= max(values) + 1e-9


def test_more_values_make_it_narrower() -> None:
    few, many = mean_confidence_interval([0.0, 1.0] * 5), mean_confidence_interval([0.0, 1.0] * 200)
    assert many.high - many.low < few.high - few.low


def test_it_comes_near_the_interval_of_a_known_distribution() -> None:
    low, high = mean_confidence_interval([0.0, 1.0] * 50)
    assert [low, high] == pytest.approx([0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05], abs=0.01)


def test_of_nothing_there_is_none() -> None:
    assert all(math.isnan(bound) for bound in mean_confidence_interval([]))
