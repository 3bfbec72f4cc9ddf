"""Draws what benchmarks/compare.py has measured, as SVG for docs.

    python benchmarks/plots.py FIGURES.json docs

One bar an engine and size, on a scale of powers of ten, so that a millisecond and a second are both seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

_PLOTS = {
    "p50": ("speed", "A new question, warm, median milliseconds"),
    "qps_8": ("throughput", "Questions a second, eight clients"),
    "cold_s": (
        "cold-start",
        "A single question from the start of a process (of the server over HTTP), seconds",
    ),
}
_COLOURS = {"Perepiska": "#8a1c2b", "Perepiska, HTTP": "#c46a5a"}
_OTHER = "#8d96a3"
_WIDTH, _LEFT, _BAR, _GAP, _TOP = 720, 190, 18, 14, 44


@click.command()
@click.argument("figures", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def main(figures: Path, folder: Path) -> None:
    """Write one picture a measure."""
    runs = json.loads(figures.read_text("utf-8"))
    for measure, (name, title) in _PLOTS.items():
        (folder / f"{name}.svg").write_text(plot(runs, measure, title), "utf-8")


def plot(runs: Sequence[Mapping[str, Any]], measure: str, title: str) -> str:
    """The picture of one measure."""
    values = [own[measure] for run in runs for own in run["engines"].values() if own.get(measure)]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    span = _WIDTH - _LEFT - 90

    def place(value: float) -> float:
        return span * (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))

    parts, down = [], _TOP
    for run in runs:
        parts.append(f'<text x="0" y="{down + 12}" font-weight="bold">{run["passages"]:,} passages</text>')
        down += _BAR + 4
        for engine, own in run["engines"].items():
            value = own.get(measure)
            parts.append(f'<text x="{_LEFT - 8}" y="{down + 13}" text-anchor="end">{engine}</text>')
            if value:
                colour, width = _COLOURS.get(engine, _OTHER), max(place(value), 2)
                parts.append(
                    f'<rect x="{_LEFT}" y="{down}" width="{width:.0f}" height="{_BAR}" fill="{colour}"/>'
                )
                shown = f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
                parts.append(f'<text x="{_LEFT + width + 6:.0f}" y="{down + 13}">{shown}</text>')
            else:
                parts.append(f'<text x="{_LEFT}" y="{down + 13}" fill="#777">not measured</text>')
            down += _BAR + 4
        down += _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {down}" width="{_WIDTH}" '
        f'height="{down}" font-family="sans-serif" font-size="13" role="img" aria-label="{title}">'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="0" y="20" font-size="15" font-weight="bold">{title}</text>{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    main()
