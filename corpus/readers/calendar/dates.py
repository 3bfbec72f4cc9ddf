"""EDTF dates of calendar entries as spans of days."""

from __future__ import annotations

import calendar
import re
from datetime import date

from corpus.model import Certainty, DateSpan, YearSource

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)")
_ONE_OF = re.compile(r"\[([^\[\].]*)\.\.([^\[\].]*)\]")
_MONTHS = calendar.month_name


def read_edtf(edtf: str, *, dateline: str | None = None, inferred: bool = False) -> DateSpan:
    """Make the span of an EDTF date: a day, month or year, ``?``, ``~``, ``a/b``, ``[a..b]``, open ends.

    Raises:
        ValueError: it is none of these, or no such day exists.
    """
    first, last, certainty = _bounds(edtf)
    if inferred and certainty == "exact":
        certainty = "inferred"
    year = (first or last or date.min).year
    display = _with_year(dateline, year) if dateline else _display(edtf, first, last)
    return DateSpan(edtf, display, first, last, certainty, _year_source(dateline))


def _bounds(edtf: str) -> tuple[date | None, date | None, Certainty]:
    if choice := _ONE_OF.fullmatch(edtf):
        return _span(choice[1], choice[2])
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        return _span(start.removeprefix(".."), end.removeprefix(".."))
    first, last, mark = _single(edtf)
    if mark in {"?", "%"}:
        return first, last, "uncertain"
    return first, last, "exact" if first == last and not mark else "approximate"


def _span(start: str, end: str) -> tuple[date | None, date | None, Certainty]:
    first = _single(start)[0] if start else None
    last = _single(end)[1] if end else None
    if first is None and last is None:
        raise ValueError("a span needs at least one end")
    if first and last and first > last:
        raise ValueError("the span ends before it begins")
    return first, last, "approximate" if first and last else "uncertain"


def _single(text: str) -> tuple[date, date, str]:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not an EDTF date")
    year, month, day = int(match[1]), match[2], match[3]
    if day:
        only = date(year, int(month), int(day))
        return only, only, match[4]
    if month:
        length = calendar.monthrange(year, int(month))[1]
        return date(year, int(month), 1), date(year, int(month), length), match[4]
    return date(year, 1, 1), date(year, 12, 31), match[4]


def _with_year(dateline: str, year: int) -> str:
    """The dateline as printed; one without a year is given that of the date."""
    if re.search(r"\d{3}", dateline):
        return dateline
    if dateline.startswith("[") and dateline.endswith("]"):
        return f"{dateline[:-1]} {year}]"
    return f"{dateline} {year}"


def _display(edtf: str, first: date | None, last: date | None) -> str:
    if first and first == last:
        return _day(first)
    if re.fullmatch(r"\d{4}-\d{2}[?~%]?", edtf) and first:
        return f"{_MONTHS[first.month]} {first.year}"
    if re.fullmatch(r"\d{4}[?~%]?", edtf) and first:
        return str(first.year)
    if first and last:
        return f"{_day(first)} – {_day(last)}"
    return f"not before {_day(first)}" if first else f"not after {_day(last)}" if last else edtf


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def _year_source(dateline: str | None) -> YearSource:
    """A dateline quoted without its year leaves the year to the chapter; in brackets it is the editors'."""
    if dateline is None or re.search(r"(?<!\[)\b1?\d{3}\b(?!\])", dateline):
        return "dateline"
    return "editors" if re.search(r"\d{3}\]", dateline) else "chapter"
