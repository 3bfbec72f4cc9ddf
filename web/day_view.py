"""A correspondence day by day: years with their months, uncertain dates over their spans, silences. Pure."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from corpus.model import Unit
from exports.addresses import search_for, unit_address
from web.texts import DisplayText, LazyText, format_lazy
from web.wording import spoken_day, spoken_period

LONG_SILENCE: Final = 60
"""Days without a letter that are worth saying."""
SPAN_MOST: Final = 62
"""Days over which an uncertain date is drawn; of a longer span only the letter is named."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter named where it belongs."""

    title: str
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month: its letters, or that one may be of it (``is_unsure``)."""

    number: int
    label: DisplayText
    address: str | None
    count: int
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with letters: weeks of seven days, None where another month's would stand."""

    name: DisplayText
    weeks: tuple[tuple[Day | None, ...], ...]
    unsure: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year with the months that have letters."""

    label: str
    count: int
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A long time without letters."""

    days: int
    first: LazyText
    last: LazyText


@dataclass(frozen=True, slots=True)
class Days:
    """The whole correspondence."""

    years: tuple[Year, ...]
    silences: tuple[Silence, ...]
    undated: tuple[Letter, ...]


def lay_out_days(documents: Iterable[Unit], edition: str) -> Days:
    """Lay the documents of an edition out over its days."""
    sure: defaultdict[date, list[Unit]] = defaultdict(list)
    unsure: list[Unit] = []
    undated: list[Unit] = []
    for unit in documents:
        if not unit.date or not unit.date.known_day:
            undated.append(unit)
        elif unit.date.earliest == unit.date.latest and unit.date.earliest:
            sure[unit.date.earliest].append(unit)
        else:
            unsure.append(unit)
    months = {(day.year, day.month) for day in sure} | {_month_of(unit) for unit in unsure}
    spans = {day for unit in unsure for day in _span(unit)}
    years = sorted({year for year, _ in months})
    return Days(
        tuple(_year(year, months, sure, unsure, spans, edition) for year in years),
        tuple(_silences(sorted(sure))),
        tuple(_letter(unit) for unit in undated),
    )


def _year(
    year: int,
    months: Iterable[tuple[int, int]],
    sure: dict[date, list[Unit]],
    unsure: Sequence[Unit],
    spans: set[date],
    edition: str,
) -> Year:
    own = sorted(month for of_year, month in months if of_year == year)
    count = sum(len(units) for day, units in sure.items() if day.year == year)
    count += sum(_month_of(unit)[0] == year for unit in unsure)
    laid = (
        Month(
            spoken_period(f"{year:04}-{month:02}"),
            tuple(
                tuple(_day(day, year, month, sure, spans, edition) for day in week)
                for week in calendar.monthcalendar(year, month)
            ),
            tuple(_letter(unit) for unit in unsure if _month_of(unit) == (year, month)),
        )
        for month in own
    )
    return Year(str(year), count, tuple(laid))


def _day(
    number: int, year: int, month: int, sure: dict[date, list[Unit]], spans: set[date], edition: str
) -> Day | None:
    if not number:
        return None
    day = date(year, month, number)
    units = sure.get(day, [])
    address = None
    if len(units) == 1:
        address = unit_address(units[0].id)
    elif units:
        on = day.isoformat()
        address = search_for(**{"from": on, "to": on, "kind": "document", "edition": edition})
    titles = "; ".join(unit.title for unit in units)
    label = format_lazy("%(day)s: %(titles)s", day=day, titles=titles) if units else ""
    return Day(number, label, address, len(units), day in spans)


def _silences(days: Sequence[date]) -> Iterable[Silence]:
    for before, after in pairwise(days):
        apart = (after - before).days - 1
        if apart >= LONG_SILENCE:
            yield Silence(apart, spoken_day(before), spoken_day(after))


def _month_of(unit: Unit) -> tuple[int, int]:
    """The month under which an uncertain letter is named: that of its first known day."""
    day = unit.date and unit.date.known_day
    return (day.year, day.month) if day else (0, 0)


def _span(unit: Unit) -> Iterable[date]:
    first, last = unit.date.stated if unit.date else (None, None)
    if first and last and (last - first).days < SPAN_MOST:
        yield from (first + timedelta(days) for days in range((last - first).days + 1))
    elif first or last:
        yield first or last or date.min


def _letter(unit: Unit) -> Letter:
    return Letter(unit.title, unit_address(unit.id), unit.date.display if unit.date else "")
