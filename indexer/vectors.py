"""Writes the vector index and the table of passages."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import faiss
import numpy as np

from corpus.store.encoder import Vectors
from corpus.store.layout import (
    PASSAGE_UNITS,
    PASSAGES,
    VECTOR_INDEX,
    VECTORS,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
)
from corpus.store.passages import Passage
from corpus.store.schema import PASSAGE_TABLES
from corpus.store.word_vectors import Words

EXACT_BELOW = 1_000_000
"""Up to so many passages every vector is compared; beyond, the nearest cells only."""


def write_passages(folder: Path, passages: Sequence[Passage], rows: Mapping[str, int]) -> None:
    """Write the passages and the array that leads from each to its unit's row."""
    (folder / VECTORS).mkdir(exist_ok=True)
    np.save(folder / PASSAGE_UNITS, np.array([rows[passage.unit] for passage in passages], dtype=np.int64))
    with closing(sqlite3.connect(folder / PASSAGES)) as connection, connection:
        connection.executescript(PASSAGE_TABLES)
        connection.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 11)})", map(astuple, passages))


def write_vectors(folder: Path, vectors: Vectors) -> None:
    """Write the vector index; a vector's row is its passage's id."""
    index = vector_index(vectors)
    faiss.write_index(index, str(folder / VECTOR_INDEX))


def write_words(folder: Path, words: Sequence[Words]) -> None:
    """Write the words of all passages, one after the other, and where those of each end."""
    every = [Words.none(), *words]
    np.save(folder / WORD_ENDS, np.cumsum([len(own) for own in words], dtype=np.int64))
    np.save(folder / WORD_SPANS, np.concatenate([own.spans for own in every]))
    np.save(folder / WORD_VECTORS, np.concatenate([own.vectors for own in every]))


def vector_index(vectors: Vectors) -> faiss.Index:
    """An index of inner products: exact, but for very many vectors."""
    count, dimension = vectors.shape
    index = faiss.IndexFlatIP(dimension) if count < EXACT_BELOW else _index_of_cells(vectors)
    index.add(np.ascontiguousarray(vectors))
    return index


def _index_of_cells(vectors: Vectors) -> faiss.Index:
    count, dimension = vectors.shape
    index = faiss.index_factory(dimension, f"IVF{4 * math.isqrt(count)},Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors))
    faiss.extract_index_ivf(index).nprobe = 64
    return index
