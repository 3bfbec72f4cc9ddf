"""Hits, units and related units, as wide as the terminal is."""

from __future__ import annotations

import os
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import BaseModel

    from search.model import Hit, RelatedUnit, SearchResult, UnitView

INDENT = " " * 3


def print_json(answer: BaseModel) -> None:
    """Print what the API would return."""
    click.echo(answer.model_dump_json(indent=2))


def print_result(result: SearchResult) -> None:
    """Print the hits, each with its best passages."""
    suggested = (f"Did you mean: {result.suggestion}",) if result.suggestion else ()
    for notice in (*map(str, result.notices), *suggested):
        _print(click.style(notice, italic=True))
    _print(f"{_count(result)} in {result.took_ms:.0f} ms")
    for place, hit in enumerate(result.hits, start=1):
        click.echo()
        _print_hit(place, hit)


def _count(result: SearchResult) -> str:
    totals = result.totals
    if totals is None or not totals.similar:
        return f"{result.total} results"
    if not totals.words:
        return f"No text has these words; {totals.similar} are similar in meaning, found"
    return f"{result.total} results ({totals.words} with these words, {totals.similar} similar in meaning)"


def _print_hit(place: int, hit: Hit) -> None:
    _print(f"{click.style(f'{place}. {hit.unit.title}', bold=True)} {click.style(hit.unit.id, dim=True)}")
    for passage in hit.passages:
        page = click.style(f"p. {passage.page}: ", dim=True) if passage.page else ""
        _print(page + _highlighted(passage.text, passage.highlights), INDENT)


def _highlighted(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    marked, done = "", 0
    for start, end in highlights:
        marked += text[done:start] + click.style(text[start:end], fg="yellow", bold=True)
        done = end
    return marked + text[done:]


def print_unit(view: UnitView) -> None:
    """Print a unit with its notes."""
    unit = view.unit
    _print(click.style(unit.title, bold=True))
    if unit.archive:
        _print(click.style(f"{unit.archive}", dim=True))
    if unit.pages:
        _print(click.style("p. " + "–".join(dict.fromkeys((unit.pages[0], unit.pages[-1]))), dim=True))
    for paragraph in unit.paragraphs:
        click.echo()
        _print(paragraph.text)
    for note in view.notes:
        click.echo()
        _print(f"{note.number}. {note.text}", INDENT)


def print_related(found: Iterable[RelatedUnit]) -> None:
    """Print related units, each with its reasons."""
    for one in found:
        _print(f"{one.score:.2f}  {one.unit.title} {click.style(one.unit.id, dim=True)}")
        for reason in one.reasons:
            _print(click.style(f"{reason.channel}: {reason.detail}", dim=True), INDENT * 2)


def _print(text: str, indent: str = "") -> None:
    """Print a text, its long lines broken; styles take no room, and are left out where nobody sees them."""
    width = get_terminal_size().columns
    lines = (click.wrap_text(line, width, indent, indent) for line in text.split("\n"))
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)
