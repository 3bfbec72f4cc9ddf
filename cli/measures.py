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


def evaluation_data(evaluation: Evaluation, baseline: Evaluation | None) -> dict[str, object]:
    """Return an evaluation as data for JSON: means and confidence intervals, and each question.

    The means are over all questions and by type.

    Args:
        baseline: an evaluation to compare with, whose questions are added; None to compare with nothing.
    """
    data: dict[str, object] = {
        "all": _summary(evaluation, tuple(evaluation.questions)),
        "types": {type: _summary(evaluation, ids) for type, ids in evaluation.ids_by_type.items()},
        "questions": {id: asdict(measures) for id, measures in evaluation.questions.items()},
    }
    if baseline:
        data["compared"] = {id: asdict(measures) for id, measures in baseline.questions.items()}
    return data


def _summary(evaluation: Evaluation, ids: Sequence[str]) -> dict[str, object]:
    """Return the number of questions, their mean measures and the 95 % confidence interval of nDCG."""
    interval = mean_confidence_interval([evaluation.questions[id].ndcg for id in ids])
    return {"questions": len(ids), **asdict(evaluation.mean(ids)), "ndcg_interval": list(interval)}


def print_evaluation(evaluation: Evaluation, baseline: Evaluation | None, texts: Mapping[str, str]) -> None:
    """Print a row of mean measures for each type of question and for all.

    Args:
        baseline: an evaluation to compare with: every question whose nDCG differs is printed too.
        texts: the texts of the questions, by id.
    """
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
    if baseline is None:
        return
    changes = {
        id: measures.ndcg - baseline.questions[id].ndcg for id, measures in evaluation.questions.items()
    }
    change = sum(changes.values()) / max(len(changes), 1)
    low, high = mean_confidence_interval(list(changes.values()))
    console.print(f"\nnDCG@10 {change:+.3f} on average ({low:+.3f} to {high:+.3f}):")
    for id in sorted((id for id in changes if changes[id]), key=lambda id: changes[id]):
        before, now = baseline.questions[id].ndcg, evaluation.questions[id].ndcg
        console.print(
            f"  {changes[id]:+.2f}  {before:.2f} → {now:.2f}  {id}  {texts[id]}",
            overflow="ellipsis",
            no_wrap=True,
        )
