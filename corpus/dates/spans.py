"""EDTF dates as spans of days, and in words. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

from corpus.dates.edtf import (
    Edtf,
    EdtfDate,
    EdtfInterval,
    EdtfRange,
    EdtfSet,
    edtf_bounds,
    edtf_dates,
    parse_edtf,
)
from corpus.model import Certainty, DateSpan, YearSource

_MONTHS = calendar.month_name
_DIVISIONS = {
    **dict.fromkeys((21, 25, 29), "spring"), **dict.fromkeys((22, 26, 30), "summer"),
    **dict.fromkeys((23, 27, 31), "autumn"), **dict.fromkeys((24, 28, 32), "winter"),
    33: "first quarter of", 34: "second quarter of", 35: "third quarter of", 36: "fourth quarter of",
    37: "first third of", 38: "second third of", 39: "last third of",
    40: "first half of", 41: "second half of",
}  # fmt: skip


def span_from_edtf(edtf: str, *, dateline: str | None = None, inferred: bool = False) -> DateSpan:
    """Make the span of an EDTF date. One before the year 1 has no days, and is shown in words alone.

    Args:
        dateline: the date as printed, to be shown instead.
        inferred: the editors supplied it.

    Raises:
        ValueError: it is no EDTF date; the message says why.
    """
    found = parse_edtf(edtf)
    try:
        first, last = edtf_bounds(found)
    except ValueError:
        first = last = None
    certainty = _certainty(found, first, last)
    if inferred and certainty == "exact":
        certainty = "inferred"
    year = first or last
    display = _with_year(dateline, year) if dateline else format_edtf(found)
    return DateSpan(str(found), display, first, last, certainty, _year_source(dateline))


def format_edtf(edtf: Edtf) -> str:
    """Write a date in English: "14 March 1872", "spring 1911", "1910–1919", "not before 1872"."""
    match edtf:
        case EdtfDate():
            return _date_in_words(edtf)
        case EdtfInterval(start=first, end=last):
            return _range_in_words(first, last)
        case EdtfSet(members=members, is_choice=is_choice):
            written = [_member_in_words(member) for member in members]
            joined = " or " if is_choice else " and "
            return joined.join([", ".join(written[:-1]), written[-1]] if len(written) > 1 else written)


def _format_day(day: date) -> str:
    """Write a day: "14 March 1872"."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def _certainty(found: Edtf, first: date | None, last: date | None) -> Certainty:
    if first is None or last is None or any({"?", "%"} & {one.qualifier} for one in edtf_dates(found)):
        return "uncertain"
    is_day = isinstance(found, EdtfDate) and found.precision == "day"
    return "exact" if is_day and first == last else "approximate"


def _member_in_words(member: EdtfDate | EdtfRange) -> str:
    return (
        _date_in_words(member) if isinstance(member, EdtfDate) else _range_in_words(member.first, member.last)
    )


def _range_in_words(first: EdtfDate | None, last: EdtfDate | None) -> str:
    """Write a range; one of different precisions by its days."""
    if first is None or last is None:
        only = first or last
        side = "not before" if first else "not after"
        return f"{side} {_end_in_words(only, is_first=bool(first))}" if only else ""
    if first.precision == last.precision:
        return f"{_date_in_words(first)} – {_date_in_words(last)}"
    return f"{_end_in_words(first, is_first=True)} – {_end_in_words(last, is_first=False)}"


def _end_in_words(one: EdtfDate, *, is_first: bool) -> str:
    try:
        day = edtf_bounds(one)[not is_first]
    except ValueError:
        day = None
    return _format_day(day) if day else _date_in_words(one)


def _date_in_words(one: EdtfDate) -> str:
    if one.year == "XXXX":
        return "undated"
    year = _year_in_words(one.year)
    if not one.month.isdigit():
        return year
    if one.precision == "season":
        return f"{_DIVISIONS[int(one.month)]} {year}"
    month = f"{_MONTHS[int(one.month)]} {year}"
    return f"{int(one.day)} {month}" if one.day.isdigit() else month


def _year_in_words(year: str) -> str:
    """Write a year: "1872", "45 BC" (-0044), "1910–1919" (191X)."""
    if "X" in year:
        return f"{int(year.replace('X', '0'))}–{int(year.replace('X', '9'))}"
    number = int(year)
    return str(number) if number > 0 else f"{1 - number} BC"


def _with_year(dateline: str, day: date | None) -> str:
    """The dateline as printed; one without a year is given that of the date."""
    if day is None or re.search(r"\d{3}", dateline):
        return dateline
    if dateline.startswith("[") and dateline.endswith("]"):
        return f"{dateline[:-1]} {day.year}]"
    return f"{dateline} {day.year}"


def _year_source(dateline: str | None) -> YearSource:
    """A dateline quoted without its year leaves the year to the chapter; in brackets it is the editors'."""
    if dateline is None or re.search(r"(?<!\[)\b1?\d{3}\b(?!\])", dateline):
        return "dateline"
    return "editors" if re.search(r"\d{3}\]", dateline) else "chapter"
