"""Output of hits, units and related units, wrapped to the width of the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from search.abstract_messages import part_message
from search.access_messages import access_message
from search.correction_messages import correction_message, signature_message
from search.messages import LIST_HEADINGS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from corpus.model import Unit
    from search.model import Hit, RelatedUnit, SearchResult, UnitView

INDENT = " " * 3


def print_json(response: BaseModel) -> None:
    """Print a response of the API as JSON."""
    click.echo(response.model_dump_json(indent=2))


def print_result(result: SearchResult) -> None:
    """Print the conditions and notices of a search, the total and the hits, each with its best passages.

    Hits that have no words of the query are marked or, if none has any, stand under a heading.
    """
    conditions = [item for item in result.interpretations if item.effect == "condition"]
    if conditions:
        listed = ", ".join(
            f"{item.kind} {item.text if item.kind == 'date' else item.value}" for item in conditions
        )
        keys = " ".join(f"--boost {item.removable_as}" for item in conditions)
        _print(click.style(f"Only {listed}. To include others: {keys}", italic=True))
    headings = [notice for notice in result.notices if notice.code in LIST_HEADINGS]
    suggested = (f"Did you mean: {result.suggestion}",) if result.suggestion else ()
    for notice in (*result.notices, *suggested):
        if notice not in headings:
            _print(click.style(str(notice), italic=True))
    _print(f"{_count(result)} in {result.took_ms:.0f} ms")
    for heading in headings:
        click.echo()
        _print(click.style(str(heading), bold=True))
    for rank, hit in enumerate(result.hits, start=1):
        click.echo()
        _print_hit(rank, hit, is_marked=not hit.has_words and not headings)


def _count(result: SearchResult) -> str:
    totals, count = result.totals, f"{result.total} {'result' if result.total == 1 else 'results'}"
    if totals is None or not totals.similar:
        return count
    if not totals.words:
        return f"No results with these words; {totals.similar} similar in meaning"
    return f"{count} ({totals.words} with these words, {totals.similar} more by similarity)"


def _print_hit(rank: int, hit: Hit, *, is_marked: bool) -> None:
    """Print a hit: its rank, title and id, then its passages with their pages.

    ``is_marked`` is whether it has no words of the query, which the title says.
    """
    title = click.style(f"{rank}. {hit.unit.title}", bold=True)
    mark = click.style(" (similar in meaning only)", dim=True) if is_marked else ""
    _print(f"{title} {click.style(hit.unit.id, dim=True)}{mark}")
    _print_access(hit.unit, INDENT)
    for passage in hit.passages:
        author = part_message(hit.unit, passage.part)
        labels = [str(author)] if author else []
        labels += [f"p. {passage.page}"] if passage.page else []
        label = click.style(f"{', '.join(labels)}: ", dim=True) if labels else ""
        _print(label + _highlighted(passage.text, passage.highlights), INDENT)


def _highlighted(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    """Return a text with its highlights styled: (start, end) offsets in order, ``end`` exclusive."""
    styled, position = "", 0
    for start, end in highlights:
        styled += text[position:start] + click.style(text[start:end], fg="yellow", bold=True)
        position = end
    return styled + text[position:]


def print_unit(view: UnitView) -> None:
    """Print a unit: title, archive reference, first and last page, abstract, text and notes."""
    unit = view.unit
    _print(click.style(unit.title, bold=True))
    if unit.archive:
        _print(click.style(f"{unit.archive}", dim=True))
    if unit.pages:
        _print(click.style("p. " + "–".join(dict.fromkeys((unit.pages[0], unit.pages[-1]))), dim=True))
    _print_access(unit)
    for correction in unit.corrections:
        signature = signature_message(correction)
        _print(
            click.style(f"{correction_message(correction)}{f'. {signature}' if signature else ''}", dim=True)
        )
    author = part_message(unit, "abstract" if unit.summary else "text")
    if author:
        click.echo()
        _print(click.style(f"{author}:", dim=True))
        if unit.summary:
            _print(unit.summary)
    for paragraph in unit.paragraphs:
        click.echo()
        _print(paragraph.text)
    for note in view.notes:
        click.echo()
        _print(f"{note.number}. {note.text}", INDENT)


def _print_access(unit: Unit, indent: str = "") -> None:
    """Print what the rights allow to be shown of a unit, unless it is everything."""
    message = access_message(unit.rights)
    if message:
        _print(click.style(str(message), dim=True), indent)


def print_related(related_units: Iterable[RelatedUnit]) -> None:
    """Print related units, each with its reasons."""
    for related in related_units:
        _print(f"{related.score:.2f}  {related.unit.title} {click.style(related.unit.id, dim=True)}")
        for reason in related.reasons:
            _print(click.style(f"{reason.channel}: {reason.detail}", dim=True), INDENT * 2)


def _print(text: str, indent: str = "") -> None:
    """Print a text wrapped to the width of the terminal; every line is indented.

    Styles are removed if NO_COLOR is set or the output is not a terminal.
    """
    width = get_terminal_size().columns
    lines = (click.wrap_text(line, width, indent, indent) for line in text.split("\n"))
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)
