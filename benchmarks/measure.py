"""Measure an edition from source to answers: the build, the latency, the memory, the quality.

    python benchmarks/measure.py EDITION.txt [QUESTIONS.jsonl]

Everything goes through the doors a user has: the command line for the build, HTTP on 127.0.0.1 for the rest.
Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from search.evaluation.evaluation import Measures, Question, evaluate, parameters, read_questions
from search.model import Mode

PEREPISKA = Path(sys.executable).with_name("perepiska")
MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")
ROUNDS = 3


def main(arguments: Sequence[str]) -> None:
    """Build twice, serve, ask every question in every mode, print what it took."""
    if not arguments:
        sys.exit(__doc__)
    source = Path(arguments[0])
    questions = read_questions(Path(arguments[1])) if len(arguments) > 1 else ()
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as folder:
        environment = {**os.environ, "PEREPISKA_INDEXES": folder, "HF_HUB_OFFLINE": "1"}
        for label in ("from nothing", "nothing changed"):
            print(f"build, {label}: {build(source, environment):.1f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of the build: {peak:.0f} MB")
        with served(environment) as (address, process):
            report(address, questions)
            print(f"peak memory of the server: {peak_memory(process):.0f} MB")


def build(source: Path, environment: dict[str, str]) -> float:
    """Index the source; seconds from process start to end."""
    start = time.perf_counter()
    subprocess.run(
        [PEREPISKA, "index", source, "--name", "bench"], env=environment, check=True, stdout=sys.stderr
    )
    return time.perf_counter() - start


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the server on a free port, and end it."""
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen(
        [PEREPISKA, "serve", "--name", "bench", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await_answer(f"{address}/health", process)
        print(f"server start: {time.perf_counter() - start:.1f} s")
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; fail when it ended or after a minute."""
    for _ in range(3000):
        if process.poll() is not None:
            sys.exit(f"the server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    sys.exit("the server did not answer within a minute")


def report(address: str, questions: Sequence[Question]) -> None:
    """Quality by type and mode, then latency with facets."""
    for mode in MODES:
        found = evaluate(questions, lambda question, mode: ask(address, question, mode)[0], mode)
        for kind, measures in {**found.by_type, "all": found.overall}.items():
            print(f"{mode:9} {kind:12} {written(measures)}")
    for mode in MODES:
        rounds = [
            ask(address, question, mode, facets=True)[1] for _ in range(ROUNDS) for question in questions
        ]
        warm = rounds[len(questions) :]
        if warm:
            print(
                f"{mode:9} warm over HTTP with facets and histogram, {len(warm)} searches: "
                f"median {median(warm):.1f} ms, mean {mean(warm):.1f} ms, "
                f"p95 {quantiles(warm, n=20)[-1]:.1f} ms"
            )


def written(measures: Measures) -> str:
    """The measures in a line."""
    return (
        f"nDCG@10 {measures.ndcg:.3f}  recall@20 {measures.recall:.3f}  RR@10 {measures.reciprocal_rank:.3f}"
    )


def ask(address: str, question: Question, mode: Mode, *, facets: bool = False) -> tuple[list[str], float]:
    """Search once: the ids of the hits and the milliseconds it took."""
    pairs = parameters(question, mode) + [("include", "facets,histogram")] * facets
    start = time.perf_counter()
    with urllib.request.urlopen(
        f"{address}/api/v1/search?{urllib.parse.urlencode(pairs)}", timeout=60
    ) as answer:
        found: dict[str, Any] = json.load(answer)
    taken = (time.perf_counter() - start) * 1000
    return [hit["id"] for hit in found["hits"]], taken


def peak_memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes resident at most (Linux)."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
