"""What every engine is given and asked, in the same way: passages, questions, clocks.

Imports nothing of Perepiska: it also runs in the environments of other engines. What is measured is told as
lines of JSON, one as soon as it is known, so that a phase that is broken off leaves what it had.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

NEAREST = 10
WARM = 20
"""Questions asked before times are taken. None is asked twice: Perepiska remembers vectors of questions."""
LEAST = 20
PATIENCE = 60.0
"""Seconds after which no more questions are timed, once the least number of them is."""
SECONDS = 10
"""How long the clients of a throughput run ask."""
ENOUGH = 0.95
"""The recall that a setting should have to be compared with others."""
_EVERY = 5.0
_ROWS = 50_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Given:
    """The folder of what every engine is given: texts, their vectors (length 1), questions, the model."""

    folder: Path

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def vectors(self) -> Any:
        """Every passage's vector, one a row; mapped, not read."""
        return np.load(self.folder / "vectors.npy", mmap_mode="r")

    @property
    def queries(self) -> list[str]:
        """The questions."""
        found: list[str] = json.loads((self.folder / "queries.json").read_text("utf-8"))
        return found

    @property
    def asked(self) -> Any:
        """The questions' vectors."""
        return np.load(self.folder / "queries.npy")

    @property
    def exact(self) -> Any:
        """The passages nearest to each question, found by comparing all."""
        return np.load(self.folder / "exact.npy")

    def texts(self) -> Iterator[str]:
        """Every passage's text, read one by one."""
        with (self.folder / "texts.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def batches(self, size: int) -> Iterator[tuple[int, list[str], Any]]:
        """Passages in order: the first one's place, texts, vectors."""
        vectors, texts = self.vectors, self.texts()
        for first in range(0, len(vectors), size):
            rows = np.ascontiguousarray(vectors[first : first + size])
            yield first, [next(texts) for _ in rows], rows


class Encoder:
    """The model's graph, as every engine here uses it."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.no_padding()

    def __call__(self, text: str) -> Any:
        """The vector of a text, length 1."""
        found = self._tokenizer.encode(text)
        columns = {
            "input_ids": found.ids,
            "token_type_ids": found.type_ids,
            "attention_mask": found.attention_mask,
        }
        given = {name: np.array([values]) for name, values in columns.items()}
        vector = self._session.run(["sentence_embedding"], given)[0][0]
        return vector / np.linalg.norm(vector)


def nearest_exactly(vectors: Any, asked: Any, count: int = NEAREST) -> Any:
    """The rows nearest to each vector asked, by a product with all of them, piece by piece."""
    scores = np.empty((len(asked), 0), np.float32)
    rows = np.empty((len(asked), 0), np.int64)
    for first in range(0, len(vectors), _ROWS):
        found = asked @ vectors[first : first + _ROWS].T
        places = np.broadcast_to(np.arange(first, first + found.shape[1]), found.shape)
        scores, rows = np.hstack([scores, found]), np.hstack([rows, places])
        best = np.argpartition(-scores, min(count, scores.shape[1]) - 1, axis=1)[:, :count]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return np.take_along_axis(rows, np.argsort(-scores, axis=1), 1)


def measured(nearest: Callable[[Any], Sequence[int]], given: Given) -> dict[str, float]:
    """Recall of a search of vectors against the exact one, and its milliseconds, the model's not counted."""
    recall, taken = [], []
    for vector, exact in zip(given.asked, given.exact, strict=True):
        began = time.perf_counter()
        found = nearest(vector)
        taken.append((time.perf_counter() - began) * 1000)
        recall.append(len(set(exact.tolist()) & set(found[:NEAREST])) / len(exact))
        if len(taken) >= LEAST and sum(taken) > PATIENCE * 1000:
            break
    return {"recall": float(np.mean(recall)), **percentiles(taken)}


def timed(search: Callable[[str], Any], queries: Sequence[str]) -> dict[str, float]:
    """Percentiles of the milliseconds that new questions take, when some were asked before."""
    taken: list[float] = []
    for query in queries:
        began = time.perf_counter()
        search(query)
        taken.append((time.perf_counter() - began) * 1000)
        if len(taken) >= WARM + LEAST and sum(taken) > PATIENCE * 1000:
            break
    return percentiles(taken[WARM:])


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99."""
    return {f"p{part}": float(np.percentile(milliseconds, part)) for part in (50, 95, 99)}


def throughput(search: Callable[[str], Any], queries: Sequence[str], clients: int) -> float:
    """Searches a second of so many threads, the last ones waited for."""
    began = time.perf_counter()

    def client(number: int) -> int:
        done = 0
        while time.perf_counter() < began + SECONDS:
            search(queries[(number * 7 + done) % len(queries)])
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients))) / (time.perf_counter() - began)


def memory(field: str = "VmRSS") -> float:
    """Megabytes that this process has resident, or had at most (``VmHWM``) (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def tell(row: str, figures: Mapping[str, Any]) -> None:
    """Say what was found out of a row of the table."""
    print(json.dumps({"row": row, **figures}), flush=True)


def watched(items: Iterable[Item], label: str, total: int, each: int = 1) -> Iterator[Item]:
    """The items; now and then a line on stderr says how many passages were had, how fast, what is left."""
    began = reported_at = time.perf_counter()
    for done, item in enumerate(items):
        now = time.perf_counter()
        if now > reported_at + _EVERY:
            reported_at, count = now, done * each
            rate = count / (now - began)
            left = f"{(total - count) / rate:,.0f} s left" if rate else ""
            say(f"{label}: {count:,} of {total:,}, {rate:,.0f} a second, {left}")
        yield item
    say(f"{label}: {total:,} in {time.perf_counter() - began:,.1f} s")


def say(line: str) -> None:
    """Tell whoever waits, on stderr."""
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)
