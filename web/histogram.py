"""The months of a result as bars: pure geometry for a server-side SVG, and the years as its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search.model import HistogramBin
from web.texts import DisplayText, LazyText
from web.wording import spoken_period

HEIGHT: Final = 40
MONTHS: Final = 12
WIDEST: Final = 360.0
WIDEST_BAR: Final = 10.0
UNDATED_ROOM: Final = 26.0
"""Kept free at the right for the bar of what has no date."""
YEARS_MOST: Final = 20
"""Years whose months are drawn; of more, years are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month (or a year, where there are too many months) drawn as a bar."""

    period: str
    label: DisplayText
    count: int
    uncertain: int
    x: float
    y: float
    width: float
    height: float
    unsure: float
    """How much of the height stands for letters that may be of another month."""


@dataclass(frozen=True, slots=True)
class YearMark:
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
    bars: tuple[Bar, ...]
    years: tuple[YearMark, ...]
    undated: Bar | None
    first: str
    """The first month (or year, where bars are years)."""
    step: float
    periods: int


def draw(bins: tuple[HistogramBin, ...]) -> Histogram | None:
    """Lay out the dated bins over whole years; None where nothing is dated."""
    dated = {one.month: one for one in bins if one.month}
    undated = sum(one.count for one in bins if not one.month)
    if not dated:
        return None
    first, last = int(min(dated)[:4]), int(max(dated)[:4])
    by_year = last - first + 1 > YEARS_MOST
    periods = _years(first, last) if by_year else _months(first, last)
    counted = {period: _sum(dated, period) for period in periods}
    room = WIDEST - UNDATED_ROOM if undated else WIDEST
    step = round(min(WIDEST_BAR, room / len(periods)), 3)
    highest = max(undated, *(count for count, _ in counted.values()))
    bars = tuple(
        _bar(period, counted[period], place * step, step, highest)
        for place, period in enumerate(periods)
        if counted[period][0]
    )
    return Histogram(
        width=WIDEST,
        height=HEIGHT,
        bars=bars,
        years=tuple(_marks(first, last, dated, step if by_year else step * MONTHS)),
        undated=_bar("", (undated, 0), WIDEST - UNDATED_ROOM / 2, WIDEST_BAR, highest) if undated else None,
        first=periods[0],
        step=step,
        periods=len(periods),
    )


def _months(first: int, last: int) -> list[str]:
    return [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, MONTHS + 1)]


def _years(first: int, last: int) -> list[str]:
    return [f"{year:04}" for year in range(first, last + 1)]


def _sum(dated: dict[str, HistogramBin], period: str) -> tuple[int, int]:
    """Add up count and uncertain count of a month or year."""
    found = [one for month, one in dated.items() if month.startswith(period)]
    return sum(one.count for one in found), sum(one.uncertain for one in found)


def _bar(period: str, counted: tuple[int, int], x: float, step: float, highest: int) -> Bar:
    count, uncertain = counted
    height = max(1.5, round(HEIGHT * count / highest, 1))
    gap = min(1.0, step / 5)
    return Bar(
        period=period,
        label=spoken_period(period) if period else LazyText("Undated"),
        count=count,
        uncertain=uncertain,
        x=round(x, 2),
        y=round(HEIGHT - height, 1),
        width=round(step - gap, 2),
        height=height,
        unsure=round(height * uncertain / count, 1),
    )


def _marks(first: int, last: int, dated: dict[str, HistogramBin], step: float) -> list[YearMark]:
    """Mark every year, or as many as there is room for."""
    stride = max(1, round(26 / step))
    return [
        YearMark(str(year), f"{year:04}", round((year - first) * step, 1), _sum(dated, f"{year:04}")[0])
        for year in range(first, last + 1)
        if (year - first) % stride == 0
    ]
