"""The histogram of a result: months as bars in a server-side SVG, years as its table. Pure geometry."""

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
"""Width reserved at the right for the bar of undated units."""
YEARS_BY_MONTH_MAX: Final = 20
"""Years up to which bars are months; if there are more years, bars are years."""


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """A bar of a month or year, in SVG units; the bar of undated units has an empty ``period``."""

    period: str
    label: DisplayText
    count: int
    uncertain: int
    x: float
    y: float
    width: float
    height: float
    uncertain_height: float
    """The part of the height for units whose month is uncertain."""


@dataclass(frozen=True, slots=True)
class YearLabel:
    """A year below its bars; ``period`` is the year with four digits, as search addresses have it."""

    year: str
    period: str
    x: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The geometry of a histogram; ``step`` is the width of a period, ``periods`` the number of periods."""

    width: float
    height: int
    bars: tuple[HistogramBar, ...]
    years: tuple[YearLabel, ...]
    undated: HistogramBar | None
    first: str
    """The first month (or year, if bars are years)."""
    step: float
    periods: int


def make_histogram(bins: tuple[HistogramBin, ...]) -> Histogram | None:
    """Lay out bins over whole years, from the first with a bin to the last; None if no bin has a date."""
    dated = {month_bin.month: month_bin for month_bin in bins if month_bin.month}
    undated = sum(month_bin.count for month_bin in bins if not month_bin.month)
    if not dated:
        return None
    first, last = int(min(dated)[:4]), int(max(dated)[:4])
    by_year = last - first + 1 > YEARS_BY_MONTH_MAX
    periods = _years(first, last) if by_year else _months(first, last)
    counts_by_period = {period: _total(dated, period) for period in periods}
    width = WIDTH_MAX - UNDATED_WIDTH if undated else WIDTH_MAX
    step = round(min(BAR_WIDTH_MAX, width / len(periods)), 3)
    highest = max(undated, *(height_count for height_count, _ in counts_by_period.values()))
    bars = tuple(
        _bar(period, counts_by_period[period], index * step, step, highest)
        for index, period in enumerate(periods)
        if counts_by_period[period][0]
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
    """Return the count and the uncertain count of a month or year."""
    matching = [month_bin for month, month_bin in dated.items() if month.startswith(period)]
    return sum(month_bin.count for month_bin in matching), sum(month_bin.uncertain for month_bin in matching)


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
    """Return a label for every year, or for every n-th if they would overlap."""
    stride = max(1, round(26 / step))
    return [
        YearLabel(str(year), f"{year:04}", round((year - first) * step, 1), _total(dated, f"{year:04}")[0])
        for year in range(first, last + 1)
        if (year - first) % stride == 0
    ]
