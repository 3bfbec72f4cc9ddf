import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numerals import from_roman, to_roman


@pytest.mark.parametrize(("numeral", "number"), [("iv", 4), ("XIX", 19), ("xliv", 44), ("MCMXXXII", 1932)])
def test_numerals_are_read(numeral: str, number: int) -> None:
    assert from_roman(numeral) == number


@pytest.mark.parametrize("text", ["", "4", "A", "i1", "x y"])
def test_other_text_is_no_numeral(text: str) -> None:
    assert from_roman(text) is None


@given(st.integers(1, 3999))
def test_what_is_written_is_read(number: int) -> None:
    assert from_roman(to_roman(number)) == number
