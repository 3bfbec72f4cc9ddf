"""Measure what each part of the ranking is worth: the questions asked with one part left out at a time.

    python benchmarks/ablation.py EDITION QUESTIONS.jsonl

Prints Markdown for docs/measurements.md: nDCG@10 by type without each part, and the change over all questions
with its 95 % interval (bootstrap over the questions).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from cli.settings import Settings, load_settings
from corpus.readers import read_edition
from indexer.build import build
from search.engines.retrieval import Candidates
from search.evaluation.bootstrap import mean_confidence_interval
from search.evaluation.evaluation import Evaluation, Question, evaluate, read_questions, search_ranker
from search.model import Mode
from search.query import keyword_query
from search.query.keyword_query import FIELD_BOOSTS
from search.ranking import ranking
from search.ranking.fusion import ranks
from search.searcher import Searcher
from store import keyword_schema as fields

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "the words of passages compared": {"weight_words": 0},
    "more weight on meaning in long queries": {"weight_semantic": 0.6, "weight_semantic_long": 0.6},
    "the share of notes in their documents": {"document_share": 0},
    "the share of documents in their notes": {"note_share": 0},
    "coordination": {"coordination": 0},
    "dates and correspondents in words": {"date_boost": 0, "correspondent_boost": 0},
}
CONSTANTS: Mapping[str, tuple[str, float]] = {
    "the 50th unit as background": ("BACKGROUND_RANK", sys.maxsize),
    "named units first": ("KNOWN_ITEM_BONUS", 0.0),
}
FIELDS: Mapping[str, str] = {
    "headings": fields.HEADING,
    "names": fields.NAMES,
    "topics": fields.TOPICS,
    "the printed index": fields.INDEX_TERMS,
    "abstracts as words": fields.ABSTRACT,
}
REMAINING_MODE: Mapping[str, Mode] = {"meaning": "keyword", "words": "semantic"}
RANK_K = 60
"""Constant k of reciprocal rank fusion."""


def main(arguments: Sequence[str]) -> None:
    """Build the index, ask everything once for each part, print the table."""
    if len(arguments) != 2:
        sys.exit(__doc__)
    questions = read_questions(Path(arguments[1]))
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as folder:
        settings = load_settings(indexes=Path(folder), cache=load_settings().cache_directory)
        calendar = read_edition(settings.calendar_directory) if settings.calendar_directory else None
        edition = read_edition(Path(arguments[0]))
        build([edition], calendar=calendar, root=settings.indexes, name="bench", settings=settings)
        whole = measured(questions, settings)
        print(f"| without | {' | '.join(whole.by_type)} | all | change |")
        print("|---|" + "---|" * (len(whole.by_type) + 2))
        print(line("–", whole, whole))
        for part, measurement in without_each(questions, settings):
            print(line(part, measurement, whole), flush=True)


def without_each(questions: Sequence[Question], settings: Settings) -> Iterator[tuple[str, Evaluation]]:
    """Leave out one part after the other."""
    for part, mode in REMAINING_MODE.items():
        yield part, measured(questions, settings, mode)
    for part, changed in SETTINGS.items():
        yield part, measured(questions, replace(settings, **changed))
    # Scores by rank lie so near each other that a share of one would outweigh all that ranks say.
    with patch.object(ranking, "_fused", fused_by_rank):
        yield (
            "scores (fused by ranks)",
            measured(questions, replace(settings, document_share=0, note_share=0)),
        )
    for part, (name, value) in CONSTANTS.items():
        with patch.object(ranking, name, value):
            yield part, measured(questions, settings)
    for part, field in FIELDS.items():
        with patch.object(keyword_query, "FIELD_BOOSTS", {**FIELD_BOOSTS, field: 0.0}):
            yield part, measured(questions, settings)


def fused_by_rank(found: Candidates, _: float) -> dict[int, float]:
    """Sum 1 / (k + rank) over the retrievers.

    Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet (SIGIR 2009), eq. 1.
    """
    rankings = [ranks(found.keyword), ranks(found.semantic)]
    rows = {row for positions in rankings for row in positions}
    return {
        row: sum(1 / (RANK_K + positions[row]) for positions in rankings if row in positions) for row in rows
    }


def measured(questions: Sequence[Question], settings: Settings, mode: Mode = "hybrid") -> Evaluation:
    """Ask all questions."""
    return evaluate(questions, search_ranker(Searcher.open(settings.indexes, "bench", settings)), mode)


def line(part: str, measurement: Evaluation, whole: Evaluation) -> str:
    """A line of the table."""
    by_type = " | ".join(f"{measures.ndcg:.3f}" for measures in measurement.by_type.values())
    change = [measurement.questions[id].ndcg - whole.questions[id].ndcg for id in whole.questions]
    low, high = mean_confidence_interval(change)
    summary = f"{sum(change) / len(change):+.3f} ({low:+.3f} … {high:+.3f})" if any(change) else "–"
    return f"| {part} | {by_type} | {measurement.overall.ndcg:.3f} | {summary} |"


if __name__ == "__main__":
    main(sys.argv[1:])
