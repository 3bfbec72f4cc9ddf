"""Draws what benchmarks/compare.py has measured, as SVG for docs.

    python -m benchmarks.plots FIGURES.json docs

Bars, one an engine and size; lines, one an engine, of how its answers slow down with the number of passages;
and of how much its search for vectors finds in what time. Scales are of powers of ten, so that a millisecond
and a second are both seen. Marks, dashes and names at the ends of lines tell engines apart, not colour alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.axes import Axis, Chart, spread

BARS = {
    "p50": ("speed", "A new question, warm, median milliseconds"),
    "qps_8": ("throughput", "Questions a second, eight clients"),
    "cold_s": (
        "cold-start",
        "A single question from the start of a process (of the server over HTTP), seconds",
    ),
}
GROWTH = {"p50": "median", "p95": "95th percentile"}
OURS = "Perepiska"
ENOUGH = 0.95
_COLOURS = {OURS: "#8a1c2b", f"{OURS}, HTTP": "#c46a5a"}
_OTHER = "#8d96a3"
_LINES = {
    OURS: "#8a1c2b",
    "sqlite-vec": "#1b5e83",
    "chroma": "#5a7d1e",
    "lancedb": "#7a4a9c",
    "lancedb-hnsw": "#a35a00",
    "txtai": "#444b55",
}
_WIDTH, _LEFT, _BAR, _GAP, _TOP = 760, 190, 18, 14, 44
_CHART_HEIGHT, _CHART_LEFT, _CHART_RIGHT = 380, 64, 150
_SPACE = 15


@click.command()
@click.argument("figures", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def main(figures: Path, folder: Path) -> None:
    """Write one picture a measure."""
    runs = json.loads(figures.read_text("utf-8"))
    for measure, (name, title) in BARS.items():
        (folder / f"{name}.svg").write_text(bars(runs, measure, title), "utf-8")
    for measure, label in GROWTH.items():
        (folder / f"growth-{measure}.svg").write_text(growth(runs, measure, label), "utf-8")
    (folder / "recall.svg").write_text(recall(runs[-1]), "utf-8")


def bars(runs: Sequence[Mapping[str, Any]], measure: str, title: str) -> str:
    """A bar for every engine and size."""
    values = [figures[measure] for run in runs for figures in run["engines"].values() if figures.get(measure)]
    axis = Axis.of(values, 0, _WIDTH - _LEFT - 90)
    parts, down = [], _TOP
    for run in runs:
        parts.append(f'<text x="0" y="{down + 12}" font-weight="bold">{run["passages"]:,} passages</text>')
        down += _BAR + 4
        for engine, figures in run["engines"].items():
            value = figures.get(measure)
            parts.append(f'<text x="{_LEFT - 8}" y="{down + 13}" text-anchor="end">{engine}</text>')
            if value:
                colour, width = _COLOURS.get(engine, _OTHER), max(axis.place(value), 2)
                parts.append(
                    f'<rect x="{_LEFT}" y="{down}" width="{width:.0f}" height="{_BAR}" fill="{colour}"/>'
                )
                shown = f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
                parts.append(f'<text x="{_LEFT + width + 6:.0f}" y="{down + 13}">{shown}</text>')
            else:
                parts.append(f'<text x="{_LEFT}" y="{down + 13}" fill="#666">not measured</text>')
            down += _BAR + 4
        down += _GAP
    return _picture(title, "".join(parts), down)


def growth(runs: Sequence[Mapping[str, Any]], measure: str, label: str) -> str:
    """A line for every engine over the number of passages, at the fastest setting that finds enough."""
    lines = {
        engine: [
            (run["passages"], figures[measure], figures.get("recall", 1.0))
            for run, figures in _followed(runs, engine)
        ]
        for engine in _LINES
    }
    lines = {engine: points for engine, points in lines.items() if points}
    chart = Chart(
        Axis.of([run["passages"] for run in runs], _CHART_LEFT, _WIDTH - _CHART_RIGHT, tight=True),
        Axis.of([point[1] for points in lines.values() for point in points], _CHART_HEIGHT, _TOP),
    )
    note = "hollow: less than 95 % of the ten nearest found"
    return _picture(
        f"A new question, warm, {label}, by the number of passages",
        chart.frame("passages", "milliseconds") + "".join(_draw_lines(chart, lines)) + chart.note(note),
        _CHART_HEIGHT + 56,
    )


def recall(run: Mapping[str, Any]) -> str:
    """A line for every engine through its settings: what it finds, and in what time."""
    lines = {
        engine: sorted(
            (figures["p50"], figures["recall"], figures["recall"])
            for figures in run["settings"][engine].values()
        )
        for engine in _LINES
        if run.get("settings", {}).get(engine)
    }
    found = [point[1] for points in lines.values() for point in points]
    chart = Chart(
        Axis.of(
            [point[0] for points in lines.values() for point in points], _CHART_LEFT, _WIDTH - _CHART_RIGHT
        ),
        Axis.even(min([*found, 0.9]), 1.0, _CHART_HEIGHT, _TOP),
    )
    return _picture(
        f"The ten nearest of {run['passages']:,} vectors: how many are found, and in what time",
        chart.frame("median milliseconds, the model's not counted", "recall@10")
        + chart.level(ENOUGH)
        + "".join(_draw_lines(chart, lines)),
        _CHART_HEIGHT + 56,
    )


def _followed(
    runs: Sequence[Mapping[str, Any]], engine: str
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for run in runs:
        default, tuned = (run["engines"].get(f"{engine}{suffix}") for suffix in ("", ", tuned"))
        figures = tuned if tuned and "p95" in tuned else default
        if figures and "p95" in figures:
            yield run, figures


def _draw_lines(chart: Chart, lines: Mapping[str, Sequence[tuple[float, float, float]]]) -> Iterator[str]:
    """Lines with a mark a point, hollow where too little is found, and the name at the end."""
    ends = {engine: chart.up.place(points[-1][1]) for engine, points in lines.items()}
    heights = spread(ends, _SPACE)
    for number, (engine, points) in enumerate(lines.items()):
        places = [(chart.across.place(x), chart.up.place(y)) for x, y, _ in points]
        colour = _LINES[engine]
        yield chart.line(places, colour, number, 2.6 if engine == OURS else 1.6)
        for place, (_, _, found) in zip(places, points, strict=True):
            yield chart.mark(place, colour, number, found >= ENOUGH)
        yield chart.name(engine, places[-1], heights[engine], colour, number, engine == OURS)


def _picture(title: str, shapes: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" font-family="sans-serif" font-size="13" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="0" y="20" font-size="15" font-weight="bold">{title}</text>{shapes}</svg>\n'
    )


if __name__ == "__main__":
    main()
