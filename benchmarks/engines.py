"""Search engines that one might take instead, each behind the same three functions, in its own environment.

    python benchmarks/engines.py ENGINE build|ask|one DATA FOLDER

DATA holds texts.json, vectors.npy, queries.json and encoder/ (benchmarks/compare.py writes them); the engine
keeps its index in FOLDER. Imports nothing of Perepiska. Prints one line of JSON.

``build`` takes texts and ready vectors; ``ask`` asks every query from one client, from 8 and from 64 threads;
``one`` asks a single query and is timed from outside, as a cold start.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, local
from typing import Any

import numpy as np

NEAREST = 10
DEPTH = 100
RRF = 60
SECONDS = 10
"""How long the clients of a throughput run ask."""


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
        vector = self._session.run(["sentence_embedding"], {k: np.array([v]) for k, v in columns.items()})[0][
            0
        ]
        return vector / np.linalg.norm(vector)


def fused(*rankings: Sequence[int]) -> list[int]:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking):
            scores[id] = scores.get(id, 0.0) + 1 / (RRF + rank + 1)
    return sorted(scores, key=lambda id: -scores[id])[:NEAREST]


class SqliteVec:
    """SQLite FTS5 and sqlite-vec, fused by ranks."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.sqlite"
        self._local = local()

    @property
    def _connection(self) -> Any:
        if not hasattr(self._local, "connection"):
            import apsw
            import sqlite_vec

            connection = apsw.Connection(str(self._path))
            connection.enable_load_extension(True)
            connection.load_extension(sqlite_vec.loadable_path())
            self._local.connection = connection
        return self._local.connection

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        """Take in passages; their places are their ids."""
        connection = self._connection
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61')")
        connection.execute(
            "CREATE VIRTUAL TABLE vectors USING vec0"
            f"(vector float[{vectors.shape[1]}] distance_metric=cosine)"
        )
        with connection:
            connection.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", list(enumerate(texts)))
            rows = ((id, vector.tobytes()) for id, vector in enumerate(vectors))
            connection.executemany("INSERT INTO vectors(rowid, vector) VALUES (?, ?)", rows)

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        statement = "SELECT rowid FROM vectors WHERE vector MATCH ? AND k = ? ORDER BY distance"
        return [id for (id,) in self._connection.execute(statement, (vector.tobytes(), DEPTH))]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        statement = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?"
        found = [id for (id,) in self._connection.execute(statement, (words, DEPTH))]
        return fused(found, self.nearest(vector))


class Chroma:
    """Chroma: vectors alone, by HNSW."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        self._all = client.get_or_create_collection(
            "passages", metadata={"hnsw:space": "cosine"}, embedding_function=None
        )

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        """Take in passages; their places are their ids."""
        for first in range(0, len(texts), 5000):
            ids = [str(id) for id in range(first, min(first + 5000, len(texts)))]
            self._all.add(
                ids=ids, documents=list(texts[first : first + 5000]), embeddings=vectors[first : first + 5000]
            )

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        found = self._all.query(query_embeddings=[vector], n_results=NEAREST, include=["distances"])
        return [int(id) for id in found["ids"][0]]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        found = self._all.query(query_embeddings=[vector], n_results=NEAREST, include=["documents"])
        return [int(id) for id in found["ids"][0]]


class Lance:
    """LanceDB: words and vectors, its own fusion by ranks; exact below 100,000 passages, else IVF with PQ."""

    def __init__(self, folder: Path) -> None:
        import lancedb

        self._database = lancedb.connect(folder)
        self._table = self._database.open_table("passages") if (folder / "passages.lance").exists() else None

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        """Take in passages; their places are their ids."""
        import pyarrow as pa

        flat = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
        content = pa.table({"id": list(range(len(texts))), "text": list(texts), "vector": flat})
        self._table = self._database.create_table("passages", content)
        self._table.create_fts_index("text", use_tantivy=False)
        if len(texts) > 100_000:
            self._table.create_index(metric="cosine", vector_column_name="vector")

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        found = self._table.search(vector).distance_type("cosine").select(["id"]).limit(NEAREST)
        return [int(id) for id in found.to_arrow()["id"].to_pylist()]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        found = self._table.search(query_type="hybrid").vector(vector).text(text).limit(NEAREST)
        return [int(row["id"]) for row in found.to_arrow().to_pylist()]


GIVEN: dict[str, Any] = {}
"""The vectors of texts, for an engine that wants to ask for them."""


def given(texts: Sequence[str]) -> Any:
    """The vectors of some texts."""
    return np.array([GIVEN[text] for text in texts], dtype=np.float32)


class Txtai:
    """txtai: sparse and dense, its own weighted fusion; vectors are given, faiss chooses its index."""

    def __init__(self, folder: Path) -> None:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        import engines  # as txtai imports it, which is not the module that runs
        from txtai import Embeddings

        self._folder, self._given, self._lock = folder, engines.GIVEN, Lock()
        self._all = Embeddings(
            method="external", transform="engines.given", hybrid=True, content=True, backend="faiss"
        )
        if (folder / "config").exists() or (folder / "config.json").exists():
            self._all.load(str(folder))

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        """Take in passages; their places are their ids."""
        self._given.update(zip(texts, vectors, strict=True))
        self._all.index((id, text, None) for id, text in enumerate(texts))
        self._all.save(str(self._folder))

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        self._given["asked"] = vector
        return [int(row["id"]) for row in self._all.search("asked", NEAREST, weights=1.0)]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has; one at a time, as its database asks."""
        with self._lock:
            self._given[text] = vector
            return [int(row["id"]) for row in self._all.search(text, NEAREST)]


