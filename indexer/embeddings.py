"""Embeddings, each computed once: what is in the cache is not computed again.

An entry's key is the sha256 of the model's checksum and the text, its value the vector with a checksum. A
build that is killed keeps what it has embedded so far; an entry that is damaged is computed again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import ModelError
from corpus.store.encoder import Encoder, Vectors
from indexer.progress import Progress

_FILE = "embeddings.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID
"""  # noqa: E501
_BATCH = 500
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors row by row as the texts were given, and how many distinct texts were embedded or found."""

    vectors: Vectors
    computed: int
    cached: int
    notices: tuple[str, ...] = ()


def embed(
    texts: Sequence[str], encoder: Encoder, folder: Path, *, batch_size: int, progress: Progress
) -> Embedded:
    """Embed texts, through the cache in ``folder``."""
    keys = [key_of(encoder.checksum, text) for text in texts]
    by_key = dict(zip(keys, texts, strict=True))
    connection, found, notices = _open_and_look_up(folder, list(by_key), encoder.dimension)
    with closing(connection):
        missing = {key: text for key, text in by_key.items() if key not in found}
        progress.advance(len(keys) - len(missing))
        for batch, vectors in _computed(missing, encoder, batch_size):
            _keep(connection, batch, vectors)
            found.update(zip(batch, vectors, strict=True))
            progress.advance(len(batch))
    rows = np.stack([found[key] for key in keys]) if keys else np.zeros((0, encoder.dimension), np.float32)
    return Embedded(rows, len(missing), len(by_key) - len(missing), notices)


def key_of(model: str, text: str) -> bytes:
    """The cache's key of a text under a model."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()


def _open_and_look_up(
    folder: Path, keys: Sequence[bytes], dimension: int
) -> tuple[sqlite3.Connection, dict[bytes, Vectors], tuple[str, ...]]:
    """The cache and what it has; one that cannot be read is set aside, which is said in a notice."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    try:
        connection.execute(_TABLE)
        return connection, _cached(connection, keys, dimension), ()
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):  # locked, full, forbidden: the file itself is whole
            raise
        aside = path.with_suffix(".damaged")
        path.replace(aside)
        notice = f"The cache {path} could not be read ({error}); it was set aside as {aside.name}."
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    connection.execute(_TABLE)
    return connection, {}, (notice,)


def _cached(connection: sqlite3.Connection, keys: Sequence[bytes], dimension: int) -> dict[bytes, Vectors]:
    """The whole entries among the cache's; damaged ones count as absent."""
    found: dict[bytes, Vectors] = {}
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        statement = (
            f"SELECT key, vector, checksum FROM embeddings WHERE key IN ({','.join('?' * len(batch))})"
        )
        for key, data, checksum in connection.execute(statement, batch):
            if len(data) == 4 * dimension and zlib.crc32(data) == checksum:
                found[key] = np.frombuffer(data, dtype="<f4").astype(np.float32)
    return found


def _computed(
    missing: Mapping[bytes, str], encoder: Encoder, batch_size: int
) -> Iterator[tuple[list[bytes], Vectors]]:
    """Batches of texts of like length (little padding), the longest first: lack of memory shows early."""
    keys = sorted(missing, key=lambda key: (-len(missing[key]), key))
    for start in range(0, len(keys), batch_size):
        batch = keys[start : start + batch_size]
        vectors = encoder.encode([missing[key] for key in batch])
        if vectors.shape != (len(batch), encoder.dimension) or not np.isfinite(vectors).all():
            raise ModelError(
                f"The model “{encoder.name}” gave no usable vectors for {len(batch)} texts.",
                "Take another model (PEREPISKA_MODEL), or install this one again.",
            )
        yield batch, vectors


def _keep(connection: sqlite3.Connection, keys: Sequence[bytes], vectors: Vectors) -> None:
    rows = []
    for key, vector in zip(keys, vectors, strict=True):
        data = vector.astype("<f4").tobytes()
        rows.append((key, data, zlib.crc32(data)))
    with connection:
        connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)
