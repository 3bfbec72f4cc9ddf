"""EDTF dates as spans."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.calendar.dates import read_edtf

DAY = date(1872, 3, 14)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "certainty", "display"),
    [
        ("1872-03-14", DAY, DAY, "exact", "14 March 1872"),
        ("1872-03-14?", DAY, DAY, "uncertain", "14 March 1872"),
        ("1872-03-14~", DAY, DAY, "approximate", "14 March 1872"),
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
    span = read_edtf(edtf)
    assert (span.earliest, span.latest, span.certainty) == (earliest, latest, certainty)
    assert (span.edtf, span.display) == (edtf, display)


@pytest.mark.parametrize(
    "edtf", ["14 March 1872", "1872-13-01", "1872-02-30", "[..]", "", "1872-03-14/1872-03-01"]
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_edtf(edtf)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_its_own_span(day: date) -> None:
    span = read_edtf(day.isoformat())
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
    assert read_edtf("1872-03-14", dateline=dateline).year_source == source


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
    span = read_edtf("1872-03-14", dateline=dateline, inferred=True)
    assert (span.display, span.certainty) == (display, "inferred")
