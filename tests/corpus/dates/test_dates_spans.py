"""EDTF dates as spans."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates.spans import span_from_edtf

DAY = date(1872, 3, 14)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "certainty", "display"),
    [
        ("1872-03-14", DAY, DAY, "exact", "14 March 1872"),
        ("1872-03-14?", DAY, DAY, "uncertain", "14 March 1872"),
        ("1872-03-14~", date(1872, 3, 13), date(1872, 3, 15), "approximate", "14 March 1872"),
        ("1911-21", date(1911, 3, 1), date(1911, 5, 31), "approximate", "spring 1911"),
        ("1911-33", date(1911, 1, 1), date(1911, 3, 31), "approximate", "first quarter of 1911"),
        ("191X", date(1910, 1, 1), date(1919, 12, 31), "approximate", "1910–1919"),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), "approximate", "1900–1999"),
        ("1911-05-XX", date(1911, 5, 1), date(1911, 5, 31), "approximate", "May 1911"),
        (
            "[1911-05-01,1911-06-01]",
            date(1911, 5, 1),
            date(1911, 6, 1),
            "approximate",
            "1 May 1911 or 1 June 1911",
        ),
        (
            "{1911-05-01,1911-05-03,1911-06-01}",
            date(1911, 5, 1),
            date(1911, 6, 1),
            "approximate",
            "1 May 1911, 3 May 1911 and 1 June 1911",
        ),
        ("1911-05/1911-07", date(1911, 5, 1), date(1911, 7, 31), "approximate", "May 1911 – July 1911"),
        ("1901/2000", date(1901, 1, 1), date(2000, 12, 31), "approximate", "1901 – 2000"),
        ("1911-05?/1911-07", date(1911, 5, 1), date(1911, 7, 31), "uncertain", "May 1911 – July 1911"),
        ("-0044-03-15", None, None, "uncertain", "15 March 45 BC"),
        ("-0044/0012", None, None, "uncertain", "45 BC – 12"),
        ("XXXX", None, None, "uncertain", "undated"),
        ("1872-02", date(1872, 2, 1), date(1872, 2, 29), "approximate", "February 1872"),
        ("1872", date(1872, 1, 1), date(1872, 12, 31), "approximate", "1872"),
        ("[1872-03-14..]", DAY, None, "uncertain", "not before 14 March 1872"),
        ("[..1872-03-14]", None, DAY, "uncertain", "not after 14 March 1872"),
        ("[1872-03-14..1872-03-20]", DAY, date(1872, 3, 20), "approximate", "14 March 1872 – 20 March 1872"),
        ("1872-03-14/1872-03", DAY, date(1872, 3, 31), "approximate", "14 March 1872 – 31 March 1872"),
        ("../1872-03-14", None, DAY, "uncertain", "not after 14 March 1872"),
    ],
)
def test_an_edtf_date_becomes_a_span(
    edtf: str, earliest: date | None, latest: date | None, certainty: str, display: str
) -> None:
    span = span_from_edtf(edtf)
    assert (span.earliest, span.latest, span.certainty) == (earliest, latest, certainty)
    assert (span.edtf, span.display) == (edtf, display)


@pytest.mark.parametrize(
    "edtf", ["14 March 1872", "1872-13-01", "1872-02-30", "[..]", "", "1872-03-14/1872-03-01"]
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        span_from_edtf(edtf)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_its_own_span(day: date) -> None:
    span = span_from_edtf(day.isoformat())
    assert span.earliest == span.latest == day


@pytest.mark.parametrize(
    ("dateline", "source"),
    [
        (None, "dateline"),
        ("14 March 1872", "dateline"),
        ("14 March [1872]", "editors"),
        ("[14 March]", "chapter"),
    ],
)
def test_the_dateline_says_where_the_year_is_from(dateline: str | None, source: str) -> None:
    assert span_from_edtf("1872-03-14", dateline=dateline).year_source == source


@pytest.mark.parametrize(
    ("dateline", "display"),
    [
        ("[14 March]", "[14 March 1872]"),
        ("14 [March]", "14 [March] 1872"),
        ("[later than 13 March]", "[later than 13 March 1872]"),
        ("14 March [1872]", "14 March [1872]"),
    ],
)
def test_a_dateline_is_shown_as_printed_and_never_without_a_year(dateline: str, display: str) -> None:
    span = span_from_edtf("1872-03-14", dateline=dateline, inferred=True)
    assert (span.display, span.certainty) == (display, "inferred")
