"""Evaluations, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from search.evaluation.bootstrap import mean_confidence_interval

if TYPE_CHECKING:
    from search.evaluation.evaluation import Evaluation


def as_data(found: Evaluation, earlier: Evaluation | None) -> dict[str, object]:
    """An evaluation as JSON: means with intervals, by type and over all, and each question."""
    data: dict[str, object] = {
        "all": _summary(found, tuple(found.questions)),
        "types": {type: _summary(found, ids) for type, ids in found.ids_by_type.items()},
        "questions": {id: asdict(measured) for id, measured in found.questions.items()},
    }
    if earlier:
        data["compared"] = {id: asdict(measured) for id, measured in earlier.questions.items()}
    return data


def _summary(found: Evaluation, ids: Sequence[str]) -> dict[str, object]:
    several = [found.questions[id] for id in ids]
    interval = mean_confidence_interval([one.ndcg for one in several])
    return {"questions": len(ids), **asdict(found.mean(ids)), "ndcg_interval": list(interval)}


def print_evaluation(found: Evaluation, earlier: Evaluation | None, texts: Mapping[str, str]) -> None:
    """Print a row a type and, beside an earlier evaluation, every question that changed."""
    table = Table("type", "questions", "nDCG@10", "95 %", "recall@20", "RR@10", box=None)
    for type, ids in (*found.ids_by_type.items(), ("all", tuple(found.questions))):
        mean = found.mean(ids)
        low, high = mean_confidence_interval([found.questions[id].ndcg for id in ids])
        numbers = (
            f"{mean.ndcg:.3f}",
            f"{low:.2f}–{high:.2f}",
            f"{mean.recall:.3f}",
            f"{mean.reciprocal_rank:.3f}",
        )
        table.add_row(type, str(len(ids)), *numbers)
    console = Console(highlight=False)
    console.print(table)
    if earlier is None:
        return
    changes = {id: one.ndcg - earlier.questions[id].ndcg for id, one in found.questions.items()}
    change = sum(changes.values()) / max(len(changes), 1)
    low, high = mean_confidence_interval(list(changes.values()))
    console.print(f"\nnDCG@10 {change:+.3f} on average ({low:+.3f} to {high:+.3f}):")
    for id in sorted((id for id in changes if changes[id]), key=lambda id: changes[id]):
        before, now = earlier.questions[id].ndcg, found.questions[id].ndcg
        console.print(
            f"  {changes[id]:+.2f}  {before:.2f} → {now:.2f}  {id}  {texts[id]}",
            overflow="ellipsis",
            no_wrap=True,
        )
