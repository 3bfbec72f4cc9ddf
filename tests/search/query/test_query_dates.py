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
        st.lists(st.sampled_from(["1922", "–", "-23", "in", "June", "5", ",", "of", "tons", "0000"])).map(
            " ".join
        ),
    )
)
def test_what_is_found_stands_in_the_text(text: str) -> None:
    found = find_query_dates(text, YEARS)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(text[one.start :].startswith(one.text) and one.earliest <= one.latest for one in found)
