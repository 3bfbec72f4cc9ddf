from __future__ import annotations

from itertools import permutations

import pytest

from corpus.text.direction import is_right_to_left
from corpus.text.natural_order import natural_key


@pytest.mark.parametrize(
    "labels",
    [
        ("RGASPI, f. 9, op. 1, d. 2", "RGASPI, f. 9, op. 1, d. 10", "RGASPI, f. 10, op. 1, d. 1"),
        ("MS", "MS 7", "MS 07a", "MS 8"),
        ("", "1", "1a", "a"),
        ("x", f"x{'9' * 5000}", f"x1{'0' * 5000}"),
    ],
)
def test_numbers_are_sorted_by_value(labels: tuple[str, ...]) -> None:
    for order in permutations(labels):
        assert tuple(sorted(order, key=natural_key)) == labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [("אל ברג", True), ("1921: من برغ", True), ("Berg אל", False), ("1921", False), ("", False)],
)
def test_the_first_strong_letter_decides_the_direction(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected
