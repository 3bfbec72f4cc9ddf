"""What adapting a model came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from indexer.adaptation import Verdict


def print_verdict(verdict: Verdict) -> None:
    """Print what was learned, and every figure before and after."""
    click.echo(f"Learned from {_counted(verdict.learned)}; {verdict.share:.0%} of it is taken.")
    click.echo(f"Judged by pairs of other documents: {_counted(verdict.judged)}.\n")
    table = Table("", "before", "adapted", box=None)
    before, after = verdict.before, verdict.after
    table.add_row("mean reciprocal rank", f"{before.mean:.3f}", f"{after.mean:.3f}")
    table.add_row("among the first ten", f"{before.recall:.3f}", f"{after.recall:.3f}")
    if verdict.asked:
        table.add_row("nDCG@10 of the questions", *(f"{ndcg:.3f}" for ndcg in verdict.asked))
    Console(highlight=False).print(table)
    kept = verdict.kept
    click.echo(
        f"\nCosines of general sentences: correlation {kept.correlation:.3f}, mean change {kept.change:.3f}."
    )
    taken = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in verdict.seconds.items())
    click.echo(f"{sum(verdict.seconds.values()):.0f} s: {taken}.")


def _counted(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}s" for kind, count in kinds.items())