ENGINES: dict[str, Callable[[Path], Any]] = {
    "sqlite-vec": SqliteVec,
    "chroma": Chroma,
    "lancedb": Lance,
    "txtai": Txtai,
}


def build(engine: Any, data: Path, folder: Path) -> dict[str, Any]:
    """Build and say how long it took, and how much room it takes."""
    texts, vectors = json.loads((data / "texts.json").read_text("utf-8")), np.load(data / "vectors.npy")
    began = time.perf_counter()
    engine.build(texts, vectors)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"build_s": seconds, "disk_mb": size / 1e6}


def ask(engine: Any, data: Path) -> dict[str, Any]:
    """Ask every query: times, throughput, recall of the vectors, memory."""
    encoder = Encoder(data / "encoder")
    queries = json.loads((data / "queries.json").read_text("utf-8"))
    taken = []
    for _ in range(2):
        for query in queries:
            began = time.perf_counter()
            engine.search(query, encoder(query))
            taken.append((time.perf_counter() - began) * 1000)
    vectors = np.load(data / "vectors.npy", mmap_mode="r")
    recall = []
    for query in queries[:50]:
        vector = encoder(query)
        exact = np.argsort(-(vectors @ vector))[:NEAREST]
        recall.append(len(set(exact.tolist()) & set(engine.nearest(vector)[:NEAREST])) / NEAREST)
    warm = sorted(taken[len(queries) :])
    p50, p95, p99 = (warm[min(int(len(warm) * share), len(warm) - 1)] for share in (0.5, 0.95, 0.99))
    own = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    found = {
        "p50": p50,
        "p95": p95,
        "p99": p99,
        "recall": float(np.mean(recall)),
        "rss_mb": int(own.split()[1]) / 1024,
    }
    for clients in (8, 64):
        found[f"qps_{clients}"] = throughput(
            lambda query: engine.search(query, encoder(query)), queries, clients
        )
    return found


def throughput(search: Callable[[str], Any], queries: Sequence[str], clients: int) -> float:
    """Searches a second of so many threads."""
    end = time.perf_counter() + SECONDS

    def client(number: int) -> int:
        done = 0
        while time.perf_counter() < end:
            search(queries[(number * 7 + done) % len(queries)])
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients))) / SECONDS


def main(name: str, command: str, data: Path, folder: Path) -> None:
    """Run one command of one engine."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = ENGINES[name](folder)
    if command == "build":
        print(json.dumps(build(engine, data, folder)))
    elif command == "ask":
        print(json.dumps(ask(engine, data)))
    else:
        query = json.loads((data / "queries.json").read_text("utf-8"))[0]
        print(json.dumps(engine.search(query, Encoder(data / "encoder")(query))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
