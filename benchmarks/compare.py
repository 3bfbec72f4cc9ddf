"""Measure Perepiska beside what one might take instead: the same passages, the same model, one run.

    python benchmarks/compare.py INDEX QUESTIONS.jsonl WORK [--engines …]

INDEX is the folder of a published index (indexes/book). In WORK every other engine gets an environment of its
own (pip), the data, and a folder for its index. Perepiska answers as it does for a user: whole units with
their best passages, marked words, and reasons; over HTTP with facets and histogram too. The others give ten
passages. Prints Markdown for docs/measurements.md; with --json keeps the figures for benchmarks/plots.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import click
import numpy as np

from benchmarks.engines import SECONDS, throughput
from benchmarks.measure import await_answer, free_port
from benchmarks.timing import resident_megabytes
from corpus.store.layout import Generation, open_generation
from corpus.store.passages import PassageTable
from corpus.store.settings import load_settings
from search.model import SearchRequest
from search.service import Searcher
from search.vectors import VectorIndex

PACKAGES = {
    "sqlite-vec": ("sqlite-vec", "apsw"),
    "chroma": ("chromadb",),
    "lancedb": ("lancedb",),
    "txtai": ("txtai", "torch==2.13.0"),
}
COMMON = ("numpy", "onnxruntime", "tokenizers")
OURS = "Perepiska"
COLD = 5
WARM = 20
"""Questions asked before times are taken. None is asked twice: Perepiska remembers vectors of questions."""
_COLUMNS = {
    "p50": "p50 ms", "p95": "p95 ms", "p99": "p99 ms", "qps_8": "a second, 8 clients",
    "qps_64": "64 clients", "cold_s": "cold s", "build_s": "build s", "disk_mb": "disk MB",
    "rss_mb": "resident MB", "recall": "recall@10 of vectors",
}  # fmt: skip


@click.command()
@click.argument("index", type=click.Path(path_type=Path, exists=True))
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
@click.argument("work", type=click.Path(path_type=Path))
@click.option("--engines", multiple=True, type=click.Choice(list(PACKAGES)), default=list(PACKAGES))
@click.option("--json", "kept", type=click.Path(path_type=Path), help="A file the figures are added to.")
def main(index: Path, questions: Path, work: Path, engines: Sequence[str], kept: Path | None) -> None:
    """Measure everything, one after the other."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    generation = open_generation(index.parent, index.name)
    data = work / "data" / generation.id
    size = write_data(generation, questions, data)
    found = {OURS: ours(index, data)}
    found[f"{OURS}, HTTP"] = over_http(index, data)
    for engine in engines:
        found[engine] = other(engine, data, work)
    print(f"\n{size:,} passages\n\n| engine | {' | '.join(_COLUMNS.values())} |")
    print(f"|---|{'---|' * len(_COLUMNS)}")
    for engine, figures in found.items():
        print(f"| {engine} | {' | '.join(_shown(figures.get(column)) for column in _COLUMNS)} |")
    if kept:
        runs = json.loads(kept.read_text("utf-8")) if kept.exists() else []
        kept.write_text(json.dumps([*runs, {"passages": size, "engines": found}], indent=1) + "\n", "utf-8")


def write_data(generation: Generation, questions: Path, data: Path) -> int:
    """Write what the engines are given; the number of passages."""
    table = PassageTable.open(generation)
    if not (data / "vectors.npy").exists():
        data.mkdir(parents=True, exist_ok=True)
        shutil.copytree(generation.encoder, data / "encoder", dirs_exist_ok=True)
        every = range(len(table))
        texts = [passage.embedded for passage in table.passages(every).values()]
        (data / "texts.json").write_text(json.dumps(texts), "utf-8")
        lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
        queries = list(dict.fromkeys(line["query"] for line in lines if '"' not in line["query"]))
        (data / "queries.json").write_text(json.dumps(queries), "utf-8")
        np.save(data / "vectors.npy", VectorIndex(generation).vectors(np.arange(len(table))))
    return len(table)


