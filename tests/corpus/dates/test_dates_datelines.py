from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates.datelines import (
    format_span,
    parse_dateline,
    parse_dateline_details,
    parse_day,
    refine_with_dateline,
)
from corpus.dates.edtf import edtf_bounds
from corpus.dates.edtf import parse_edtf as read_back

WRITTEN = [
    # printed, chapter's year, EDTF, earliest, latest, certainty, where the year came from
    ("12 August", 1931, "1931-08-12", "1931-08-12", "1931-08-12", "exact", "chapter"),
    ("12 August 1931", 1931, "1931-08-12", "1931-08-12", "1931-08-12", "exact", "dateline"),
    ("2 June [1932]", 1932, "1932-06-02", "1932-06-02", "1932-06-02", "exact", "editors"),
    ("19[32], 2 June", None, "1932-06-02", "1932-06-02", "1932-06-02", "inferred", "editors"),
    ("[11 August]", 1931, "1931-08-11", "1931-08-11", "1931-08-11", "inferred", "chapter"),
    ("[1]1 August 1931", 1931, "1931-08-11", "1931-08-11", "1931-08-11", "inferred", "dateline"),
    ("2 [July]", 1932, "1932-07-02", "1932-07-02", "1932-07-02", "inferred", "chapter"),
    ("[later than 11 August]", 1931, "[1931-08-12..]", "1931-08-12", None, "uncertain", "chapter"),
    ("[after 21 June]", 1932, "[1932-06-22..]", "1932-06-22", None, "uncertain", "chapter"),
    ("[after June]", 1932, "[1932-07-01..]", "1932-07-01", None, "uncertain", "chapter"),
    ("[not earlier than 3 May]", 1932, "[1932-05-03..]", "1932-05-03", None, "uncertain", "chapter"),
    ("[before 12 June]", 1932, "[..1932-06-11]", None, "1932-06-11", "uncertain", "chapter"),
    ("[before 1 July]", 1932, "[..1932-06-30]", None, "1932-06-30", "uncertain", "chapter"),
    ("[no later than 15 July]", 1932, "[..1932-07-15]", None, "1932-07-15", "uncertain", "chapter"),
    ("[not later than 15 July]", 1932, "[..1932-07-15]", None, "1932-07-15", "uncertain", "chapter"),
    (
        "[after 8 September but before 20 September]",
        1936,
        "[1936-09-09..1936-09-19]",
        "1936-09-09",
        "1936-09-19",
        "approximate",
        "chapter",
    ),
    (
        "[between 3 and 7 May]",
        1932,
        "[1932-05-03..1932-05-07]",
        "1932-05-03",
        "1932-05-07",
        "approximate",
        "chapter",
    ),
    (
        "26 or 27 August",
        1933,
        "[1933-08-26,1933-08-27]",
        "1933-08-26",
        "1933-08-27",
        "approximate",
        "chapter",
    ),
    ("3–5 June", 1932, "1932-06-03/1932-06-05", "1932-06-03", "1932-06-05", "approximate", "chapter"),
    ("2, 3 and 5 May", 1932, "1932-05-02/1932-05-05", "1932-05-02", "1932-05-05", "approximate", "chapter"),
    (
        "30 August–2 September",
        1934,
        "1934-08-30/1934-09-02",
        "1934-08-30",
        "1934-09-02",
        "approximate",
        "chapter",
    ),
    (
        "30 December–2 January 1933",
        1933,
        "1932-12-30/1933-01-02",
        "1932-12-30",
        "1933-01-02",
        "approximate",
        "dateline",
    ),
    ("12 June [932]", 1932, "1932-06-12", "1932-06-12", "1932-06-12", "exact", "editors"),
    ("12 June 193", 1934, "1934-06-12", "1934-06-12", "1934-06-12", "exact", "editors"),
    ("23.8.36", 1936, "1936-08-23", "1936-08-23", "1936-08-23", "exact", "editors"),
    ("August", 1932, "1932-08", "1932-08-01", "1932-08-31", "approximate", "chapter"),
    ("[August 1936]", 1936, "1936-08", "1936-08-01", "1936-08-31", "approximate", "editors"),
    ("August 1931?", 1931, "1931-08?", "1931-08-01", "1931-08-31", "uncertain", "dateline"),
    ("late 1932", None, "[1932-09-01..1932-12-31]", "1932-09-01", "1932-12-31", "approximate", "dateline"),
    ("winter 1931–1932", None, "1931-12/1932-02", "1931-12-01", "1932-02-29", "approximate", "dateline"),
    ("early June", 1932, "[1932-06-01..1932-06-10]", "1932-06-01", "1932-06-10", "approximate", "chapter"),
    (
        "end of February 1932",
        None,
        "[1932-02-21..1932-02-29]",
        "1932-02-21",
        "1932-02-29",
        "approximate",
        "dateline",
    ),
    ("summer 1932", None, "1932-22", "1932-06-01", "1932-08-31", "approximate", "dateline"),
    ("probably autumn 1932", None, "1932-09?/1932-11?", "1932-09-01", "1932-11-30", "uncertain", "dateline"),
    ("winter 1932", None, "1932-24", "1932-01-01", "1933-02-28", "approximate", "dateline"),
    ("1862", None, "1862", "1862-01-01", "1862-12-31", "approximate", "dateline"),
    ("c. 5 May 1840", None, "1840-05-05~", "1840-05-04", "1840-05-06", "approximate", "dateline"),
    ("probably about 5 May 1840", None, "1840-05-05%", "1840-05-04", "1840-05-06", "uncertain", "dateline"),
    ("5/17 May 1840", None, "1840-05-17", "1840-05-17", "1840-05-17", "exact", "dateline"),
    ("5 June 1932, 11 P.M.", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("10:40 p.m., 5 June 1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("No. 25. 5 June 1936", 1936, "1936-06-05", "1936-06-05", "1936-06-05", "exact", "dateline"),
    ("Moscow, 5 June", 1932, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "chapter"),
    ("Sunday, June 5, 1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("the 5th of June, 1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("5.VI.1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("6/25/1932", None, "1932-06-25", "1932-06-25", "1932-06-25", "exact", "dateline"),
    ("1932-06-05", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("5. Juni 1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("1er août 1830", None, "1830-08-01", "1830-08-01", "1830-08-01", "exact", "dateline"),
    ("5 iiunia 1932", None, "1932-06-05", "1932-06-05", "1932-06-05", "exact", "dateline"),
    ("*14 September 1936*<sup>1</sup>", 1936, "1936-09-14", "1936-09-14", "1936-09-14", "exact", "dateline"),
    ("31 June", 1932, "1932-06", "1932-06-01", "1932-06-30", "uncertain", "chapter"),
    ("undated", 1932, "1932?", "1932-01-01", "1932-12-31", "uncertain", "chapter"),
    ("undated", None, "XXXX", None, None, "uncertain", "chapter"),
    ("12 August", None, "XXXX", None, None, "uncertain", "chapter"),
]


@pytest.mark.parametrize(("printed", "year", "edtf", "earliest", "latest", "certainty", "source"), WRITTEN)
def test_dateline_is_read(
    printed: str,
    year: int | None,
    edtf: str,
    earliest: str | None,
    latest: str | None,
    certainty: str,
    source: str,
) -> None:
    span = parse_dateline(printed, year=year)
    assert span.edtf == edtf
    assert (span.earliest, span.latest) == (_day(earliest), _day(latest))
    assert (span.certainty, span.year_source) == (certainty, source)
    parse_edtf(span.edtf)


@pytest.mark.parametrize(
    ("printed", "year", "display", "title"),
    [
        ("2 June", 1932, "2 June 1932", "2 June 1932"),
        ("2 June [1932]", 1932, "2 June [1932]", "2 June 1932"),
        ("12 June [932]", 1932, "12 June [1932]", "12 June 1932"),
        ("[11 August]", 1931, "[11 August 1931]", "[11 August 1931]"),
        ("2 [July]", 1932, "2 [July] 1932", "2 [July] 1932"),
        ("[later than 11 August]", 1931, "[later than 11 August 1931]", "later than 11 August 1931"),
        ("August 5, 1934", 1934, "5 August 1934", "5 August 1934"),
        ("26 or 27 August", 1933, "26 or 27 August 1933", "26 or 27 August 1933"),
        ("undated", 1933, "undated, 1933", "undated, 1933"),
        ("", None, "undated", "undated"),
    ],
)
def test_dateline_is_displayed(printed: str, year: int | None, display: str, title: str) -> None:
    span = parse_dateline(printed, year=year)
    assert span.display == display
    assert format_span(span) == title


@pytest.mark.parametrize("printed", ["00/13/1926", "Tarn, 15/15/1926", "1926-13-45"])
def test_a_day_that_does_not_exist_leaves_its_year(printed: str) -> None:
    span = parse_dateline(printed)
    assert (span.earliest, span.latest, span.certainty) == (date(1926, 1, 1), date(1926, 12, 31), "uncertain")


@pytest.mark.parametrize(
    ("printed", "year", "warning"),
    [
        ("12 June [932]", 1932, "the year 932 is incomplete; it is taken as 1932"),
        ("12 June 1931", 1932, "the year 1931 differs from the chapter's, 1932"),
        ("00/13/1926", None, "“00/13/1926” is not a day of the calendar; only its year is used"),
        ("1926-13-45", None, "“1926-13-45” is not a day of the calendar; only its year is used"),
        ("99/99/9999", None, "“99/99/9999” has no date"),
        ("29 February 1931", 1931, "“29 February 1931” is not a day of the calendar; only its month is used"),
        ("[11 August", 1931, "“[11 August” has unbalanced brackets"),
        ("No. 48", 1936, "“No. 48” has no date"),
    ],
)
def test_completions_and_faults_yield_warnings(printed: str, year: int, warning: str) -> None:
    assert warning in parse_dateline_details(printed, year=year).warnings


def test_a_plain_dateline_yields_no_warning() -> None:
    assert parse_dateline_details("2 June [1932]", year=1932).warnings == ()
    assert parse_dateline_details("undated", year=1932).warnings == ()


@pytest.mark.parametrize(
    ("printed", "edtf", "place"),
    [
        ("5 Harbour Row, Loo, Ruritania, 8 February 1839", "1839-02-08", "5 Harbour Row, Loo, Ruritania"),
        ("24 Quay, Loo, Friday, February 8, 1839", "1839-02-08", "24 Quay, Loo"),
        ("5 Harbour Row, 8 February 1839", "1839-02-08", None),
        ("Loo, Hafenstraße 12, den 4. März 1921", "1921-03-04", "Loo"),
        ("12 quai du Port, Loo, le 4 mars 1921", "1921-03-04", "12 quai du Port, Loo"),
        ("4 March, Loo, 1921", "1921-03-04", None),
        ("26, 27 August 1921", "1921-08-26/1921-08-27", None),
    ],
)
def test_the_number_of_a_house_is_no_day(printed: str, edtf: str, place: str | None) -> None:
    parsed = parse_dateline_details(printed)
    assert (parsed.span.edtf, parsed.place, parsed.warnings) == (edtf, place, ())


def test_place_is_read_from_a_dateline() -> None:
    assert parse_dateline_details("Sochi, 5 June 1932").place == "Sochi"
    assert parse_dateline_details("[Nizhny Novgorod], 5 June 1932").place == "Nizhny Novgorod"
    assert parse_dateline_details("5 June 1932").place is None


@pytest.mark.parametrize(
    ("head", "own", "display", "source"),
    [
        ("2 June", "2 June [1932]", "2 June [1932]", "editors"),
        ("2 June", "Sochi, 2 June 1932.", "2 June 1932", "dateline"),
        ("[2 June]", "2 June 1932", "[2 June 1932]", "dateline"),
        ("12 June", "12 June [932]", "12 June [1932]", "editors"),
        ("2 June", "2 June", "2 June 1932", "chapter"),
    ],
)
def test_letter_completes_the_date_of_its_head(head: str, own: str, display: str, source: str) -> None:
    reading = refine_with_dateline(parse_dateline(head, year=1932), own, year=1932)
    assert reading is not None
    assert (reading.span.display, reading.span.year_source) == (display, source)
    assert reading.span.edtf == parse_dateline(head, year=1932).edtf


@pytest.mark.parametrize("own", ["3 June 1932", "June 1932", "[before 2 June]", "Yours, Petrov", ""])
def test_other_date_completes_nothing(own: str) -> None:
    assert refine_with_dateline(parse_dateline("2 June", year=1932), own, year=1932) is None


def test_a_misprint_in_the_letter_yields_a_warning() -> None:
    reading = refine_with_dateline(parse_dateline("12 June", year=1932), "12 June [932]", year=1932)
    assert reading is not None
    assert reading.warnings == ("the year 932 is incomplete; it is taken as 1932",)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        (" 2026-11-23 ", "2026-11-23", "2026-11-23"),
        ("1932-6", "1932-06-01", "1932-06-30"),
    ],
)
def test_filter_day_covers_what_it_names(text: str, earliest: str, latest: str) -> None:
    assert parse_day(text) == (_day(earliest), _day(latest))


@pytest.mark.parametrize(
    ("text", "help_text"),
    [
        ("yesterday", "1932-06-05"),
        ("", "1932-06-05"),
        ("1932-13", "01 to 12"),
        ("1932-02-30", "01 to 29"),
        ("0000", "0001"),
        ("12.06.1932", "1932-06"),
    ],
)
def test_wrong_filter_day_is_explained(text: str, help_text: str) -> None:
    with pytest.raises(ValueError, match=help_text):
        parse_day(text)


VOCABULARY = """
1 5 31 [ ] June August May 1932 932 [1932] 0 99 9999 9998 1000 or – and between after before
no later than c. ? / , . summer winter early end undated 5.VI.1932 2/30/1931 [1]2 19[3 No. 5 c~
"""
DATE_WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(), st.lists(DATE_WORDS).map(" ".join)), st.none() | st.integers(1, 9998))
def test_any_text_gives_an_ordered_span_in_valid_edtf(text: str, year: int | None) -> None:
    span = parse_dateline(text, year=year)
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest
    parse_edtf(span.edtf)
    assert edtf_bounds(read_back(span.edtf)) == (span.earliest, span.latest)
    assert format_span(span)


def test_a_span_that_ends_before_it_begins_yields_a_warning() -> None:
    reading = parse_dateline_details("12 May 1912–3 May 1911")
    assert (reading.span.edtf, reading.span.earliest) == ("1911-05-03/1912-05-12", date(1911, 5, 3))
    assert "it ends before it begins; its ends were swapped" in reading.warnings[-1]


@pytest.mark.parametrize(
    ("printed", "display"),
    [
        ("before 1901-02-03", "before 3 February 1901"),
        ("c. 1901-02", "c. February 1901"),
        ("1901-02-03 or 1901-02-04", "3 February 1901 or 4 February 1901"),
    ],
)
def test_a_date_in_figures_is_shown_in_words(printed: str, display: str) -> None:
    assert parse_dateline(printed).display == display


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_any_day_is_read_back(day: date) -> None:
    span = parse_dateline(f"{day.day} {day:%B} {day.year}")
    assert (span.earliest, span.latest, span.certainty) == (day, day, "exact")


@given(st.text())
def test_filter_day_is_read_or_refused(text: str) -> None:
    try:
        earliest, latest = parse_day(text)
    except ValueError:
        return
    assert earliest <= latest


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("printed", ["-0044-03-15", "44 BC", "15 March 44 B.C.", "44 B.C.E.", "44 v. Chr."])
def test_a_year_before_1_is_not_taken_for_another(printed: str) -> None:
    reading = parse_dateline_details(printed, year=1944)
    assert (reading.span.earliest, reading.span.latest) == (None, None)
    assert reading.warnings == (f"“{printed}” is before the year 1, which is not supported",)
