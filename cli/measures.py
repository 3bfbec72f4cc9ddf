"""Output of evaluations, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from search.evaluation.bootstrap import mean_confidence_interval

if TYPE_CHECKING:
    from search.evaluation.evaluation import Evaluation


def as_data(evaluation: Evaluation, earlier: Evaluation | None) -> dict[str, object]:
    """Return an evaluation for JSON output: means with confidence intervals, overall and by type, and each
    question.
    """
    data: dict[str, object] = {
        "all": _summary(evaluation, tuple(evaluation.questions)),
        "types": {type: _summary(evaluation, ids) for type, ids in evaluation.ids_by_type.items()},
        "questions": {id: asdict(measured) for id, measured in evaluation.questions.items()},
    }
    if earlier:
        data["compared"] = {id: asdict(measured) for id, measured in earlier.questions.items()}
    return data


def _summary(evaluation: Evaluation, ids: Sequence[str]) -> dict[str, object]:
    interval = mean_confidence_interval([evaluation.questions[id].ndcg for id in ids])
    return {"questions": len(ids), **asdict(evaluation.mean(ids)), "ndcg_interval": list(interval)}


def print_evaluation(evaluation: Evaluation, earlier: Evaluation | None, texts: Mapping[str, str]) -> None:
    """Print a row per type; compared with an earlier evaluation, also every question that changed."""
    table = Table("type", "questions", "nDCG@10", "95 %", "recall@20", "RR@10", box=None)
    for type, ids in (*evaluation.ids_by_type.items(), ("all", tuple(evaluation.questions))):
        mean = evaluation.mean(ids)
        low, high = mean_confidence_interval([evaluation.questions[id].ndcg for id in ids])
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
    changes = {
        id: measured.ndcg - earlier.questions[id].ndcg for id, measured in evaluation.questions.items()
    }
    change = sum(changes.values()) / max(len(changes), 1)
    low, high = mean_confidence_interval(list(changes.values()))
    console.print(f"\nnDCG@10 {change:+.3f} on average ({low:+.3f} to {high:+.3f}):")
    for id in sorted((id for id in changes if changes[id]), key=lambda id: changes[id]):
        before, now = earlier.questions[id].ndcg, evaluation.questions[id].ndcg
        console.print(
            f"  {changes[id]:+.2f}  {before:.2f} → {now:.2f}  {id}  {texts[id]}",
            overflow="ellipsis",
            no_wrap=True,
        )
