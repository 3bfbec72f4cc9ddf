import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates.datelines import find_dates


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Petrov's letter of 5 June 1932", [("5 June 1932", "1932-06-05", "1932-06-05", "day")]),
        ("grain in June 1932", [("June 1932", "1932-06-01", "1932-06-30", "month")]),
        ("the summer of 1933", [("summer of 1933", "1933-06-01", "1933-08-31", "season")]),
        ("August 1931", [("August 1931", "1931-08-01", "1931-08-31", "month")]),
        ("between 3 and 7 May 1932", [("between 3 and 7 May 1932", "1932-05-03", "1932-05-07", "span")]),
        ("from June to August 1932", [("from June to August 1932", "1932-06-01", "1932-08-31", "span")]),
        ("letters after 20 August 1936", [("after 20 August 1936", "1936-08-21", "None", "day")]),
        ("until June 1932", [("until June 1932", "None", "1932-06-30", "month")]),
        ("policy in 1931-36", [("1931-36", "1931-01-01", "1936-12-31", "span")]),
        ("policy 1931–1936 in short", []),
        ("harvest of 1932?", [("1932", "1932-01-01", "1932-12-31", "year")]),
        ("1932", [("1932", "1932-01-01", "1932-12-31", "year")]),
        (
            "June 5, 1932 and 7 July 1933",
            [
                ("June 5, 1932", "1932-06-05", "1932-06-05", "day"),
                ("7 July 1933", "1933-07-07", "1933-07-07", "day"),
            ],
        ),
        ("may he fall, and march on", []),
        ("5 June", []),
        ("f. 558, op. 11, d. 740, ll. 10–12", []),
        ("f. 82, op. 2, d. 1424", []),
        ("31 June 1932", []),
        ("document 24", []),
    ],
)
def test_dates_in_a_query_are_found(query: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = find_dates(query)
    assert [(one.text, str(one.earliest), str(one.latest), one.precision) for one in found] == expected
    assert all(query[one.start : one.end] == one.text for one in found)


def test_day_without_a_year_takes_the_one_given() -> None:
    assert str(find_dates("the telegram of 5 June", year=1932)[0].earliest) == "1932-06-05"


VOCABULARY = "in June 5 1932 1931-36 1999-01 – and between may summer of before c. ? 31 12.5.32"
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_matches_are_spans_of_the_text(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest
