"""Compare embedding models: quality, time and size of indexes of the same editions, one table for all.

    python -m benchmarks.models [--modes hybrid …] --set QUESTIONS INDEX INDEX … [--set …]
    python -m benchmarks.models --encoders INDEX FOLDER …

QUESTIONS is a file of judged questions, or the folder of judgements of ``benchmarks/frus.py`` (only documents
count, within the volume of a query). INDEX is the folder of a published index. The first index of a set is
the baseline, with which the others are compared question by question: difference of nDCG@10 with its 95 %
interval (paired bootstrap). ``ms`` is the median time of a search.

With ``--encoders``, each FOLDER has an exported encoder (``.models`` beside the indexes has them). It is
measured on one thread, and compared with that of the index if it is of the same model: ``same ten`` is the
share of the ten most similar passages that both find for everyday sentences. Times are CPU times, so that
other processes hardly matter; the memory is that of the process, so it is right for the first FOLDER only.
Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean, median
from typing import get_args

import numpy as np

from benchmarks.frus import DEPTH, read_queries
from benchmarks.timing import resident_megabytes
from cli.settings import load_settings
from encoders.exported import ExportedEncoder
from search.calibration import everyday_sentences
from search.evaluation.bootstrap import mean_confidence_interval
from search.evaluation.evaluation import (
    Evaluation,
    Question,
    collect_run,
    measure_run,
    read_questions,
    with_bare_ids,
    with_current_ids,
)
from search.model import Mode
from search.searcher import Searcher
from store.layout import Generation, open_generation
from store.passages import PassageTable
from store.vectors import VectorIndex
from store.word_vectors import Vectors

RELEVANT = 2
"""The grade of what an entry of a printed index leads to."""
PASSAGES = 64
"""Number of passages that are embedded to measure the speed."""
BATCH = 8
FIRST = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions, and the ids of each that do not count, neither as found nor as missed."""

    questions: Sequence[Question]
    uncertain: Mapping[str, frozenset[str]]


