"""EDTF dates converted to ``DateSpan`` and formatted in English. Pure functions."""

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
    """Parse an EDTF date into a ``DateSpan``; a date before the year 1 has no bounds and is only displayed.

    Args:
        edtf: the date in EDTF.
        dateline: the date as printed, to be displayed instead of the formatted date; its year is added if it
            has none.
        inferred: whether the editors supplied the date, so that an exact date becomes an inferred one.

    Raises:
        ValueError: it is not a date in EDTF; the message states why.
    """
    parsed = parse_edtf(edtf)
    try:
        first, last = edtf_bounds(parsed)
    except ValueError:
        first = last = None
    certainty = _certainty(parsed, first, last)
    if inferred and certainty == "exact":
        certainty = "inferred"
    year = first or last
    display = _with_year(dateline, year) if dateline else format_edtf(parsed)
    return DateSpan(str(parsed), display, first, last, certainty, _year_source(dateline))


def format_edtf(edtf: Edtf) -> str:
    """Format an EDTF date in English: "14 March 1872", "spring 1911", "1910–1919", "not before 1872"."""
    match edtf:
        case EdtfDate():
            return _format_date(edtf)
        case EdtfInterval(start=first, end=last):
            return _format_range(first, last)
        case EdtfSet(members=members, is_choice=is_choice):
            formatted = [_format_member(member) for member in members]
            conjunction = " or " if is_choice else " and "
            return conjunction.join(
                [", ".join(formatted[:-1]), formatted[-1]] if len(formatted) > 1 else formatted
            )


def _format_day(day: date) -> str:
    """Format a day: "14 March 1872"."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def _certainty(edtf: Edtf, first: date | None, last: date | None) -> Certainty:
    """Return "exact" for a single day, "uncertain" for an open or doubtful date, otherwise "approximate"."""
    is_doubtful = any(single.qualifier in ("?", "%") for single in edtf_dates(edtf))
    if first is None or last is None or is_doubtful:
        return "uncertain"
    is_day = isinstance(edtf, EdtfDate) and edtf.precision == "day"
    return "exact" if is_day and first == last else "approximate"


def _format_member(member: EdtfDate | EdtfRange) -> str:
    """Format a member of a set: a single date or a range."""
    return _format_date(member) if isinstance(member, EdtfDate) else _format_range(member.first, member.last)


def _format_range(first: EdtfDate | None, last: EdtfDate | None) -> str:
    """Format a range: by its first and last day if its ends differ in precision.

    With an open end "not before …" or "not after …"; "" if both ends are open.
    """
    if first is None or last is None:
        known_end = first or last
        side = "not before" if first else "not after"
        return f"{side} {_format_end(known_end, is_first=bool(first))}" if known_end else ""
    if first.precision == last.precision:
        return f"{_format_date(first)} – {_format_date(last)}"
    return f"{_format_end(first, is_first=True)} – {_format_end(last, is_first=False)}"


def _format_end(edtf: EdtfDate, *, is_first: bool) -> str:
    """Format the first or last day of a date; the date itself if it lies before the year 1."""
    try:
        day = edtf_bounds(edtf)[not is_first]
    except ValueError:
        day = None
    return _format_day(day) if day else _format_date(edtf)


def _format_date(edtf: EdtfDate) -> str:
    """Format a single date; "undated" if the year is unknown."""
    if edtf.year == "XXXX":
        return "undated"
    year = _format_year(edtf.year)
    if not edtf.month.isdigit():
        return year
    if edtf.precision == "season":
        return f"{_DIVISIONS[int(edtf.month)]} {year}"
    month = f"{_MONTHS[int(edtf.month)]} {year}"
    return f"{int(edtf.day)} {month}" if edtf.day.isdigit() else month


def _format_year(year: str) -> str:
    """Format a year: "1872", "45 BC" (-0044), "1910–1919" (191X)."""
    if "X" in year:
        return f"{int(year.replace('X', '0'))}–{int(year.replace('X', '9'))}"
    number = int(year)
    return str(number) if number > 0 else f"{1 - number} BC"


def _with_year(dateline: str, day: date | None) -> str:
    """Return the dateline as printed, with the year of ``day`` added if it has none."""
    if day is None or re.search(r"\d{3}", dateline):
        return dateline
    if dateline.startswith("[") and dateline.endswith("]"):
        return f"{dateline[:-1]} {day.year}]"
    return f"{dateline} {day.year}"


def _year_source(dateline: str | None) -> YearSource:
    """Return where a letter's year comes from, judging by its dateline.

    "dateline" if the year is printed in it or there is no dateline, "editors" if it stands there in brackets,
    "chapter" if the dateline has no year.
    """
    if dateline is None or re.search(r"(?<!\[)\b1?\d{3}\b(?!\])", dateline):
        return "dateline"
    return "editors" if re.search(r"\d{3}\]", dateline) else "chapter"
