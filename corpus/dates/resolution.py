"""Dates with all of their parts, resolved to EDTF with first and last possible day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.dates.calendars import gregorian_day
from corpus.dates.edtf import edtf_bounds, parse_edtf, season_bounds
from corpus.dates.languages import WINTER
from corpus.dates.parts import DateParts
from corpus.dates.tokens import TokenKind
from corpus.model import Certainty

EARLIEST_YEAR = 1
SWAPPED_ENDS = "it ends before it begins; its ends were swapped"
EITHER_ORDER = "its day and month may be interchanged, so that both days are possible"
_ANY_LEAP_YEAR = 2000
_DAYS_OF_PARTS = ((1, 10), (11, 20), (21, 31), (1, 15), (16, 31))
_MONTHS_OF_PARTS = ((1, 4), (5, 8), (9, 12), (1, 6), (7, 12))
_CALENDAR_DIFFERENCES = range(10, 14)
"""Days between the Julian and the Gregorian calendar in modern times."""
_LAST_DUAL_MONTH = 3
"""The last month in which years that begin on 1 January and on 25 March differ."""
_UNSPECIFIED_DIGITS = {"decade": 1, "century": 2}


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The meaning of one or more written dates: EDTF, first and last possible day (None: open), certainty."""

    edtf: str
    earliest: date | None
    latest: date | None
    certainty: Certainty
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_edtf(cls, edtf: str, certainty: Certainty, warnings: tuple[str, ...] = ()) -> ResolvedDate:
        """Resolve a date in EDTF to its bounds.

        Raises:
            ValueError: it is not a date in EDTF, or lies before the year 1.
        """
        return cls(edtf, *edtf_bounds(parse_edtf(edtf)), certainty, warnings)


def parts_bounds(parts: DateParts) -> tuple[date, date]:
    """Return the first and last day of a date, regardless of its qualifiers; without a year, in the year 1.

    Raises:
        ValueError: the day does not exist ("31 June").
    """
    year = parts.year or EARLIEST_YEAR
    if parts.year_mark in _UNSPECIFIED_DIGITS:
        earliest, latest = edtf_bounds(parse_edtf(_unspecified_edtf(parts)))
        return earliest or date.min, latest or date.max
    if parts.season:
        return season_bounds(parts.season, year)
    if not parts.month:
        month, end = (1, 12) if parts.part is None else _MONTHS_OF_PARTS[parts.part]
        return date(year, month, 1), date(year, end, calendar.monthrange(year, end)[1])
    last = calendar.monthrange(year, parts.month)[1]
    if parts.day:
        day = _day(parts, year, parts.month, parts.day)
        return day, day
    first_day, last_day = (1, last) if parts.part is None else _DAYS_OF_PARTS[parts.part]
    return date(year, parts.month, first_day), date(year, parts.month, min(last, last_day))


def resolve_dates(dates: Sequence[DateParts]) -> ResolvedDate:
    """Resolve an expression (one or more dates) whose missing parts are filled in.

    A day in both calendars ("5/17 May 1840") resolves to the second date, "winter 1961–1962" to December to
    February. Ends in the wrong order are swapped, with a warning.

    Raises:
        ValueError: a day does not exist ("31 June").
    """
    if len(dates) == 1:
        return _resolve_single(dates[0])
    if _is_dual_dated(dates):
        return _resolve_single(_without_calendar(dates[-1]))
    if any(parts.connector == "or" for parts in dates):
        return _resolve_alternatives(dates)
    if _is_winter_of_two_years(dates):
        return _resolve_winter(dates[0].year or EARLIEST_YEAR)
    first, last = dates[0], dates[-1]
    earliest, latest = (
        _qualified_bounds(first)[0] or parts_bounds(first)[0],
        _qualified_bounds(last)[1] or parts_bounds(last)[1],
    )
    warnings = (SWAPPED_ENDS,) if earliest > latest else ()
    if warnings:
        first, last, earliest, latest = last, first, latest, earliest
    is_doubtful = any("doubt" in parts.qualifiers or parts.is_either for parts in dates)
    certainty: Certainty = "uncertain" if is_doubtful else "approximate"
    is_between = first.qualifiers & {"between", "after", "not-before"} and last.connector != "to"
    if is_between or _is_day_of_years(first, last):
        return ResolvedDate.from_edtf(f"[{earliest}..{latest}]", certainty, warnings)
    if last.precision == first.precision and last.precision != "season" and not _has_part(dates):
        return ResolvedDate.from_edtf(f"{_edtf(first)}/{_edtf(last)}", certainty, warnings)
    return ResolvedDate.from_edtf(f"{earliest}/{latest}", certainty, warnings)


def is_same_day(julian: DateParts, gregorian: DateParts) -> bool:
    """Return whether two days may be the same in the Julian and the Gregorian calendar."""
    year = gregorian.year or julian.year or _ANY_LEAP_YEAR
    bare = [replace(_without_calendar(parts), year=parts.year or year) for parts in (julian, gregorian)]
    if bare[0].year == bare[1].year and (bare[0].month or 0) > (bare[1].month or 0):
        bare[0] = replace(bare[0], year=max(EARLIEST_YEAR, (bare[0].year or 1) - 1))
    try:
        return (parts_bounds(bare[1])[0] - parts_bounds(bare[0])[0]).days in _CALENDAR_DIFFERENCES
    except ValueError:
        return False


def _is_day_of_years(first: DateParts, last: DateParts) -> bool:
    """Return whether two dates are the same day of two years: "18 July 1875–81"."""
    is_repeated = last.year_mark == "range" and last.precision == "day"
    return is_repeated and (first.day, first.month) == (last.day, last.month)


