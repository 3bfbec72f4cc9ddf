"""Where each millisecond of a hybrid question over HTTP goes.

    python benchmarks/milliseconds.py INDEX QUESTIONS.jsonl

INDEX is the folder of a published index (indexes/book). The API is asked in this process, with facets and
histogram, every question once; the parts are timed by clocks put around them, which cost a few microseconds
each. A part that lies inside another is taken out of it. Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import click

import search.pipeline
import search.results.hits
import web.api
from benchmarks.timing import percentiles
from cli.settings import load_settings
from search.engines.query_encoder import QueryEncoder
from search.engines.retrieval import Retrieval
from search.engines.semantic_retriever import SemanticRetriever
from search.results.hits import HitBuilder
from search.searcher import Searcher
from store.catalogue import Catalogue
from store.vectors import VectorIndex
from web.app import create_app
from web.serving import freeze_garbage

WARM = 20
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("the question encoded (onnxruntime)", QueryEncoder, "_compute"),
    ("words by BM25 (tantivy, two searches)", Retrieval, "keyword_candidates"),
    ("nearest passages (faiss)", VectorIndex, "search"),
    ("their words compared (late interaction)", SemanticRetriever, "refine"),
    ("fused and ranked", search.pipeline, "rank"),
    ("understood and made a query of", search.pipeline, "interpret"),
    ("units read and decoded", Catalogue, "units_at"),
    ("passages chosen", HitBuilder, "_best"),
    ("nearest sentence", Retrieval, "most_similar_sentence"),
    ("words marked", search.results.hits, "quote"),
    ("facets", search.pipeline, "count_facets"),
    ("histogram", search.pipeline, "histogram"),
    ("written as JSON", web.api, "render_search"),
    ("the rest of the search", Searcher, "search"),
)


class Clock:
    """Times calls; what runs inside another timed call is taken out of it."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inside = [0.0]

    def around(self, owner: Any, name: str, label: str) -> None:
        """Put the clock around a function."""
        called: Callable[..., Any] = getattr(owner, name)

        def timed(*given: Any, **named: Any) -> Any:
            self._inside.append(0.0)
            began = time.perf_counter()
            try:
                return called(*given, **named)
            finally:
                taken = time.perf_counter() - began
                self.spent[label] += (taken - self._inside.pop()) * 1000
                self._inside[-1] += taken

        setattr(owner, name, timed)


@click.command()
@click.argument("index", type=click.Path(path_type=Path, exists=True))
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
def main(index: Path, questions: Path) -> None:
    """Ask every question once and print what each part took."""
    settings = load_settings(indexes=index.parent)
    clock = Clock()
    for label, owner, name in PARTS:
        clock.around(owner, name, label)
    searcher = Searcher.open(index.parent, index.name, settings)
    searcher.warm()
    freeze_garbage()
    client = create_app(searcher, settings).test_client()
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    texts = list(dict.fromkeys(line["query"] for line in lines))
    taken: list[float] = []
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for text in texts:
        clock.spent.clear()
        began = time.perf_counter()
        asked = urlencode({"q": text, "limit": 10, "include": "facets,histogram"})
        answer = client.get(f"/api/v1/search?{asked}")
        assert answer.status_code == 200
        taken.append((time.perf_counter() - began) * 1000)
        for label, _, _ in PARTS:
            parts[label].append(clock.spent[label])
        parts["Flask: request, headers, ETag"].append(taken[-1] - sum(clock.spent.values()))
    print(f"{len(texts) - WARM} questions, {percentiles(taken[WARM:])}\n")
    print("| part | median ms | share |\n|---|---|---|")
    medians = {label: median(times[WARM:]) for label, times in parts.items()}
    for label, spent in sorted(medians.items(), key=lambda pair: -pair[1]):
        print(f"| {label} | {spent:.2f} | {spent / sum(medians.values()):.0%} |")


if __name__ == "__main__":
    main()
