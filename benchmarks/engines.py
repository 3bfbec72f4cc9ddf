"""Search engines that one might take instead, each behind the same few functions, in its own environment.

    python -m benchmarks.engines ENGINE build|ask|one DATA FOLDER

DATA is what benchmarks/compare.py writes (see ``asking.Given``); the engine keeps its index in FOLDER.
Imports nothing of Perepiska. What is measured is printed as lines of JSON, progress goes to stderr.

``build`` takes texts and ready vectors; ``ask`` measures every setting of the search for vectors, then asks
questions from one client, from 8 and from 64 threads, under the engine's own setting and, where that finds
less than 95 % of the ten nearest or another finds them faster, under the fastest that does; ``one`` asks a
single question and is timed from outside, as a cold start.

Each engine stands here as its own documentation advises; the page is named where a setting is chosen.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock, local
from typing import Any, Protocol

from benchmarks.asking import (
    ENOUGH,
    NEAREST,
    Encoder,
    Given,
    measured,
    memory,
    say,
    tell,
    throughput,
    timed,
    watched,
)

DEPTH = 100
RRF = 60
DEFAULT_ROW, TUNED = "own", "tuned"
"""The rows of an engine: as it comes, and as it finds enough."""
_ABOUT = 1.25
Setting = Mapping[str, int]
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about an and are as at be by did do does for from had has have he how in is it its of on or that "
        "the their they this to was were what when where which who whom whose why with",
    )
)


class Engine(Protocol):
    """What is asked of every engine. Passages' places are their ids."""

    def build(self, given: Given) -> None:
        """Take in all passages."""

    def settings(self) -> Mapping[str, Setting]:
        """Ways to search vectors, by what they are called; the engine's own first."""

    def use(self, setting: Setting) -> None:
        """Search vectors so from now on."""

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""


def fused(*rankings: Sequence[int]) -> list[int]:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking):
            scores[id] = scores.get(id, 0.0) + 1 / (RRF + rank + 1)
    return sorted(scores, key=lambda id: -scores[id])[:NEAREST]


