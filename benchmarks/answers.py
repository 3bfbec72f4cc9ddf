"""Measure answers: how often the right unit is quoted, and how often nothing is where nothing can be.

    python benchmarks/answers.py EDITION.txt QUESTIONS.jsonl [UNANSWERABLE.txt]

Of the questions those of the type ``question`` are asked; benchmarks/unanswerable.txt has a question a line
that the Stalin–Kaganovich correspondence cannot answer. Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli.settings import load_settings
from corpus.readers import read_edition
from corpus.unit_id import UnitId
from indexer.build import build
from search.evaluation.evaluation import HELPFUL, Question, read_questions
from search.model import QuotedSentence, SearchRequest
from search.searcher import Searcher

THRESHOLDS = (0.0, 0.3, 0.35, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.55)
UNANSWERABLE = Path(__file__).parent / "unanswerable.txt"


def main(arguments: Sequence[str]) -> None:
    """Build an index, ask at several thresholds, print what is quoted and what is not."""
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    settings = load_settings()
    calendar = read_edition(settings.calendar_directory) if settings.calendar_directory else None
    questions = [question for question in read_questions(Path(arguments[1])) if question.type == "question"]
    hopeless = (Path(arguments[2]) if len(arguments) > 2 else UNANSWERABLE).read_text("utf-8").splitlines()
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as folder:
        root = Path(folder)
        index_settings = load_settings(indexes=root, cache=settings.cache_directory)
        build(
            [read_edition(Path(arguments[0]))],
            calendar=calendar,
            root=root,
            name="bench",
            settings=index_settings,
        )
        print(f"{len(questions)} questions with an answer, {len(hopeless)} without\n")
        print("| threshold | right unit quoted | nothing quoted, rightly |\n|---|---|---|")
        for threshold in THRESHOLDS:
            searcher = Searcher.open(root, "bench", load_settings(indexes=root, answer_threshold=threshold))
            right = sum(is_right(question, quoted(searcher, question.request)) for question in questions)
            silent = sum(not quoted(searcher, SearchRequest(text)) for text in hopeless)
            print(f"| {threshold:.2f} | {right} | {silent} |")


def quoted(searcher: Searcher, request: SearchRequest) -> tuple[QuotedSentence, ...]:
    """The sentences quoted above the hits of a question."""
    return searcher.search(replace(request, include=frozenset({"answers"}))).answers or ()


def is_right(question: Question, answers: Sequence[QuotedSentence]) -> bool:
    """Whether a unit that helps is among those quoted."""
    ids = [answer.unit.id for answer in answers]
    grades = (question.grades.get(id, question.grades.get(UnitId(id).name, 0)) for id in ids)
    return any(grade >= HELPFUL for grade in grades)


if __name__ == "__main__":
    main(sys.argv[1:])
