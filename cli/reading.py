"""What was read from a source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corpus.model import Edition, IngestReport


def print_counts(edition: Edition) -> None:
    """Print the title and what was found of each sort."""
    click.echo(f"{edition.title} ({edition.id})")
    for what, count in edition.report.counts.items():
        click.echo(f"  {count:>6}  {what}")


def print_report(report: IngestReport, *, show_all: bool) -> None:
    """Print totals of each sort of line, then the lines themselves: the warnings, or all."""
    for (level, code), count in sorted(Counter((line.level, line.code) for line in report.lines).items()):
        click.echo(f"  {count:>6}  {level}: {code}")
    for line in report.lines:
        if show_all or line.level == "warning":
            click.echo(f"{line.file or 'line'} {line.line}: {line.code}: {line.message}")
