"""Hits, units and related units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from search.model import Hit, Related, SearchResult, UnitView


def print_json(answer: BaseModel) -> None:
    """Print what the API would return."""
    click.echo(answer.model_dump_json(indent=2))


def print_result(result: SearchResult) -> None:
    """Print the hits, each with its best passages."""
    console = Console(highlight=False)
    for notice in result.notices:
        console.print(notice, style="italic")
    if result.suggestion:
        console.print(f"Did you mean: {result.suggestion}", style="italic")
    console.print(f"{result.total} found in {result.took_ms:.0f} ms\n")
    for place, hit in enumerate(result.hits, start=1):
        _print_hit(console, place, hit)


def _print_hit(console: Console, place: int, hit: Hit) -> None:
    console.print(Text(f"{place}. {hit.unit.title}", style="bold"), Text(hit.unit.id, style="dim"))
    for passage in hit.passages:
        quoted = Text(passage.text)
        for start, end in passage.highlights:
            quoted.stylize("bold yellow", start, end)
        page = Text(f"p. {passage.page}: " if passage.page else "", style="dim")
        console.print(Padding(Text.assemble(page, quoted), (0, 0, 0, 3)))
    console.print()


def print_unit(view: UnitView) -> None:
    """Print a unit with its notes."""
    console = Console(highlight=False)
    unit = view.unit
    console.print(Text(unit.title, style="bold"))
    if unit.archive:
        console.print(f"{unit.archive}", style="dim")
    if unit.pages:
        console.print("p. " + "–".join(dict.fromkeys((unit.pages[0], unit.pages[-1]))), style="dim")
    for paragraph in unit.paragraphs:
        console.print(Text(f"\n{paragraph.text}"))
    for note in view.notes:
        console.print(Padding(Text(f"{note.number}. {note.text}"), (1, 0, 0, 3)))


def print_related(found: Iterable[Related]) -> None:
    """Print related units, each with its reasons."""
    console = Console(highlight=False)
    for one in found:
        console.print(Text(f"{one.score:.2f}  {one.unit.title}"), Text(one.unit.id, style="dim"))
        for reason in one.reasons:
            console.print(Text(f"      {reason.channel}: {reason.detail}", style="dim"))
