"""Other calendars and Roman numerals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates.calendars import gregorian_day, parse_roman, republican_day, republican_month, roman_day


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("IV", 4),
        ("iiij", 4),
        ("XXIII", 23),
        ("M.D.XXI", 1521),
        ("MDCCCLXXXVIII", 1888),
        ("IVI", None),
        ("", None),
    ],
)
def test_a_roman_numeral_has_its_value(numeral: str, number: int | None) -> None:
    assert parse_roman(numeral) == number


@pytest.mark.parametrize(
    ("julian", "gregorian"),
    [
        ((1582, 10, 5), date(1582, 10, 15)),
        ((1700, 2, 29), date(1700, 3, 11)),
        ((1752, 9, 3), date(1752, 9, 14)),
        ((1917, 10, 25), date(1917, 11, 7)),
        ((1899, 12, 31), date(1900, 1, 12)),
        ((300, 1, 1), date(300, 1, 1)),
    ],
)
def test_a_julian_day_is_converted(julian: tuple[int, int, int], gregorian: date) -> None:
    assert gregorian_day(*julian) == gregorian


@pytest.mark.parametrize("julian", [(1701, 2, 29), (1700, 4, 31), (1, 1, 1), (9999, 12, 31)])
def test_a_julian_day_that_does_not_exist_is_refused(julian: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        gregorian_day(*julian)


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        (1, "vendémiaire", 1, date(1792, 9, 22)),
        (2, "thermidor", 9, date(1794, 7, 27)),
        (8, "brumaire", 18, date(1799, 11, 9)),
        (12, "vendemiaire", 1, date(1803, 9, 24)),
        (14, "nivôse", 10, date(1805, 12, 31)),
        (15, "nivôse", 10, None),
        (3, "nivôse", 31, None),
    ],
)
def test_a_republican_day_is_converted(year: int, month: str, day: int, gregorian: date | None) -> None:
    assert republican_day(year, republican_month(month), day) == gregorian


@given(st.dates(date(1, 2, 1), date(9998, 12, 31)))
def test_every_roman_day_is_counted_back_from_one_of_three(day: date) -> None:
    following = (day.replace(day=1) + timedelta(32)).replace(day=1)
    for name, month in (("k", following.month), ("n", day.month), ("i", day.month)):
        counted_from, _ = roman_day(1, name, month)
        fixed = following if name == "k" else day.replace(day=counted_from)
        if 0 <= (fixed - day).days <= 18:
            start, days_back = roman_day((fixed - day).days + 1, name, month)
            assert fixed.replace(day=start) - timedelta(days_back) == day