def _without_calendar(parts: DateParts) -> DateParts:
    """Return a date without the words for its calendar."""
    return replace(parts, qualifiers=parts.qualifiers - {"old-style", "new-style"})


def _day(parts: DateParts, year: int, month: int, day: int) -> date:
    """Return a day in the Gregorian calendar.

    Raises:
        ValueError: it does not exist.
    """
    counted_from = gregorian_day(year, month, day) if parts.is_julian else date(year, month, day)
    if counted_from.toordinal() <= parts.days_back:
        raise ValueError("the day is before the year 1")
    return counted_from - timedelta(parts.days_back)


def _qualified_bounds(parts: DateParts) -> tuple[date | None, date | None]:
    """Return the first and last day of a date with its qualifiers applied ("after"); None for an open end."""
    first, last = parts_bounds(parts)
    if "after" in parts.qualifiers:
        return last + timedelta(1), None
    if "not-before" in parts.qualifiers:
        return first, None
    if "before" in parts.qualifiers:
        return None, max(date.min, first - timedelta(min(1, (first - date.min).days)))
    return (None, last) if "not-after" in parts.qualifiers else (first, last)


def _resolve_single(parts: DateParts) -> ResolvedDate:
    """Resolve a date with its qualifiers; one with an open end ("after") is uncertain."""
    if parts.is_either:
        other = replace(parts, day=parts.month, month=parts.day)
        return replace(_resolve_alternatives([parts, other]), certainty="uncertain", warnings=(EITHER_ORDER,))
    if parts.year_mark == "dual" and (parts.month or _LAST_DUAL_MONTH + 1) > _LAST_DUAL_MONTH:
        return _resolve_dual_year(parts)
    earliest, latest = _qualified_bounds(parts)
    if earliest is None or latest is None:
        return ResolvedDate.from_edtf(f"[{earliest or ''}..{latest or ''}]", "uncertain")
    is_exact = parts.precision == "day" and earliest == latest and "about" not in parts.qualifiers
    certainty: Certainty = "exact" if is_exact else "approximate"
    return ResolvedDate.from_edtf(_edtf(parts), "uncertain" if "doubt" in parts.qualifiers else certainty)


def _resolve_dual_year(parts: DateParts) -> ResolvedDate:
    """Resolve a date of two years ("1731/32") whose month does not tell which of them is meant."""
    if parts.season == WINTER:
        return _resolve_winter((parts.year or 2) - 1)
    years = [replace(parts, year=year, year_mark="") for year in ((parts.year or 2) - 1, parts.year)]
    connector: TokenKind = "to" if parts.precision == "year" else "or"
    resolved = resolve_dates([years[0], replace(years[1], connector=connector)])
    return resolved if parts.precision == "year" else replace(resolved, certainty="uncertain")


def _is_dual_dated(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are one day in the Julian and the Gregorian calendar: "5/17 May 1840"."""
    is_pair = len(dates) == 2 and {parts.precision for parts in dates} == {"day"}
    return is_pair and dates[1].connector == "list" and is_same_day(*dates)


def _is_winter_of_two_years(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are a winter with both of its years: "winter 1961–1962"."""
    first, last = dates[0], dates[-1]
    is_winter = len(dates) == 2 and first.season == WINTER and last.precision == "year"
    return is_winter and last.connector in ("to", "list") and last.year == (first.year or 0) + 1


def _resolve_winter(year: int) -> ResolvedDate:
    """Resolve the winter from a year to the next."""
    return ResolvedDate.from_edtf(f"{year:04}-12/{year + 1:04}-02", "approximate")


def _resolve_alternatives(dates: Sequence[DateParts]) -> ResolvedDate:
    """Resolve alternatives: days ("26 or 27 August") to a set, others to the span from earliest to latest."""
    bounds = [parts_bounds(parts) for parts in dates]
    if all(first == last for first, last in bounds):
        edtf = "[" + ",".join(sorted({str(first) for first, _ in bounds})) + "]"
    else:
        edtf = f"[{min(first for first, _ in bounds)}..{max(last for _, last in bounds)}]"
    is_doubtful = any("doubt" in parts.qualifiers for parts in dates)
    return ResolvedDate.from_edtf(edtf, "uncertain" if is_doubtful else "approximate")


def _edtf(parts: DateParts) -> str:
    """Format one date in EDTF, with ?, ~ or % for the qualifiers "doubt" and "about"."""
    doubt, about = "doubt" in parts.qualifiers, "about" in parts.qualifiers
    mark = "%" if doubt and about else "?" if doubt else "~" if about else ""
    if parts.year_mark in _UNSPECIFIED_DIGITS:
        return _unspecified_edtf(parts) + mark
    first, last = parts_bounds(parts)
    if parts.part is not None and parts.precision in ("month", "year"):
        return f"{first}{mark}/{last}{mark}" if mark else f"[{first}..{last}]"
    if parts.precision == "season":
        season = f"{parts.year:04}-{parts.season}"
        return season if not mark else f"{str(first)[:7]}{mark}/{str(last)[:7]}{mark}"
    forms = {"day": str(first), "month": str(first)[:7], "year": str(first)[:4]}
    return forms[parts.precision] + mark


def _unspecified_edtf(parts: DateParts) -> str:
    """Format a date of a decade or century in EDTF: 187X, 187X-07-18."""
    digits = _UNSPECIFIED_DIGITS[parts.year_mark]
    year = f"{parts.year:04}"[:-digits] + "X" * digits
    day = parts.day if parts.month else None
    return "-".join([year, *(f"{number:02}" for number in (parts.month or parts.season, day) if number)])


def _has_part(dates: Sequence[DateParts]) -> bool:
    """Return whether any of the dates is the beginning, middle or end of a month."""
    return any(parts.part is not None for parts in dates)
