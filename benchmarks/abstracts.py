"""Measure what abstracts do: questions over a calendar alone, and over its edition with and without them.

    python benchmarks/abstracts.py EDITION.txt QUESTIONS.jsonl

The calendar is the one of the settings. Prints Markdown for docs/measurements.md: nDCG@10 by type.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli.settings import load_settings
from corpus.model import Edition
from corpus.readers import read_edition
from indexer.build import build
from search.evaluation.evaluation import Evaluation, Question, Ranker, evaluate, read_questions, search_ranker
from search.model import Mode
from search.searcher import Searcher

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")


def main(arguments: Sequence[str]) -> None:
    """Build the three, ask every question of each, print the tables."""
    settings = load_settings()
    if len(arguments) != 2 or settings.calendar_directory is None:
        sys.exit(__doc__)
    calendar, edition = read_edition(settings.calendar_directory), read_edition(Path(arguments[0]))
    questions = read_questions(Path(arguments[1]))
    on_documents = [of_documents(question) for question in questions if of_documents(question).grades]
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as folder:
        root = Path(folder)
        alone = searcher(root, "calendar", calendar, calendar, abstracts=True)
        without = searcher(root, "without", edition, calendar, abstracts=False)
        with_them = searcher(root, "with", edition, calendar, abstracts=True)
        for mode in MODES:
            print(f"\n{mode}, all units, {len(questions)} questions\n")
            table(
                {
                    name: evaluate(questions, search_ranker(index_searcher), mode)
                    for name, index_searcher in (("without", without), ("with abstracts", with_them))
                }
            )
        print(f"\nhybrid, documents alone, {len(on_documents)} questions that have some\n")
        table(
            {
                name: evaluate(on_documents, asking_documents(index_searcher))
                for name, index_searcher in (
                    ("calendar", alone),
                    ("without", without),
                    ("with abstracts", with_them),
                )
            }
        )


def searcher(root: Path, name: str, edition: Edition, calendar: Edition, *, abstracts: bool) -> Searcher:
    """Build and open an index."""
    settings = load_settings(indexes=root, cache=load_settings().cache_directory, abstracts=abstracts)
    build([edition], calendar=calendar, root=root, name=name, settings=settings)
    return Searcher.open(root, name, settings)


def of_documents(question: Question) -> Question:
    """The question with the grades of documents alone."""
    return replace(question, grades={id: grade for id, grade in question.grades.items() if is_document(id)})


def is_document(id: str) -> bool:
    """Whether an id, with its edition or without, is that of a document."""
    unit = id.rpartition("/")[2]
    return unit.startswith(("doc-", "app-")) and "." not in unit


def asking_documents(searcher: Searcher) -> Ranker:
    """Ask for documents alone."""

    def ask(question: Question, mode: Mode) -> list[str]:
        request = replace(question.request, mode=mode)
        include = {**request.filters.include, "kind": ("document",)}
        found = searcher.search(replace(request, filters=replace(request.filters, include=include)))
        return [hit.unit.id for hit in found.hits]

    return ask


def table(found: dict[str, Evaluation]) -> None:
    """A row a type of question, a column an index."""
    print("| type |", " | ".join(found), "|")
    print("|---|" + "---|" * len(found))
    for kind in next(iter(found.values())).by_type:
        print(
            f"| {kind} |",
            " | ".join(f"{evaluation.by_type[kind].ndcg:.3f}" for evaluation in found.values()),
            "|",
        )
    print("| all |", " | ".join(f"{evaluation.overall.ndcg:.3f}" for evaluation in found.values()), "|")


if __name__ == "__main__":
    main(sys.argv[1:])
