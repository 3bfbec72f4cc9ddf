"""Open dates get their missing end from what the edition says."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates.bounds import chapter_years, close_open_dates
from corpus.dates.spans import span_from_edtf
from corpus.model import DateSpan, Unit

JULY = date(1872, 7, 10)


def letters(*edtf: str, chapter: str | None = None) -> list[Unit]:
    return [
        Unit(f"ed/doc-{n}", "ed", "document", "", n, chapter=chapter, date=span_from_edtf(text))
        for n, text in enumerate(edtf, 1)
    ]


def span_of(units: Sequence[Unit], number: int) -> DateSpan:
    span = close_open_dates(units)[number - 1].date
    assert span
    return span


@pytest.mark.parametrize("chapter", ["1872", "Letters of 1872", "[1872]", "III. 1872: the harvest"])
def test_an_open_date_ends_with_the_year_of_its_chapter(chapter: str) -> None:
    span = span_of(letters("[1872-07-10..]", chapter=chapter), 1)
    assert (span.earliest, span.latest, span.bounded_by) == (JULY, date(1872, 12, 31), "chapter")


def test_an_open_beginning_starts_with_the_years_of_its_chapter() -> None:
    span = span_of(letters("[..1872-07-10]", chapter="1870–72"), 1)
    assert (span.earliest, span.latest, span.bounded_by) == (date(1870, 1, 1), JULY, "chapter")


@pytest.mark.parametrize(
    ("heading", "years"),
    [
        ("1931", (1931, 1931)),
        ("1931–1933", (1931, 1933)),
        ("1899/1901", (1899, 1901)),
        ("From 1931 to 1933", (1931, 1933)),
        ("Letters", None),
        ("No. 19311", None),
        (None, None),
    ],
)
def test_a_heading_names_years(heading: str | None, years: tuple[int, int] | None) -> None:
    found = chapter_years(heading)
    assert (found and (found[0].year, found[1].year)) == years


def test_a_chapter_that_contradicts_the_known_end_is_no_evidence() -> None:
    span = span_of(letters("[1872-07-10..]", chapter="1860"), 1)
    assert span.bounded_by == "default"


def test_in_chronological_order_the_neighbours_close_an_open_date() -> None:
    units = letters("1872-01-01", "1872-07-01", "[1872-07-10..]", "1872-07-20", "1872-08-01", "1872-09-01")
    span = span_of(units, 3)
    assert (span.earliest, span.latest, span.bounded_by) == (JULY, date(1872, 7, 20), "neighbours")
    units = letters("1872-01-01", "1872-07-01", "[..1872-07-10]", "1872-07-20", "1872-08-01", "1872-09-01")
    span = span_of(units, 3)
    assert (span.earliest, span.latest, span.bounded_by) == (date(1872, 7, 1), JULY, "neighbours")


def test_without_order_an_open_date_lasts_a_year() -> None:
    units = letters("1872-09-01", "1871-07-01", "[1872-07-10..]", "1870-07-20", "1873-08-01", "1872-09-01")
    span = span_of(units, 3)
    assert (span.earliest, span.latest, span.bounded_by) == (JULY, date(1873, 7, 10), "default")


def test_closed_and_missing_dates_stay_as_they_are() -> None:
    units = letters("1872-07-10", "1872-07/1872-08", "XXXX")
    assert list(close_open_dates(units)) == units


def test_a_note_has_the_closed_date_of_its_document() -> None:
    (letter,) = letters("[1872-07-10..]", chapter="1872")
    note = Unit("ed/doc-1.n1", "ed", "note", "", 2, parent=letter.id, date=letter.date)
    closed = close_open_dates([letter, note])
    assert closed[1].date == closed[0].date != letter.date


@given(
    st.lists(st.dates(date(2, 1, 1), date(9998, 1, 1)), min_size=1, max_size=8),
    st.integers(0, 7),
    st.booleans(),
    st.sampled_from([None, "1872", "Letters", "1000–2099"]),
)
def test_what_is_stated_stays_and_every_date_ends(
    days: list[date], position: int, is_after: bool, chapter: str | None
) -> None:
    texts = [f"{day.isoformat()}" for day in days]
    position %= len(texts)
    texts[position] = f"[{texts[position]}..]" if is_after else f"[..{texts[position]}]"
    units = letters(*texts, chapter=chapter)
    before, span = units[position].date, span_of(units, position + 1)
    assert before
    assert span.stated == (before.earliest, before.latest)
    assert span.edtf == before.edtf
    assert span.earliest
    assert span.latest
    assert span.earliest <= span.latest
    if span.bounded_by == "default":
        assert span.latest - span.earliest <= timedelta(366)