def ours(index: Path, data: Path) -> dict[str, float]:
    """Perepiska in one process, whole answers; a cold start is that of ``perepiska search``."""
    settings = load_settings(indexes=index.parent)
    searcher = Searcher.open(index.parent, index.name, settings)
    searcher.warm()
    queries = json.loads((data / "queries.json").read_text("utf-8"))
    taken = []
    for query in queries:
        began = time.perf_counter()
        searcher.search(SearchRequest(query, limit=10))
        taken.append((time.perf_counter() - began) * 1000)
    found = percentiles(taken[WARM:])
    for clients in (8, 64):
        found[f"qps_{clients}"] = throughput(
            lambda query: searcher.search(SearchRequest(query, limit=10)), queries, clients
        )
    command = [Path(sys.executable).with_name("perepiska"), "search", queries[0], "--name", index.name]
    found["cold_s"] = cold(command, {"PEREPISKA_INDEXES": str(index.parent)})
    generation = open_generation(index.parent, index.name)
    found["disk_mb"] = sum(record.size for record in generation.manifest.files.values()) / 1e6
    found["rss_mb"] = resident_megabytes()
    vectors, opened = np.load(data / "vectors.npy", mmap_mode="r"), VectorIndex(generation)
    recall = []
    for query in queries[:50]:
        vector = searcher.read(query)
        exact = np.argsort(-(vectors @ vector[0]))[:10]
        recall.append(len(set(exact.tolist()) & set(opened.search(vector, 10)[1].tolist())) / 10)
    found["recall"] = float(np.mean(recall))
    return found


def over_http(index: Path, data: Path) -> dict[str, float]:
    """The endpoint with facets and histogram, by ``perepiska serve`` on 127.0.0.1."""
    queries = json.loads((data / "queries.json").read_text("utf-8"))
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("perepiska"), "serve", "--name", index.name, "--port", str(port)],
        env={**os.environ, "PEREPISKA_INDEXES": str(index.parent)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        await_answer(f"http://127.0.0.1:{port}/health", process)
        started = time.perf_counter() - began

        def client(texts: Sequence[str], seconds: float | None = None) -> list[float]:
            connection, taken = HTTPConnection("127.0.0.1", port, timeout=120), []
            end = time.perf_counter() + (seconds or 1e9)
            for text in texts:
                asked = urlencode({"q": text, "limit": 10, "include": "facets,histogram"})
                began = time.perf_counter()
                connection.request("GET", f"/api/v1/search?{asked}")
                connection.getresponse().read()
                taken.append((time.perf_counter() - began) * 1000)
                if time.perf_counter() > end:
                    break
            return taken

        found = percentiles(client(queries)[WARM:])
        for clients in (8, 64):
            with ThreadPoolExecutor(clients) as pool:
                rotated = [queries[place:] + queries[:place] for place in range(clients)]
                done = pool.map(lambda texts: client(texts * 50, SECONDS), rotated)
                found[f"qps_{clients}"] = sum(map(len, done)) / SECONDS
        found["cold_s"], found["rss_mb"] = started, resident_megabytes(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
    return found


def other(engine: str, data: Path, work: Path) -> dict[str, float]:
    """Another engine in its own environment."""
    python, folder = environment(engine, work), work / "indexes" / f"{engine}-{data.name}"
    run = [python, Path(__file__).with_name("engines.py"), engine]
    shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, float] = {}
    for command in ("build", "ask"):
        done = subprocess.run([*run, command, data, folder], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{engine} {command}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return found
        found |= json.loads(done.stdout.strip().splitlines()[-1])
    found["cold_s"] = cold([*run, "one", data, folder], {})
    return found


def environment(engine: str, work: Path) -> Path:
    """The Python of an engine's environment, which is made where it is not there yet."""
    folder = work / "environments" / engine
    if not (folder / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = (*COMMON, *PACKAGES[engine])
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
    return folder / "bin" / "python"


def cold(command: Sequence[object], environment: dict[str, str]) -> float:
    """Seconds from the start of a process to its end; the median of some."""
    taken = []
    for _ in range(COLD):
        began = time.perf_counter()
        subprocess.run(
            list(map(str, command)), env={**os.environ, **environment}, check=True, capture_output=True
        )
        taken.append(time.perf_counter() - began)
    return median(taken)


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99."""
    return {f"p{part}": float(np.percentile(milliseconds, part)) for part in (50, 95, 99)}


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
