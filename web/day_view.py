"""The day view of a correspondence: months as calendar grids, uncertain dates, long gaps. Pure."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from corpus.model import Unit
from exports.addresses import filtered_search_address, unit_address
from web.labels import format_day, format_period
from web.texts import DisplayText, LazyText, format_lazy

LONG_GAP_DAYS: Final = 60
"""Days without a letter from which a gap is listed."""
SPAN_DAYS_MAX: Final = 62
"""Days up to which an uncertain date marks its whole span; a longer one marks only its first day."""


@dataclass(frozen=True, slots=True)
class LetterLink:
    """A letter's title, address and date as printed (``remark``)."""

    title: str
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a month with its letters; ``is_uncertain``: a letter of uncertain date may belong to it.

    ``address`` leads to its letter, or to a search if it has several; None if it has no letter of certain
    date.
    """

    number: int
    label: DisplayText
    address: str | None
    count: int
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class DayViewMonth:
    """A month with letters as weeks of seven cells, None for days of other months.

    ``uncertain`` are the letters of uncertain date listed below it.
    """

    name: DisplayText
    weeks: tuple[tuple[DayCell | None, ...], ...]
    uncertain: tuple[LetterLink, ...]


@dataclass(frozen=True, slots=True)
class DayViewYear:
    """A year with its number of letters and the months that have letters."""

    label: str
    count: int
    months: tuple[DayViewMonth, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A period of ``days`` days without letters, with the days of the letters before and after it."""

    days: int
    first: LazyText
    last: LazyText


@dataclass(frozen=True, slots=True)
class DayView:
    """A whole correspondence by years, with its long gaps and undated letters."""

    years: tuple[DayViewYear, ...]
    gaps: tuple[Gap, ...]
    undated: tuple[LetterLink, ...]


def make_day_view(documents: Iterable[Unit], edition: str) -> DayView:
    """Lay out the documents of an edition by day; a document dated to several days counts as uncertain."""
    certain: defaultdict[date, list[Unit]] = defaultdict(list)
    uncertain: list[Unit] = []
    undated: list[Unit] = []
    for unit in documents:
        if not unit.date or not unit.date.known_day:
            undated.append(unit)
        elif unit.date.earliest == unit.date.latest and unit.date.earliest:
            certain[unit.date.earliest].append(unit)
        else:
            uncertain.append(unit)
    months = {(day.year, day.month) for day in certain} | {_month_of(unit) for unit in uncertain}
    spans = {day for unit in uncertain for day in _span(unit)}
    years = sorted({year for year, _ in months})
    return DayView(
        tuple(_year(year, months, certain, uncertain, spans, edition) for year in years),
        tuple(_gaps(sorted(certain))),
        tuple(_letter_link(unit) for unit in undated),
    )


def _year(
    year: int,
    months: Iterable[tuple[int, int]],
    certain: dict[date, list[Unit]],
    uncertain: Sequence[Unit],
    spans: set[date],
    edition: str,
) -> DayViewYear:
    year_months = sorted(month for of_year, month in months if of_year == year)
    count = sum(len(units) for day, units in certain.items() if day.year == year)
    count += sum(_month_of(unit)[0] == year for unit in uncertain)
    layout = (
        DayViewMonth(
            format_period(f"{year:04}-{month:02}"),
            tuple(
                tuple(_day(day, year, month, certain, spans, edition) for day in week)
                for week in calendar.monthcalendar(year, month)
            ),
            tuple(_letter_link(unit) for unit in uncertain if _month_of(unit) == (year, month)),
        )
        for month in year_months
    )
    return DayViewYear(str(year), count, tuple(layout))


def _day(
    number: int, year: int, month: int, certain: dict[date, list[Unit]], spans: set[date], edition: str
) -> DayCell | None:
    """Return the cell of a day; None for the number 0, which pads the weeks of a month."""
    if not number:
        return None
    day = date(year, month, number)
    units = certain.get(day, [])
    address = None
    if len(units) == 1:
        address = unit_address(units[0].id)
    elif units:
        on = day.isoformat()
        address = filtered_search_address(**{"from": on, "to": on, "kind": "document", "edition": edition})
    titles = "; ".join(unit.title for unit in units)
    label = format_lazy("%(day)s: %(titles)s", day=day, titles=titles) if units else ""
    return DayCell(number, label, address, len(units), day in spans)


def _gaps(dates: Sequence[date]) -> Iterable[Gap]:
    """Yield the gaps of at least ``LONG_GAP_DAYS`` days between the dates, which must be sorted."""
    for previous, following in pairwise(dates):
        days_between = (following - previous).days - 1
        if days_between >= LONG_GAP_DAYS:
            yield Gap(days_between, format_day(previous), format_day(following))


def _month_of(unit: Unit) -> tuple[int, int]:
    """Return (year, month) of a unit's earliest known day; (0, 0) if it is undated."""
    day = unit.date and unit.date.known_day
    return (day.year, day.month) if day else (0, 0)


def _span(unit: Unit) -> Iterable[date]:
    """Yield the days that an uncertain date marks; only the first known day of an open or very long span."""
    first, last = unit.date.stated if unit.date else (None, None)
    if first and last and (last - first).days < SPAN_DAYS_MAX:
        yield from (first + timedelta(days) for days in range((last - first).days + 1))
    elif first or last:
        yield first or last or date.min


def _letter_link(unit: Unit) -> LetterLink:
    return LetterLink(unit.title, unit_address(unit.id), unit.date.display if unit.date else "")
