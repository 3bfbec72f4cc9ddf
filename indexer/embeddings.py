"""Embedding of texts through a cache, so that each text is encoded only once per model.

An entry's key is the sha256 of the model's checksum and the text; its value is the text's vector and its
words' vectors, with a checksum. An interrupted build keeps the entries written so far; damaged entries are
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
from store.word_vectors import WORD_DIMENSION, EncodedWords, Vectors

_FILE = "embeddings.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS readings (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, spans BLOB NOT NULL, words BLOB NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID
"""
CachedEmbedding = tuple[Vectors, EncodedWords]
EmbeddingLookup = Callable[[str, Mapping[bytes, str]], Mapping[bytes, CachedEmbedding]]
"""Returns the embeddings that another source has, by cache key; called with the model's checksum and the
texts by key."""
_BATCH = 500
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The vectors and words of texts, in the order of the texts.

    ``vectors`` has the shape (n, dimension), float32. ``computed`` and ``cached`` count distinct texts, those
    found by a lookup as cached. ``notices`` are sentences for the user.
    """

    vectors: Vectors
    words: tuple[EncodedWords, ...]
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
    lookup: EmbeddingLookup = lambda *_: {},
) -> Embeddings:
    """Return the embeddings of texts; only those missing from the cache in ``directory`` are computed.

    A damaged cache is renamed and replaced, with a notice.

    Args:
        lookup: a further source of embeddings; those that the cache lacks are copied into it.

    Raises:
        ModelError: the encoder returned invalid vectors.
        sqlite3.OperationalError: the cache is locked, full or not writable.
    """
    keys = [cache_key(encoder.checksum, text) for text in texts]
    by_key = dict(zip(keys, texts, strict=True))
    connection, entries, notices = _open_and_look_up(directory, list(by_key), encoder.dimension)
    with closing(connection):
        copied = lookup(encoder.checksum, {key: by_key[key] for key in by_key.keys() - entries.keys()})
        _store(connection, copied)
        entries |= copied
        missing = {key: text for key, text in by_key.items() if key not in entries}
        progress.advance(len(keys) - len(missing))
        for batch, encoded in _encode_batches(missing, encoder, batch_size):
            new = dict(zip(batch, zip(encoded.vectors, encoded.words, strict=True), strict=True))
            _store(connection, new)
            entries.update(new)
            progress.advance(len(batch))
    rows = [entries[key] for key in keys]
    vectors = np.stack([vector for vector, _ in rows]) if rows else encoder.encode_passages([]).vectors
    words = tuple(words for _, words in rows)
    return Embeddings(vectors, words, len(missing), len(by_key) - len(missing), notices)


def cache_key(model: str, text: str) -> bytes:
    """Return the cache key of a text for a model, given by its checksum."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()


def _open_and_look_up(
    directory: Path, keys: Sequence[bytes], dimension: int
) -> tuple[sqlite3.Connection, dict[bytes, CachedEmbedding], tuple[str, ...]]:
    """Return the open cache, its entries for the keys, and notices; a damaged cache is renamed and replaced.

    Raises:
        sqlite3.OperationalError: the cache is locked, full or not writable.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / _FILE
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    try:
        connection.execute(_TABLE)
        return connection, _valid_entries(connection, keys, dimension), ()
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):  # locked, full or not writable, but not damaged
            raise
        renamed = path.with_suffix(".damaged")
        path.replace(renamed)
        notice = f"The cache {path} could not be read ({error}); it was renamed to {renamed.name}."
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    connection.execute(_TABLE)
    return connection, {}, (notice,)


def _valid_entries(
    connection: sqlite3.Connection, keys: Sequence[bytes], dimension: int
) -> dict[bytes, CachedEmbedding]:
    """Return the valid entries for the keys, without those that are damaged or of another dimension."""
    entries: dict[bytes, CachedEmbedding] = {}
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        statement = f"SELECT * FROM readings WHERE key IN ({','.join('?' * len(batch))})"
        for key, *parts, checksum in connection.execute(statement, batch):
            if len(parts[0]) == 4 * dimension and _checksum(parts) == checksum:
                entries[key] = _from_bytes(*parts)
    return entries


def _encode_batches(
    missing: Mapping[bytes, str], encoder: Encoder, batch_size: int
) -> Iterator[tuple[list[bytes], EncodedTexts]]:
    """Yield batches of keys with their encoded texts, the longest texts first.

    In this order a lack of memory shows early, and texts of similar length need little padding.

    Raises:
        ModelError: the encoder returned invalid vectors.
    """
    keys = sorted(missing, key=lambda key: (-len(missing[key]), key))
    for start in range(0, len(keys), batch_size):
        batch = keys[start : start + batch_size]
        encoded = encoder.encode_passages([missing[key] for key in batch])
        has_shape = encoded.vectors.shape == (len(batch), encoder.dimension)
        if not has_shape or len(encoded.words) != len(batch) or not np.isfinite(encoded.vectors).all():
            raise ModelError(
                f"Model “{encoder.name}” returned invalid vectors for a batch of {len(batch)} texts.",
                "Use another model (PEREPISKA_MODEL), or reinstall this one.",
            )
        yield batch, encoded


def _store(connection: sqlite3.Connection, entries: Mapping[bytes, CachedEmbedding]) -> None:
    """Insert or replace entries of the cache, in one transaction."""
    encoded = {key: _to_bytes(*entry) for key, entry in entries.items()}
    rows = [(key, *parts, _checksum(parts)) for key, parts in encoded.items()]
    with connection:
        connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", rows)


def _to_bytes(vector: Vectors, words: EncodedWords) -> tuple[bytes, ...]:
    """Return the stored parts of an entry: its vector, its words' spans and their vectors."""
    return vector.astype("<f4").tobytes(), words.spans.astype("<i4").tobytes(), words.vectors.tobytes()


def _from_bytes(vector: bytes, spans: bytes, words: bytes) -> CachedEmbedding:
    """Return an entry from its stored parts."""
    return (
        np.frombuffer(vector, "<f4").astype(np.float32),
        EncodedWords(
            np.frombuffer(spans, "<i4").astype(np.int32).reshape(-1, 2),
            np.frombuffer(words, np.int8).reshape(-1, WORD_DIMENSION),
        ),
    )


def _checksum(parts: Sequence[bytes]) -> int:
    """Return the CRC-32 of an entry's stored parts."""
    return zlib.crc32(b"".join(parts))
