"""Embeddings, each computed once: what is in the cache is not computed again.

An entry's key is the sha256 of the model's checksum and the text, its value the vector and those of the
words, with a checksum. A build that is killed keeps what it has embedded so far; an entry that is damaged is
computed again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import ModelError
from encoders.encoder import EncodedTexts, Encoder
from indexer.progress import Progress
from store.word_vectors import WORD_DIMENSION, ContentWords, Vectors

_FILE = "embeddings.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS readings (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, spans BLOB NOT NULL, words BLOB NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID
"""
CachedEmbedding = tuple[Vectors, ContentWords]
EmbeddingLookup = Callable[[str, Mapping[bytes, str]], Mapping[bytes, CachedEmbedding]]
"""Gives what is known elsewhere of the embeddings of texts, under a model, by their keys."""
_BATCH = 500
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Vectors and words row by row as the texts were given, and how many distinct ones were new or known."""

    vectors: Vectors
    words: tuple[ContentWords, ...]
    computed: int
    cached: int
    notices: tuple[str, ...] = ()


def embed(
    texts: Sequence[str],
    encoder: Encoder,
    directory: Path,
    *,
    batch_size: int,
    progress: Progress,
    known: EmbeddingLookup = lambda *_: {},
) -> Embeddings:
    """Embed texts, through the cache in ``folder``; what it lacks and is ``known`` is kept in it."""
    keys = [cache_key(encoder.checksum, text) for text in texts]
    by_key = dict(zip(keys, texts, strict=True))
    connection, found, notices = _open_and_look_up(directory, list(by_key), encoder.dimension)
    with closing(connection):
        taken = known(encoder.checksum, {key: by_key[key] for key in by_key.keys() - found.keys()})
        _keep(connection, taken)
        found |= taken
        missing = {key: text for key, text in by_key.items() if key not in found}
        progress.advance(len(keys) - len(missing))
        for batch, reading in _computed(missing, encoder, batch_size):
            entries = dict(zip(batch, zip(reading.vectors, reading.words, strict=True), strict=True))
            _keep(connection, entries)
            found.update(entries)
            progress.advance(len(batch))
    rows = [found[key] for key in keys]
    vectors = np.stack([vector for vector, _ in rows]) if rows else encoder.encode_passages([]).vectors
    words = tuple(words for _, words in rows)
    return Embeddings(vectors, words, len(missing), len(by_key) - len(missing), notices)


def cache_key(model: str, text: str) -> bytes:
    """The cache's key of a text under a model."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()


def _open_and_look_up(
    directory: Path, keys: Sequence[bytes], dimension: int
) -> tuple[sqlite3.Connection, dict[bytes, CachedEmbedding], tuple[str, ...]]:
    """The cache and what it has; one that cannot be read is set aside, which is said in a notice."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / _FILE
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


def _cached(
    connection: sqlite3.Connection, keys: Sequence[bytes], dimension: int
) -> dict[bytes, CachedEmbedding]:
    """The whole entries among the cache's; damaged ones count as absent."""
    found: dict[bytes, CachedEmbedding] = {}
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        statement = f"SELECT * FROM readings WHERE key IN ({','.join('?' * len(batch))})"
        for key, *parts, checksum in connection.execute(statement, batch):
            if len(parts[0]) == 4 * dimension and _checksum(parts) == checksum:
                found[key] = _decoded(*parts)
    return found


def _computed(
    missing: Mapping[bytes, str], encoder: Encoder, batch_size: int
) -> Iterator[tuple[list[bytes], EncodedTexts]]:
    """Batches of texts of like length (little padding), the longest first: lack of memory shows early."""
    keys = sorted(missing, key=lambda key: (-len(missing[key]), key))
    for start in range(0, len(keys), batch_size):
        batch = keys[start : start + batch_size]
        reading = encoder.encode_passages([missing[key] for key in batch])
        is_whole = reading.vectors.shape == (len(batch), encoder.dimension) and len(reading.words) == len(
            batch
        )
        if not is_whole or not np.isfinite(reading.vectors).all():
            raise ModelError(
                f"The model “{encoder.name}” gave no usable vectors for {len(batch)} texts.",
                "Take another model (PEREPISKA_MODEL), or install this one again.",
            )
        yield batch, reading


def _keep(connection: sqlite3.Connection, entries: Mapping[bytes, CachedEmbedding]) -> None:
    encoded = {key: _encoded(*entry) for key, entry in entries.items()}
    rows = [(key, *parts, _checksum(parts)) for key, parts in encoded.items()]
    with connection:
        connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", rows)


def _encoded(vector: Vectors, words: ContentWords) -> tuple[bytes, ...]:
    return vector.astype("<f4").tobytes(), words.spans.astype("<i4").tobytes(), words.vectors.tobytes()


def _decoded(vector: bytes, spans: bytes, words: bytes) -> CachedEmbedding:
    return (
        np.frombuffer(vector, "<f4").astype(np.float32),
        ContentWords(
            np.frombuffer(spans, "<i4").astype(np.int32).reshape(-1, 2),
            np.frombuffer(words, np.int8).reshape(-1, WORD_DIMENSION),
        ),
    )


def _checksum(parts: Sequence[bytes]) -> int:
    return zlib.crc32(b"".join(parts))
