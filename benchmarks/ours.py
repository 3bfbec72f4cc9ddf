"""Perepiska, asked as the other engines are.

    python -m benchmarks.ours process|http INDEX DATA

INDEX is the folder of a published index, DATA what benchmarks/compare.py writes (see ``asking.Given``).
Answers are those of a user: whole units with their best passages, marked words, and reasons; over HTTP with
facets and histogram too. What is measured is printed as lines of JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import urlencode

from benchmarks.asking import Given, measured, memory, tell, throughput, timed
from benchmarks.measure import await_answer, free_port
from benchmarks.timing import resident_megabytes
from cli.settings import load_settings
from search.model import SearchRequest
from search.searcher import Searcher
from store.layout import open_generation
from store.vectors import VectorIndex
from web.serving import freeze_garbage

DEFAULT_ROW = "own"
COMMAND = (sys.executable, str(Path(__file__).parent.parent / "perepiska.py"))
"""Perepiska's command line, of the same sources as this file."""


def process(index: Path, given: Given) -> None:
    """Answers within one process."""
    generation = open_generation(index.parent, index.name)
    searcher = Searcher.open(index.parent, index.name, load_settings(indexes=index.parent))
    searcher.warm()
    freeze_garbage()
    vectors = VectorIndex.open(generation)
    recall = measured(lambda vector: vectors.search(vector[None], 10)[1].tolist(), given)
    tell("settings", {"own": recall})

    def search(query: str) -> Any:
        return searcher.search(SearchRequest(query, limit=10))

    tell(DEFAULT_ROW, {"recall": recall["recall"], **timed(search, given.queries)})
    for clients in (8, 64):
        tell(DEFAULT_ROW, {f"qps_{clients}": throughput(search, given.queries, clients)})
    size = sum(record.size for record in generation.manifest.files.values())
    tell(DEFAULT_ROW, {"rss_mb": memory(), "disk_mb": size / 1e6})


def http(index: Path, given: Given) -> None:
    """The endpoint with facets and histogram, by ``perepiska serve`` on 127.0.0.1."""
    with _served(index) as (port, server):
        connections = local()

        def search(query: str) -> None:
            if not hasattr(connections, "own"):
                connections.own = HTTPConnection("127.0.0.1", port, timeout=120)
            asked = urlencode({"q": query, "limit": 10, "include": "facets,histogram"})
            connections.own.request("GET", f"/api/v1/search?{asked}")
            answer = connections.own.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{asked} was answered with {answer.status}")

        tell(DEFAULT_ROW, timed(search, given.queries))
        for clients in (8, 64):
            tell(DEFAULT_ROW, {f"qps_{clients}": throughput(search, given.queries, clients)})
        tell(DEFAULT_ROW, {"rss_mb": resident_megabytes(server.pid)})


@contextmanager
def _served(index: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server on a free port, and its end; how long it took to answer is told."""
    port, began = free_port(), time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--name", index.name, "--port", str(port)],
        env={**os.environ, "PEREPISKA_INDEXES": str(index.parent)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        await_answer(f"http://127.0.0.1:{port}/health", server)
        tell(DEFAULT_ROW, {"cold_s": time.perf_counter() - began})
        yield port, server
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    {"process": process, "http": http}[sys.argv[1]](Path(sys.argv[2]), Given(Path(sys.argv[3])))
