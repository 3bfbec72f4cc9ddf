"""What charts in SVG are made of: scales, ticks, lines, marks, and names that do not lie on each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 2", "1 2")
_SIZE = 4.5
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from one end of the chart to the other, of powers of ten or even."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    is_even: bool = False

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float, *, tight: bool = False) -> Axis:
        """A scale of powers of ten about some values; a tight one ends where they do."""
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        ticks = tuple(10.0**power for power in range(low, max(high, low + 1) + 1))
        if not tight:
            return cls(ticks[0], ticks[-1], start, end, ticks)
        least, most = min(values) / 1.15, max(values) * 1.15
        return cls(least, most, start, end, tuple(sorted(set(values))))

    @classmethod
    def even(cls, low: float, high: float, start: float, end: float) -> Axis:
        """An even scale, with a tick a tenth."""
        tenths = range(math.floor(low * 10), math.ceil(high * 10) + 1)
        return cls(tenths[0] / 10, high, start, end, tuple(tenth / 10 for tenth in tenths), is_even=True)

    def place(self, value: float) -> float:
        """Where a value lies."""
        if self.is_even:
            share = (value - self.low) / (self.high - self.low)
        else:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Chart:
    """Two scales, and what is drawn between them."""

    across: Axis
    up: Axis

    def frame(self, below: str, side_label: str) -> str:
        """The scales with their ticks and what they measure."""
        left, right, bottom, top = self.across.start, self.across.end, self.up.start, self.up.end
        parts = [f'<path d="M{left} {top}V{bottom}H{right:.0f}" fill="none" stroke="#333"/>']
        for tick in self.up.ticks:
            down = self.up.place(tick)
            parts.append(f'<path d="M{left} {down:.1f}H{right:.0f}" stroke="#ddd"/>')
            parts.append(f'<text x="{left - 8}" y="{down + 4:.1f}" text-anchor="end">{tick:,g}</text>')
        for tick in self.across.ticks:
            place = self.across.place(tick)
            parts.append(f'<path d="M{place:.1f} {bottom}v5" stroke="#333"/>')
            parts.append(
                f'<text x="{place:.1f}" y="{bottom + 19}" text-anchor="middle">{_short(tick)}</text>'
            )
        parts.append(
            f'<text x="{(left + right) / 2:.0f}" y="{bottom + 40}" text-anchor="middle">{below}</text>'
        )
        parts.append(f'<text x="{left + 6}" y="{top - 6}">{side_label}</text>')
        return "".join(parts)

    def level(self, value: float) -> str:
        """A dashed line at a height that matters."""
        down = self.up.place(value)
        return (
            f'<path d="M{self.across.start} {down:.1f}H{self.across.end:.0f}" stroke="#333" '
            f'stroke-dasharray="3 4"/><text x="{self.across.start - 8}" y="{down + 4:.1f}" '
            f'text-anchor="end">{value:g}</text>'
        )

    def note(self, text: str) -> str:
        """A remark in the corner."""
        return (
            f'<text x="{self.across.end:.0f}" y="{self.up.end - 6}" text-anchor="end" fill="#555" '
            f'font-size="12">{text}</text>'
        )

    def line(self, places: Sequence[tuple[float, float]], colour: str, number: int, width: float) -> str:
        """A line through some places; each number has its own dashes."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dashes = _DASHES[number % len(_DASHES)]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'

    def mark(self, place: tuple[float, float], colour: str, number: int, is_full: bool) -> str:
        """A mark at a place, full or hollow; each number has its own shape."""
        fill = colour if is_full else "#fff"
        return f'<path d="{_shape(*place, number)}" fill="{fill}" stroke="{colour}" stroke-width="1.6"/>'

    def name(
        self, text: str, end: tuple[float, float], down: float, colour: str, number: int, is_bold: bool
    ) -> str:
        """A name beside the chart with its mark, and a thin line to what it names where that is near."""
        label_x, leader = self.across.end + 16, ""
        if end[0] > self.across.end - _NEAR:
            leader = (
                f'<path d="M{end[0] + 6:.1f} {end[1]:.1f}L{label_x - 8:.1f} {down:.1f}" stroke="{colour}" '
                'stroke-width="0.7"/>'
            )
        return (
            f"{leader}{self.mark((label_x, down), colour, number, True)}"
            f'<text x="{label_x + 10:.0f}" y="{down + 4:.1f}" fill="{colour}"'
            f"{' font-weight=' + chr(34) + 'bold' + chr(34) if is_bold else ''}>{text}</text>"
        )


def spread(places: Mapping[str, float], space: float) -> dict[str, float]:
    """Places moved apart, in their order, until each has its space."""
    found: dict[str, float] = {}
    last = -math.inf
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = found[name] = max(place, last + space)
    over = max(0.0, last - max(places.values(), default=0.0)) / 2
    return {name: place - over for name, place in found.items()}


def _short(value: float) -> str:
    if value < 1000:
        return f"{value:g}"
    return f"{value / 1e6:.3g} million" if value >= 1e6 else f"{value / 1e3:.3g} k"


def _shape(x: float, y: float, number: int) -> str:
    """A circle, square, triangle, diamond, triangle on its head, or cross, as a path."""
    r = _SIZE
    shapes = (
        f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        f"M{x - r + 0.5:.1f} {y - r + 0.5:.1f}h{2 * r - 1}v{2 * r - 1}h{1 - 2 * r}z",
        f"M{x:.1f} {y - r - 1:.1f}l{r + 0.5} {2 * r}h{-2 * r - 1}z",
        f"M{x:.1f} {y - r - 1:.1f}l{r + 1} {r + 1}l{-r - 1} {r + 1}l{-r - 1} {-r - 1}z",
        f"M{x:.1f} {y + r + 1:.1f}l{r + 0.5} {-2 * r}h{-2 * r - 1}z",
        f"M{x - 1.5:.1f} {y - r:.1f}h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
    )
    return shapes[number % len(shapes)]
