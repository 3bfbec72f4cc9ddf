"""The months of a result as bars: pure geometry for a server-side SVG, and the years as its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search.model import HistogramBin
from web.labels import format_period
from web.texts import DisplayText, LazyText

HEIGHT: Final = 40
MONTHS_PER_YEAR: Final = 12
WIDTH_MAX: Final = 360.0
BAR_WIDTH_MAX: Final = 10.0
UNDATED_WIDTH: Final = 26.0
"""Kept free at the right for the bar of what has no date."""
YEARS_BY_MONTH_MAX: Final = 20
"""Years whose months are drawn; of more, years are."""


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """A month (or a year, where there are too many months) drawn as a bar."""

    period: str
    label: DisplayText
    count: int
    uncertain: int
    x: float
    y: float
    width: float
    height: float
    uncertain_height: float
    """How much of the height stands for letters that may be of another month."""


@dataclass(frozen=True, slots=True)
class YearLabel:
    """The year written under its bars; ``period`` is what addresses have of it."""

    year: str
    period: str
    x: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """All that a template needs to draw it."""

    width: float
    height: int
    bars: tuple[HistogramBar, ...]
    years: tuple[YearLabel, ...]
    undated: HistogramBar | None
    first: str
    """The first month (or year, where bars are years)."""
    step: float
    periods: int


def make_histogram(bins: tuple[HistogramBin, ...]) -> Histogram | None:
    """Lay out the dated bins over whole years; None where nothing is dated."""
    dated = {one.month: one for one in bins if one.month}
    undated = sum(one.count for one in bins if not one.month)
    if not dated:
        return None
    first, last = int(min(dated)[:4]), int(max(dated)[:4])
    by_year = last - first + 1 > YEARS_BY_MONTH_MAX
    periods = _years(first, last) if by_year else _months(first, last)
    counted = {period: _total(dated, period) for period in periods}
    room = WIDTH_MAX - UNDATED_WIDTH if undated else WIDTH_MAX
    step = round(min(BAR_WIDTH_MAX, room / len(periods)), 3)
    highest = max(undated, *(count for count, _ in counted.values()))
    bars = tuple(
        _bar(period, counted[period], place * step, step, highest)
        for place, period in enumerate(periods)
        if counted[period][0]
    )
    return Histogram(
        width=WIDTH_MAX,
        height=HEIGHT,
        bars=bars,
        years=tuple(_year_labels(first, last, dated, step if by_year else step * MONTHS_PER_YEAR)),
        undated=_bar("", (undated, 0), WIDTH_MAX - UNDATED_WIDTH / 2, BAR_WIDTH_MAX, highest)
        if undated
        else None,
        first=periods[0],
        step=step,
        periods=len(periods),
    )


def _months(first: int, last: int) -> list[str]:
    return [
        f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, MONTHS_PER_YEAR + 1)
    ]


def _years(first: int, last: int) -> list[str]:
    return [f"{year:04}" for year in range(first, last + 1)]


def _total(dated: dict[str, HistogramBin], period: str) -> tuple[int, int]:
    """Add up count and uncertain count of a month or year."""
    found = [one for month, one in dated.items() if month.startswith(period)]
    return sum(one.count for one in found), sum(one.uncertain for one in found)


def _bar(period: str, counted: tuple[int, int], x: float, step: float, highest: int) -> HistogramBar:
    count, uncertain = counted
    height = max(1.5, round(HEIGHT * count / highest, 1))
    gap = min(1.0, step / 5)
    return HistogramBar(
        period=period,
        label=format_period(period) if period else LazyText("Undated"),
        count=count,
        uncertain=uncertain,
        x=round(x, 2),
        y=round(HEIGHT - height, 1),
        width=round(step - gap, 2),
        height=height,
        uncertain_height=round(height * uncertain / count, 1),
    )


def _year_labels(first: int, last: int, dated: dict[str, HistogramBin], step: float) -> list[YearLabel]:
    """Mark every year, or as many as there is room for."""
    stride = max(1, round(26 / step))
    return [
        YearLabel(str(year), f"{year:04}", round((year - first) * step, 1), _total(dated, f"{year:04}")[0])
        for year in range(first, last + 1)
        if (year - first) % stride == 0
    ]