class SqliteVec:
    """SQLite FTS5 and sqlite-vec, fused by ranks.

    sqlite-vec compares all vectors. For large collections its guide "Binary Quantization" (asg017/sqlite-vec,
    site/guides/binary-quant.md) has a second column of bits that is searched first, eight times as deep as
    wanted, and what it finds is scored anew by the vectors themselves; 4,096 is the most it gives. FTS5 has
    no stop words and scores every row with one of the words: they are left out here, as others do themselves.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.sqlite"
        self._local = local()
        self._bits = 0

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

    def build(self, given: Given) -> None:
        """Take in all passages."""
        connection, width = self._connection, given.vectors.shape[1]
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61')")
        connection.execute(
            "CREATE VIRTUAL TABLE vectors USING vec0"
            f"(vector float[{width}] distance_metric=cosine, bits bit[{width}])"
        )
        with connection:
            texts = enumerate(watched(given.texts(), "sqlite-vec, words", len(given)))
            connection.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", texts)
        with connection:
            vectors = watched(given.vectors, "sqlite-vec, vectors", len(given))
            rows = ((id, vector.tobytes(), vector.tobytes()) for id, vector in enumerate(vectors))
            connection.executemany(
                "INSERT INTO vectors(rowid, vector, bits) VALUES (?, ?, vec_quantize_binary(?))", rows
            )

    def settings(self) -> Mapping[str, Setting]:
        """All vectors, or so many chosen by their bits."""
        return {"exact": {"bits": 0}} | {f"bits, {n:,}": {"bits": n} for n in (800, 1600, 4096)}

    def use(self, setting: Setting) -> None:
        """Search vectors so from now on."""
        self._bits = setting["bits"]

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        blob, statement = vector.tobytes(), "SELECT rowid FROM vectors WHERE vector MATCH ? AND k = ?"
        asked: tuple[Any, ...] = (blob, DEPTH)
        if self._bits:
            statement = (
                "WITH coarse AS (SELECT rowid, vector FROM vectors"
                " WHERE bits MATCH vec_quantize_binary(?) AND k = ?)"
                " SELECT rowid FROM coarse ORDER BY vec_distance_cosine(vector, ?) LIMIT ?"
            )
            asked = (blob, self._bits, blob, DEPTH)
        return [id for (id,) in self._connection.execute(statement, asked)]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        every = re.findall(r"\w+", text)
        content_words = [word for word in every if word.lower() not in _COMMON] or every
        words = " OR ".join(f'"{word}"' for word in content_words)
        statement = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        found = [id for (id,) in self._connection.execute(statement, (words, DEPTH))]
        return fused(found, self.nearest(vector))


class Chroma:
    """Chroma: vectors alone, by HNSW.

    The graph is built as it comes (16 neighbours, 100 candidates). For recall "Configure collections"
    (docs.trychroma.com/docs/collections/configure) names ``ef_search``, 100 by itself; what it was modified
    to counts when the collection is opened anew. While much is added ``sync_threshold`` is raised, as in the
    cookbook (cookbook.chromadb.dev/core/configuration): else the graph is written every thousand vectors. It
    is reached with the last batch, so that nothing is left to be added when the collection is opened.
    """

    _SYNC = 50_000
    _BATCHES = 10

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._all: Any = None
        if (folder / "chroma.sqlite3").exists():
            self._open()

    def _client(self) -> Any:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        SharedSystemClient.clear_system_cache()
        return chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))

    def _open(self) -> None:
        self._all = self._client().get_collection("passages", embedding_function=None)

    def build(self, given: Given) -> None:
        """Take in all passages."""
        parts = -(-len(given) // self._SYNC)
        size = -(-len(given) // (parts * self._BATCHES))
        hnsw = {"space": "cosine", "sync_threshold": int(size * (self._BATCHES - 0.5))}
        self._all = self._client().create_collection(
            "passages", configuration={"hnsw": hnsw}, embedding_function=None
        )
        for first, texts, vectors in watched(given.batches(size), "chroma", len(given), size):
            ids = [str(first + place) for place in range(len(texts))]
            self._all.add(ids=ids, documents=texts, embeddings=vectors)
        self._all.modify(configuration={"hnsw": {"sync_threshold": 1000}})

    def settings(self) -> Mapping[str, Setting]:
        """Candidates looked at."""
        return {f"ef {ef}": {"ef_search": ef} for ef in (100, 200, 400, 800, 1600, 3200)}

    def use(self, setting: Setting) -> None:
        """Search vectors so from now on."""
        self._all.modify(configuration={"hnsw": dict(setting)})
        self._open()

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        found = self._all.query(query_embeddings=[vector], n_results=NEAREST, include=["distances"])
        return [int(id) for id in found["ids"][0]]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        found = self._all.query(query_embeddings=[vector], n_results=NEAREST, include=["documents"])
        return [int(id) for id in found["ids"][0]]


class Lance:
    """LanceDB: words and vectors, its own fusion by ranks; cells with product quantisation, its own index.

    "Vector Indexes" (docs.lancedb.com/indexing/vector-index): no index below 100,000 rows; for ``IVF_PQ`` a
    cell for 4,096 rows, a part for 8 numbers, and more cells (``nprobes``) and candidates scored anew
    (``refine_factor``) where recall is wanting. Words are indexed as by default: stems, no stop words.
    """

    _INDEXED = 100_000
    _ROWS = 10_000

    def __init__(self, folder: Path) -> None:
        import lancedb

        self._setting: Setting = {}
        self._database = lancedb.connect(folder)
        self._table: Any = None
        if (folder / "passages.lance").exists():
            self._table = self._database.open_table("passages")

    def build(self, given: Given) -> None:
        """Take in all passages."""
        import pyarrow as pa
        from lancedb.index import FTS

        width = given.vectors.shape[1]
        schema = pa.schema(
            [("id", pa.int64()), ("text", pa.string()), ("vector", pa.list_(pa.float32(), width))]
        )

        def columns(first: int, texts: list[str], vectors: Any) -> Any:
            flat = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), width)
            ids = pa.array(range(first, first + len(texts)), pa.int64())
            return pa.record_batch([ids, pa.array(texts), flat], schema=schema)

        batches = watched(given.batches(self._ROWS), "lancedb, rows", len(given), self._ROWS)
        self._table = self._database.create_table(
            "passages", (columns(*batch) for batch in batches), schema=schema
        )
        say("lancedb: words are indexed")
        self._table.create_index("text", config=FTS())
        if len(given) > self._INDEXED:
            say("lancedb: vectors are indexed")
            self._index(len(given), width)

    def _index(self, rows: int, width: int) -> None:
        from lancedb.index import IvfPq

        cells, parts = max(rows // 4096, 1), width // 8
        config = IvfPq(distance_type="cosine", num_partitions=cells, num_sub_vectors=parts)
        self._table.create_index("vector", config=config)

    def settings(self) -> Mapping[str, Setting]:
        """Its own; then more cells, and more candidates scored anew."""
        if self._table.count_rows() <= self._INDEXED:
            return {"exact": {}}
        tried = ((20, 10), (40, 20), (80, 40), (160, 80))
        return {"own": {}} | {
            f"nprobes {n}, refine {r}": {"nprobes": n, "refine_factor": r} for n, r in tried
        }

    def use(self, setting: Setting) -> None:
        """Search vectors so from now on."""
        self._setting = setting

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        found = self._set(self._table.search(vector)).select(["id", "_distance"]).limit(NEAREST)
        return [int(id) for id in found.to_arrow()["id"].to_pylist()]

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        found = self._set(self._table.search(query_type="hybrid").vector(vector).text(text)).limit(NEAREST)
        return [int(row["id"]) for row in found.to_arrow().to_pylist()]

    def _set(self, query: Any) -> Any:
        query = query.distance_type("cosine")
        for name, value in self._setting.items():
            query = getattr(query, name)(value)
        return query


class LanceGraph(Lance):
    """LanceDB with ``IVF_HNSW_SQ``, "best recall/latency trade-off" of the same page.

    A cell for 1,048,576 rows, 150 candidates while the graph is built; ``ef`` from 1.5 times what is wanted,
    its own, up to ten times and beyond, and twice as many scored anew by unrounded vectors.
    """

    _INDEXED = 1000

    def _index(self, rows: int, width: int) -> None:
        from lancedb.index import HnswSq

        cells = max(rows // 1_048_576, 1)
        config = HnswSq(distance_type="cosine", num_partitions=cells, ef_construction=150)
        self._table.create_index("vector", config=config)

    def settings(self) -> Mapping[str, Setting]:
        """Its own; then more candidates."""
        tried = (100, 200, 400, 800, 1600)
        return {"own": {}} | {f"ef {ef}, refine 2": {"ef": ef, "refine_factor": 2} for ef in tried}


class Txtai:
    """txtai: sparse and dense, its own weighted fusion; vectors are given, in faiss's cells above 5,000.

    "ANN" (neuml.github.io/txtai/embeddings/configuration/ann): the number of cells and of those searched (a
    sixteenth) are its own; ``sample`` "reduces indexing time for larger (>1M+ row) indexes", and is set from
    500,000. More cells are searched where recall is wanting (``nprobe``).
    """

    _LARGE = 500_000

    def __init__(self, folder: Path) -> None:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"

        self._folder, self._lock = folder, Lock()
        self._all: Any = None
        if (folder / "config").exists() or (folder / "config.json").exists():
            self._all = self._embeddings({})
            self._all.load(str(folder))

    def _embeddings(self, faiss: Mapping[str, float]) -> Any:
        from txtai import Embeddings

        return Embeddings(
            method="external", transform="benchmarks.txtai_vectors.vectors", hybrid=True, content=True,
            backend="faiss", faiss=dict(faiss),
        )  # fmt: skip

    def build(self, given: Given) -> None:
        """Take in all passages."""
        from benchmarks import txtai_vectors

        txtai_vectors.PASSAGES.append(given.vectors)
        self._all = self._embeddings({"sample": 0.1} if len(given) >= self._LARGE else {})
        texts = watched(given.texts(), "txtai, texts", len(given))
        self._all.index((id, text, None) for id, text in enumerate(texts))
        say("txtai: saved")
        self._all.save(str(self._folder))

    def settings(self) -> Mapping[str, Setting]:
        """Its own number of cells, and more."""
        ann = self._all.ann
        cells = getattr(ann.backend, "nlist", 0)
        if not cells:
            return {"exact": {}}
        default = ann.nprobe()
        more = {min(default * times, cells) for times in (2, 4, 8)}
        return {f"nprobe {default}": {"nprobe": default}} | {
            f"nprobe {n}": {"nprobe": n} for n in sorted(more)
        }

    def use(self, setting: Setting) -> None:
        """Search vectors so from now on."""
        self._all.ann.config["faiss"] = {**self._all.ann.config.get("faiss", {}), **setting}

    def nearest(self, vector: Any) -> list[int]:
        """The passages nearest to a vector."""
        return self._asked("asked", vector, weights=1.0)

    def search(self, text: str, vector: Any) -> list[int]:
        """The best passages by all that the engine has."""
        return self._asked(text, vector)

    def _asked(self, text: str, vector: Any, **more: float) -> list[int]:
        from benchmarks import txtai_vectors

        with self._lock:  # its database is asked by one thread at a time
            txtai_vectors.QUESTION[:] = [vector]
            return [int(row["id"]) for row in self._all.search(text, NEAREST, **more)]


ENGINES: Mapping[str, Callable[[Path], Engine]] = {
    "sqlite-vec": SqliteVec,
    "chroma": Chroma,
    "lancedb": Lance,
    "lancedb-hnsw": LanceGraph,
    "txtai": Txtai,
}


def build(engine: Engine, given: Given, folder: Path) -> None:
    """Build and tell how long it took, and how much room and memory."""
    began = time.perf_counter()
    engine.build(given)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    tell("build", {"build_s": seconds, "disk_mb": size / 1e6, "build_mb": memory("VmHWM")})


def ask(engine: Engine, given: Given) -> None:
    """Measure every setting, then ask questions under the one or two that matter."""
    settings = engine.settings()
    found = {}
    for name, setting in settings.items():
        engine.use(setting)
        engine.nearest(given.asked[0])
        found[name] = measured(engine.nearest, given)
        say(f"{name}: recall {found[name]['recall']:.3f}, median {found[name]['p50']:.1f} ms")
        tell("settings", {name: found[name]})
    default = next(iter(settings))
    chosen = fastest(found)
    for row, name in ((DEFAULT_ROW, default), (TUNED, chosen)):
        if row == DEFAULT_ROW or name != default:
            engine.use(settings[name])
            questions(engine, given, row, {"setting": name, "recall": found[name]["recall"]})


def fastest(found: Mapping[str, Mapping[str, float]]) -> str:
    """The fastest setting that finds enough, the own one where it is about as fast; else what finds most."""
    default = next(iter(found))
    enough = [name for name, figures in found.items() if figures["recall"] >= ENOUGH]
    if not enough:
        return max(found, key=lambda name: found[name]["recall"])
    best = min(enough, key=lambda name: found[name]["p50"])
    return default if default in enough and found[default]["p50"] < _ABOUT * found[best]["p50"] else best


def questions(engine: Engine, given: Given, row: str, known: Mapping[str, Any]) -> None:
    """Ask as users do: one client, 8, 64."""
    encoder, queries = Encoder(given.folder / "encoder"), given.queries

    def search(query: str) -> list[int]:
        return engine.search(query, encoder(query))

    tell(row, {**known, **timed(search, queries)})
    for clients in (8, 64):
        tell(row, {f"qps_{clients}": throughput(search, queries, clients)})
    tell(row, {"rss_mb": memory()})


def main(name: str, command: str, data: Path, folder: Path) -> None:
    """Run one command of one engine."""
    folder.mkdir(parents=True, exist_ok=True)
    engine, given = ENGINES[name](folder), Given(data)
    if command == "build":
        build(engine, given, folder)
    elif command == "ask":
        ask(engine, given)
    else:
        query = given.queries[0]
        engine.search(query, Encoder(data / "encoder")(query))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
