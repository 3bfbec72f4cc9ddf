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
    """Print the number of report lines per level and code, then the lines: all, or those about losses.

    The latter are the warnings, and of each code of what was dropped the first.
    """
    for (level, code), count in sorted(Counter((line.level, line.code) for line in report.lines).items()):
        click.echo(f"  {level}: {code}: {count}")
    shown: set[str] = set()
    for line in report.lines:
        is_first_loss = line.level == "dropped" and line.code not in shown
        shown.add(line.code)
        if show_all or line.level == "warning" or is_first_loss:
            click.echo(f"{_location(line)}{line.code}: {line.message}")


def print_columns(report: IngestReport) -> None:
    """Print what each column of a table was read as, and how many cells of which columns were left out."""
    lines = [line for line in report.lines if line.code in _COLUMN_CODES]
    if lines:
        click.echo("Columns:")
    for line in lines:
        click.echo(f"  {line.level}: {line.message}")


def print_verdict(report: IngestReport) -> None:
    """Print how many letters were found, which shares of them have metadata, and the words in and out."""
    letters = report.counts.get("documents", 0) + report.counts.get("appendix documents", 0)
    shares = (
        f"{_share(report.counts.get(f'documents with a {what}', 0), letters)} with a {what}"
        for what in ("sender", "recipient", "date", "place")
    )
    click.echo(f"Letters: {letters:,}; {', '.join(shares)}.")
    if report.text:
        text = report.text
        left = ", ".join(f"{count:,} of {reason}" for reason, count in text.left.items())
        click.echo(f"Words: {text.words_in:,} in, {text.words_out:,} out; left out: {left or 'none'}.")


def _share(part: int, whole: int) -> str:
    """Return a share as a percentage, which is 0 % or 100 % only if it is exact."""
    percent = 100 * part / whole if whole else 0.0
    shown = round(percent) if percent in (0, 100) else min(max(round(percent), 1), 99)
    return f"{shown} %"


def _location(line: ReportLine) -> str:
    """Return the file and line of a report line as a prefix; what is unknown is left out."""
    if line.line:
        return f"{line.file or 'line'} {line.line}: "
    return f"{line.file}: " if line.file else ""
