"""Output of the result of reading a source: counts and the ingest report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corpus.model import Edition, IngestReport, ReportLine


_COLUMN_CODES = ("column-used", "column-empty", "unknown-column", "second-column", "placeholder")


def print_counts(edition: Edition) -> None:
    """Print an edition's title and id, and the number of items of each kind."""
    click.echo(f"{edition.title} ({edition.id})")
    for kind, count in edition.report.counts.items():
        click.echo(f"  {kind}: {count}")


def print_report(report: IngestReport, *, show_all: bool) -> None:
    """Print the number of report lines per level and code, then the lines: only warnings, or all."""
    for (level, code), count in sorted(Counter((line.level, line.code) for line in report.lines).items()):
        click.echo(f"  {level}: {code}: {count}")
    for line in report.lines:
        if show_all or line.level == "warning":
            click.echo(f"{_location(line)}{line.code}: {line.message}")


def print_columns(report: IngestReport) -> None:
    """Print what each column of a table was read as, and how many cells of which columns were left out."""
    lines = [line for line in report.lines if line.code in _COLUMN_CODES]
    if lines:
        click.echo("Columns:")
    for line in lines:
        click.echo(f"  {line.level}: {line.message}")


def _location(line: ReportLine) -> str:
    """Return the file and line of a report line as a prefix; what is unknown is left out."""
    if line.line:
        return f"{line.file or 'line'} {line.line}: "
    return f"{line.file}: " if line.file else ""
