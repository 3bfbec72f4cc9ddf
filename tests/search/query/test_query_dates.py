from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.dates import find_query_dates

YEARS = (1921, 1923)


def spans(text: str, years: tuple[int, int] | None = YEARS) -> list[tuple[str, str]]:
    return [(one.text, one.edtf) for one in find_query_dates(text, years)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("letter of 5 June 1922", [("5 June 1922", "1922-06-05")]),
        ("the strike in August 1922", [("August 1922", "1922-08")]),
        ("the 1922 strike", [("1922", "1922")]),
        ("dredging, 1922", [("1922", "1922")]),
        ("Brandt 1921 dredging 1923", [("1921", "1921"), ("1923", "1923")]),
        ("dredging, 1921–1922", [("1921–1922", "1921/1922")]),
        ("dredging (1921-22)", [("1921-22", "1921/1922")]),
        ("the bar in 1922 and June 1923", [("1922", "1922"), ("June 1923", "1923-06")]),
    ],
)
def test_dates_and_bare_years_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("late 1922", "1922-09-01", "1922-12-31"),
        ("in early 1922", "1922-01-01", "1922-04-30"),
        ("by mid-1922", "1921-01-01", "1922-08-31"),
        ("winter 1921-22", "1921-12-01", "1922-02-28"),
        ("the winter of 1921/22", "1921-12-01", "1922-02-28"),
        ("the last days of August 1922", "1922-08-22", "1922-08-31"),
        ("the second week of June 1922", "1922-06-08", "1922-06-14"),
        ("around 20 August 1922", "1922-08-13", "1922-08-27"),
        ("6/25/22", "1922-06-25", "1922-06-25"),
        ("25.6.22.", "1922-06-25", "1922-06-25"),
        ("June ’22", "1922-06-01", "1922-06-30"),
        ("from June '22 to May '23", "1922-06-01", "1923-05-31"),
        ("mid-1920s", "1924-01-01", "1926-12-31"),
        ("in the early 1920s", "1920-01-01", "1923-12-31"),
    ],
)
def test_parts_of_periods_and_short_years_are_understood(text: str, first: str, last: str) -> None:
    (found,) = find_query_dates(text, YEARS, vague=True)
    assert (str(found.earliest), str(found.latest)) == (first, last)
    assert text[found.start :].startswith(found.text)


def test_a_short_year_needs_one_year_of_the_index() -> None:
    assert find_query_dates("6/25/22", (1820, 1930), vague=True) == ()
    assert find_query_dates("6/25/62", YEARS, vague=True) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "coal",
        "1850",
        "the 1850 survey",
        "1922 tons of coal",
        "a load of 1922 thousand tons",
        "order no. 1922",
        "d. 1922",
        "№1922",
        "21922",
        "1922.5",
        "1922%",
        "1923-21",
        "5 June",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert spans(text) == []


def test_without_dated_documents_there_are_no_dates() -> None:
    assert spans("5 June 1922", None) == []


def test_within_a_single_year_days_need_none() -> None:
    found = find_query_dates("telegram of 5 June", (1922, 1922))
    assert [(one.earliest, one.latest) for one in found] == [(date(1922, 6, 5), date(1922, 6, 5))]


@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                ["1922", "–", "-23", "in", "June", "5", ",", "of", "tons", "0000", "'22", "5/6/22"]
            )
        ).map(" ".join),
    )
)
def test_what_is_found_stands_in_the_text(text: str) -> None:
    found = find_query_dates(text, YEARS)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(text[one.start :].startswith(one.text) and one.earliest <= one.latest for one in found)