def main() -> None:
    """Measure the sets, or the encoders of some indexes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--set", nargs="+", action="append", type=Path, default=[], dest="sets")
    parser.add_argument("--encoders", nargs="+", type=Path, default=[])
    parser.add_argument(
        "--modes", nargs="+", choices=get_args(Mode), default=["hybrid", "keyword", "semantic"]
    )
    chosen = parser.parse_args()
    if chosen.encoders:
        index, *folders = chosen.encoders
        print_encoders(index, folders)
    if chosen.sets:
        print("| questions | index | mode | nDCG@10 | recall@20 | difference of nDCG@10 | ms |")
        print("|---|---|---|---|---|---|---|")
    for questions, *indexes in chosen.sets:
        for mode in chosen.modes:
            print_mode(questions, indexes, mode)


def print_mode(path: Path, indexes: Iterable[Path], mode: Mode) -> None:
    """Print the rows of one set in one mode."""
    baseline: Evaluation | None = None
    for index in indexes:
        searcher = Searcher.open(index.parent, index.name, load_settings(page_size_max=DEPTH))
        evaluation, milliseconds = evaluate(read_judged(path, searcher), searcher, mode)
        overall = evaluation.overall
        print(
            f"| {path.stem} ({len(evaluation.questions)}) | {label(index)} | {mode} | {overall.ndcg:.3f}"
            f" | {overall.recall:.3f} | {difference(evaluation, baseline) if baseline else ''}"
            f" | {milliseconds:.0f} |",
            flush=True,
        )
        baseline = baseline or evaluation


def read_judged(path: Path, searcher: Searcher) -> Judged:
    """Return the questions of a file, or those of a folder of printed index entries that are in an index."""
    if path.is_file():
        aliases = with_bare_ids(searcher.aliases())
        return Judged(with_current_ids(read_questions(path), aliases, lambda _: None), {})
    editions = {edition.id for edition in searcher.editions()}
    queries = [query for query in read_queries(path) if query.volume in editions]
    questions = [
        Question(
            query.id,
            query.kind,
            query.text,
            (("edition", query.volume), ("kind", "document")),
            dict.fromkeys(query.relevant, RELEVANT),
        )
        for query in queries
    ]
    return Judged(questions, {query.id: query.uncertain for query in queries})


def evaluate(judged: Judged, searcher: Searcher, mode: Mode) -> tuple[Evaluation, float]:
    """Return the measures of all questions, and the median CPU time of a search in milliseconds."""
    times = []

    def rank(question: Question, mode: Mode) -> list[str]:
        uncertain = judged.uncertain.get(question.id)
        request = replace(question.request, mode=mode)
        if uncertain:
            request = replace(request, limit=DEPTH)
        started = time.process_time()
        hits = searcher.search(request).hits
        times.append(1000 * (time.process_time() - started))
        return [hit.unit.id for hit in hits if not uncertain or hit.unit.id not in uncertain]

    rank(judged.questions[0], mode)
    times.clear()
    return measure_run(judged.questions, collect_run(judged.questions, rank, mode)), median(times)


def difference(evaluation: Evaluation, baseline: Evaluation) -> str:
    """Return the mean difference of nDCG@10 and its interval."""
    differences = [
        measures.ndcg - baseline.questions[id].ndcg for id, measures in evaluation.questions.items()
    ]
    low, high = mean_confidence_interval(differences)
    return f"{fmean(differences):+.3f}, {low:+.3f} to {high:+.3f}"


def label(index: Path) -> str:
    """Return the model and the precision of an index, with its name."""
    manifest = open_generation(index.parent, index.name).manifest
    model = manifest.model.name if manifest.model else "none"
    return f"{index.name}: {model} {manifest.settings.get('query_encoder', '')}"


def print_encoders(index: Path, folders: Sequence[Path]) -> None:
    """Print size, time and memory of exported encoders, and how far they agree with that of an index."""
    print("| encoder | MB | load, s | ms a question | passages a second | MB resident | cosine | same ten |")
    print("|---|---|---|---|---|---|---|---|")
    generation = open_generation(index.parent, index.name)
    texts, questions = passages_of(generation), list(everyday_sentences())
    for folder in folders:
        before = resident_megabytes()
        encoder = ExportedEncoder(folder)
        load = seconds(encoder.preload)
        each = median(seconds(partial(encoder.encode_queries, [question])) for question in questions)
        memory = resident_megabytes() - before
        rate = len(texts) / seconds(partial(embed, encoder, texts))
        megabytes = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(
            f"| {folder.name}: {encoder.name} | {megabytes:.0f} | {load:.1f} | {1000 * each:.1f} | {rate:.0f}"
            f" | {memory:.0f} | {agreement(encoder, generation, questions)} |",
            flush=True,
        )


def agreement(encoder: ExportedEncoder, generation: Generation, questions: Sequence[str]) -> str:
    """Return the least cosine and the share of the same hits; empty if an index has another model."""
    own = ExportedEncoder(generation.encoder)
    if own.checksum != encoder.checksum:
        return "|"
    expected, actual = own.encode_queries(questions).vectors, encoder.encode_queries(questions).vectors
    shares = same_hits(VectorIndex.open(generation), expected, actual)
    return f"{float((expected * actual).sum(axis=1).min()):.5f} | {shares:.3f}"


def seconds(run: Callable[[], object]) -> float:
    """Return the CPU time that a call takes."""
    started = time.process_time()
    run()
    return time.process_time() - started


def passages_of(generation: Generation) -> list[str]:
    """Return the texts of some passages of an index, evenly spaced."""
    table = PassageTable.open(generation)
    ids = range(0, len(table), max(1, len(table) // PASSAGES))[:PASSAGES]
    return [table.passage(id).embedding_input for id in ids]


def embed(encoder: ExportedEncoder, texts: Sequence[str]) -> None:
    """Embed passages in batches, those of similar length together."""
    ordered = sorted(texts, key=len)
    for start in range(0, len(ordered), BATCH):
        encoder.encode_passages(ordered[start : start + BATCH])


def same_hits(passages: VectorIndex, first: Vectors, others: Vectors) -> float:
    """Return the mean share of the ten most similar passages that two encoders of a question agree on."""
    return fmean(
        len(set(_nearest(passages, one)) & set(_nearest(passages, other))) / FIRST
        for one, other in zip(first, others, strict=True)
    )


def _nearest(passages: VectorIndex, vector: Vectors) -> list[int]:
    _, ids = passages.search(vector[np.newaxis], FIRST)
    return [int(id) for id in ids]


if __name__ == "__main__":
    main()
