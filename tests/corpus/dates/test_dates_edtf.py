"""EDTF: what is written is read back, and means what another implementation says."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from edtf import parse_edtf as parse_by_oracle
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.dates.edtf import (
    Edtf,
    EdtfDate,
    EdtfInterval,
    EdtfRange,
    EdtfSet,
    Qualifier,
    edtf_bounds,
    parse_edtf,
)

QUALIFIERS: tuple[Qualifier, ...] = ("", "?", "~", "%")
YEARS = st.one_of(
    st.integers(-9999, 9999).filter(bool).map(lambda year: f"{year:05}" if year < 0 else f"{year:04}"),
    st.sampled_from(["193X", "19XX", "XXXX", "000X"]),
)
MARKS = st.sampled_from(QUALIFIERS)


@st.composite
def single_dates(draw: st.DrawFn) -> EdtfDate:
    year, marks = draw(YEARS), [draw(MARKS) for _ in range(3)]
    month = draw(st.sampled_from(["", "XX", *(f"{n:02}" for n in (*range(1, 13), *range(21, 42)))]))
    is_month = month == "XX" or (month.isdigit() and int(month) <= 12)
    day = draw(st.sampled_from(["", "XX", "0X", "01", "28"])) if is_month else ""
    return EdtfDate(year, month, day, (marks[0], marks[1] if month else "", marks[2] if day else ""))


def in_order(first: EdtfDate | None, last: EdtfDate | None) -> bool:
    try:
        start = edtf_bounds(first)[0] if first else None
        end = edtf_bounds(last)[1] if last else None
    except ValueError:
        return True
    return not start or not end or start <= end


@st.composite
def edtf_dates(draw: st.DrawFn) -> Edtf:
    kind = draw(st.sampled_from(["date", "interval", "set"]))
    if kind == "date":
        return draw(single_dates())
    first, last = draw(st.none() | single_dates()), draw(st.none() | single_dates())
    assume((first or last) and in_order(first, last))
    if kind == "interval":
        return EdtfInterval(first, last)
    members: list[EdtfDate | EdtfRange] = [
        EdtfRange(first, last),
        *draw(st.lists(single_dates(), max_size=3)),
    ]
    return EdtfSet(tuple(draw(st.permutations(members))), draw(st.booleans()))


@given(edtf_dates())
def test_what_is_written_is_read_back(edtf: Edtf) -> None:
    assert parse_edtf(str(edtf)) == edtf


@given(st.text(alphabet="0123456789X-/.,[]{}?~%TZ: +", max_size=24))
def test_any_text_is_read_or_refused_and_what_is_read_is_written_again(text: str) -> None:
    try:
        found = parse_edtf(text)
    except ValueError:
        return
    assert parse_edtf(str(found)) == found


PLAIN = [
    "1932-06-05", "1932-06", "1932", "193X", "19XX", "1932-XX", "1932-06-XX", "1932-22", "1932-24", "1932-34",
    "1932-41", "1932-06?", "?1932-06", "1932-?06", "1932-06-05/1932-06", "1931-12-31/1932", "1932/..",
    "[1932-08-26,1932-08-27]", "[1932..1934]", "{1932,1934..1936}",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in PLAIN if text != "1932-24"])
def test_days_are_those_of_another_implementation(text: str) -> None:
    oracle = parse_by_oracle(text)
    ends = [getattr(oracle, name)() for name in ("lower_strict", "upper_strict")]
    expected = [date(*end[:3]) if hasattr(end, "tm_year") else None for end in ends]
    assert list(edtf_bounds(parse_edtf(text))) == expected


@given(
    st.integers(1, 9999),
    st.integers(0, 41).filter(lambda n: n not in range(13, 21)),
    st.integers(0, 28),
    MARKS,
)
@settings(deadline=None)  # the other one is slow
def test_another_implementation_reads_what_is_written(
    year: int, month: int, day: int, mark: Qualifier
) -> None:
    """It knows qualifiers of neither seasons nor unspecified dates, nor all forms of these."""
    months = f"{month:02}" if month else ""
    days = f"{day:02}" if 0 < month < 13 and day else ""
    parse_by_oracle(str(EdtfDate(f"{year:04}", months, days, ("" if month > 12 else mark, "", ""))))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1932-06~", date(1932, 5, 2), date(1932, 7, 30)),
        ("1932-06-05%", date(1932, 6, 4), date(1932, 6, 6)),
        ("1932-06-05?", date(1932, 6, 5), date(1932, 6, 5)),
        ("1932-24", date(1932, 1, 1), date(1933, 2, 28)),
        ("../1932-08", None, date(1932, 8, 31)),
        ("1932-08/", date(1932, 8, 1), None),
        ("[..1932-08,1935]", None, date(1935, 12, 31)),
        ("XXXX", None, None),
        ("XXXX-06-05", None, None),
        ("000X", date(1, 1, 1), date(9, 12, 31)),
        ("9999-24", date(9999, 1, 1), date(9999, 2, 28)),
        ("1932-06-05T10:15:00Z", date(1932, 6, 5), date(1932, 6, 5)),
        ("1932-06-05 00:00:00", date(1932, 6, 5), date(1932, 6, 5)),
        ("1932-06-05T23:30:00-05:00", date(1932, 6, 5), date(1932, 6, 5)),
    ],
)
def test_a_date_has_its_first_and_last_day(text: str, first: date | None, last: date | None) -> None:
    assert edtf_bounds(parse_edtf(text)) == (first, last)


def test_a_qualifier_may_be_of_a_part_or_of_all_before_it() -> None:
    assert parse_edtf("1932-06~-05?") == EdtfDate("1932", "06", "05", ("%", "%", "?"))
    for year, month in product(QUALIFIERS, QUALIFIERS):
        one = EdtfDate("1932", "06", "", (year, month, ""))
        assert parse_edtf(str(one)) == one


@pytest.mark.parametrize(
    "text",
    [
        "", "14 March 1872", "1872-13", "1872-13-01", "1872-02-30", "1872-2", "[]", "[..]", "../..", "/",
        "a/b/c", "1872-03-14/1872-03-01",
        "[1872-03-14..1872-03-01]", "1932-21-05", "-0000", "19X2", "1911/05/06",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_edtf(text)


def test_a_year_before_the_first_is_read_but_has_no_days() -> None:
    ides = parse_edtf("-0044-03-15")
    assert str(ides) == "-0044-03-15"
    with pytest.raises(ValueError, match="before the year 1"):
        edtf_bounds(ides)
