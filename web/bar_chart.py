"""Counts over time as stacked bars: pure geometry for a server-side SVG, and the numbers as its table."""

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
"""Of more months than these, years are drawn."""


@dataclass(frozen=True, slots=True)
class BarSegment:
    """A part of a bar: the ``series``' place gives its colour; ``unsure`` ones are hatched."""

    series: int
    y: float
    height: float
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A month or year; ``counts`` are of each series in order."""

    period: str
    label: DisplayText
    x: float
    width: float
    segments: tuple[BarSegment, ...]
    counts: tuple[int, ...]
    uncertain: int

    @property
    def total(self) -> int:
        """Of all series."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class BarChart:
    """All that a template needs to draw it; ``ticks`` are (value, y), ``years`` (label, x)."""

    series: tuple[DisplayText, ...]
    bars: tuple[StackedBar, ...]
    ticks: tuple[tuple[int, float], ...]
    years: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = HEIGHT


def make_bar_chart(
    dated: Iterable[tuple[Unit, Sequence[DisplayText]]], series: Sequence[DisplayText]
) -> BarChart | None:
    """Draw units, each in the series it belongs to, over the months of their dates; None where none is dated.

    A unit whose date is a span counts in the month of its first known day, and as unsure.
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
    highest = max(found.total() for found in counts.values())
    bars = tuple(
        _bar(period, place * step, step, counts[period], series, highest)
        for place, period in enumerate(periods)
        if period in counts
    )
    of_year = step if by_year else 12 * step
    stride = max(1, round(44 / of_year))
    years = tuple((str(year), round((year - first) * of_year, 1)) for year in range(first, last + 1, stride))
    return BarChart(tuple(series), bars, _ticks(highest), years)


def most_common_names(names: Iterable[DisplayText], most: int) -> list[DisplayText]:
    """The most frequent names, most frequent first."""
    return [name for name, _ in Counter(names).most_common(most)]


def _by_year(
    counts: dict[str, Counter[tuple[DisplayText, bool]]],
) -> dict[str, Counter[tuple[DisplayText, bool]]]:
    years: dict[str, Counter[tuple[DisplayText, bool]]] = {}
    for period, found in counts.items():
        years.setdefault(period[:4], Counter()).update(found)
    return years


def _periods(first: int, last: int, *, by_year: bool) -> list[str]:
    if by_year:
        return [f"{year:04}" for year in range(first, last + 1)]
    return [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]


def _bar(
    period: str,
    x: float,
    step: float,
    found: Counter[tuple[DisplayText, bool]],
    series: Sequence[DisplayText],
    highest: int,
) -> StackedBar:
    segments: list[BarSegment] = []
    y = float(HEIGHT)
    for place, name in enumerate(series):
        for uncertain in (False, True):
            height = HEIGHT * found[name, uncertain] / highest
            if height:
                y -= height
                segments.append(BarSegment(place, round(y, 1), round(height, 1), uncertain))
    return StackedBar(
        period,
        format_period(period),
        round(x, 2),
        round(max(step - min(1.5, step / 4), 0.5), 2),
        tuple(segments),
        tuple(found[name, False] + found[name, True] for name in series),
        sum(count for (_, uncertain), count in found.items() if uncertain),
    )


def _ticks(highest: int) -> tuple[tuple[int, float], ...]:
    """A few round values and their heights."""
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if highest / one <= 5)
    values = range(step, highest + 1, step)
    return tuple((value, round(HEIGHT - HEIGHT * value / highest, 1)) for value in values)
