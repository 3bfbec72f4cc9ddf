"""Measure retrieval on texts that are no letters: SciFact as prepared by BEIR (Thakur et al., NeurIPS 2021).

    python benchmarks/scifact.py FOLDER        docs.jsonl, queries.jsonl and qrels.tsv lie in it

Published nDCG@10: BM25 0.679, all-MiniLM-L6-v2 0.645. Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cli.settings import load_settings
from corpus.model import Edition, Paragraph, Unit
from indexer.build import build
from search.evaluation.evaluation import Question, evaluate, search_ranker
from search.model import Mode
from search.searcher import Searcher

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")


def main(arguments: Sequence[str]) -> None:
    """Build an index of the abstracts, ask every claim in every mode."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = Path(arguments[0])
    edition, questions = read_abstracts(folder), list(read_claims(folder))
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as root:
        settings = load_settings(indexes=Path(root), cache=load_settings().cache_directory)
        build([edition], root=Path(root), name="scifact", settings=settings)
        searcher = Searcher.open(Path(root), "scifact", settings)
        print(f"{len(edition.units)} abstracts, {len(questions)} claims\n\n| mode | nDCG@10 |\n|---|---|")
        for mode in MODES:
            print(f"| {mode} | {evaluate(questions, search_ranker(searcher), mode).overall.ndcg:.3f} |")


def read_abstracts(folder: Path) -> Edition:
    """Every abstract as a document, its title as the heading."""
    units = tuple(
        Unit(f"scifact/{line['id']}", "scifact", "document", line["title"], order, (Paragraph(line["text"]),))
        for order, line in enumerate(lines(folder / "docs.jsonl"))
    )
    return Edition("scifact", "SciFact", units=units)


def read_claims(folder: Path) -> Iterator[Question]:
    """Every claim with the abstracts judged relevant; all count alike."""
    judged: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, id, grade = row.split("\t")
        judged[question][id] = int(grade)
    for line in lines(folder / "queries.jsonl"):
        if line["id"] in judged:
            yield Question(line["id"], "claim", line["text"], (), judged[line["id"]])


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


if __name__ == "__main__":
    main(sys.argv[1:])
