"""Counts over time as stacked bars: geometry for a server-side SVG and the numbers of its table. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import Unit
from web.labels import format_period
from web.texts import DisplayText

WIDTH: Final = 720
HEIGHT: Final = 150
BARS_MAX: Final = 160
"""Bars in a chart of months; a chart that would need more shows years."""


@dataclass(frozen=True, slots=True)
class BarSegment:
    """A rectangle of a bar, in SVG units, with its upper edge at ``y``; ``series`` is an index."""

    series: int
    y: float
    height: float
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A bar of a month or year; ``counts`` has a number of units for each series.

    ``uncertain`` is the number of units of uncertain date, over all series.
    """

    period: str
    label: DisplayText
    x: float
    width: float
    segments: tuple[BarSegment, ...]
    counts: tuple[int, ...]
    uncertain: int

    @property
    def total(self) -> int:
        """The number of units over all series."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class BarChart:
    """The geometry of a chart: ``ticks`` are (value, y) pairs, ``years`` (label, x) pairs, in SVG units."""

    series: tuple[DisplayText, ...]
    bars: tuple[StackedBar, ...]
    ticks: tuple[tuple[int, float], ...]
    years: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = HEIGHT


def make_bar_chart(
    dated: Iterable[tuple[Unit, Sequence[DisplayText]]], series: Sequence[DisplayText]
) -> BarChart | None:
    """Lay out dated units as bars of months, or of years if there are more than ``BARS_MAX`` months.

    A unit whose date is a span counts, as uncertain, in the month of its earliest known day. Return None if
    no dated unit has a name in ``series``.

    Args:
        dated: (unit, names of the series it belongs to) pairs; undated units are ignored.
        series: the names of the series, in the order of their colours.
    """
    counts: dict[str, Counter[tuple[DisplayText, bool]]] = {}
    for unit, names in dated:
        day = unit.date and unit.date.known_day
        if unit.date and day:
            is_uncertain = unit.date.earliest != unit.date.latest
            month = counts.setdefault(f"{day.year:04}-{day.month:02}", Counter())
            month.update((name, is_uncertain) for name in names if name in series)
    if not any(counts.values()):
        return None
    first, last = int(min(counts)[:4]), int(max(counts)[:4])
    by_year = (last - first + 1) * 12 > BARS_MAX
    if by_year:
        counts = _by_year(counts)
    periods = _periods(first, last, by_year=by_year)
    step = WIDTH / len(periods)
    highest = max(counter.total() for counter in counts.values())
    bars = tuple(
        _bar(period, index * step, step, counts[period], series, highest)
        for index, period in enumerate(periods)
        if period in counts
    )
    of_year = step if by_year else 12 * step
    stride = max(1, round(44 / of_year))
    years = tuple((str(year), round((year - first) * of_year, 1)) for year in range(first, last + 1, stride))
    return BarChart(tuple(series), bars, _ticks(highest), years)


def most_common_names(names: Iterable[DisplayText], most: int) -> list[DisplayText]:
    """Return at most ``most`` distinct names, the most frequent first."""
    return [name for name, _ in Counter(names).most_common(most)]


def _by_year(
    counts: dict[str, Counter[tuple[DisplayText, bool]]],
) -> dict[str, Counter[tuple[DisplayText, bool]]]:
    years: dict[str, Counter[tuple[DisplayText, bool]]] = {}
    for period, counter in counts.items():
        years.setdefault(period[:4], Counter()).update(counter)
    return years


def _periods(first: int, last: int, *, by_year: bool) -> list[str]:
    if by_year:
        return [f"{year:04}" for year in range(first, last + 1)]
    return [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]


def _bar(
    period: str,
    x: float,
    step: float,
    counter: Counter[tuple[DisplayText, bool]],
    series: Sequence[DisplayText],
    highest: int,
) -> StackedBar:
    segments: list[BarSegment] = []
    y = float(HEIGHT)
    for index, name in enumerate(series):
        for uncertain in (False, True):
            height = HEIGHT * counter[name, uncertain] / highest
            if height:
                y -= height
                segments.append(BarSegment(index, round(y, 1), round(height, 1), uncertain))
    return StackedBar(
        period,
        format_period(period),
        round(x, 2),
        round(max(step - min(1.5, step / 4), 0.5), 2),
        tuple(segments),
        tuple(counter[name, False] + counter[name, True] for name in series),
        sum(count for (_, uncertain), count in counter.items() if uncertain),
    )


def _ticks(highest: int) -> tuple[tuple[int, float], ...]:
    """Return up to five round values, not above ``highest``, each with its y."""
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if highest / size <= 5)
    values = range(step, highest + 1, step)
    return tuple((value, round(HEIGHT - HEIGHT * value / highest, 1)) for value in values)
