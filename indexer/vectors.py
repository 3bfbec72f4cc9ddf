"""Writing of passages, word vectors and the vector index."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from corpus.model import Unit
from corpus.text.analysis import terms
from store.layout import (
    PASSAGE_UNITS,
    PASSAGES,
    VECTOR_INDEX,
    VECTORS,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
)
from store.passages import Passage
from store.schema import PASSAGE_TABLES
from store.vectors import TUNED_DEPTH, PassageIds, VectorIndex
from store.word_vectors import EncodedWords, Vectors

EXACT_BELOW = 20_000
"""Number of passages below which every vector is compared exactly, without codes."""
RECALL = 0.995
"""Recall among the candidates by codes, on synthetic queries, to which oversampling is tuned."""
_COMPONENTS_PER_CODE = 4
"""Components of a vector that one 4-bit code stands for."""
_TRAINING_VECTORS = 50_000
_SYNTHETIC_QUERIES = 400
_NEAREST = 10
_MIXED_PASSAGES, _NOISE = 4, 1.5
"""A synthetic query is the mean of this many passages plus noise of this length (vectors have length 1),
which puts it as far from all passages as real queries are."""
_CANDIDATES_MAX = 16_000
"""Largest number of candidates by codes."""
_SEED = 1931


def write_passages(directory: Path, passages: Sequence[Passage], units: Sequence[Unit]) -> None:
    """Write the table of passages, and the array of their units' rows; ``units`` are in row order."""
    (directory / VECTORS).mkdir(exist_ok=True)
    rows = {unit.id: row for row, unit in enumerate(units)}
    np.save(directory / PASSAGE_UNITS, np.array([rows[passage.unit] for passage in passages], dtype=np.int64))
    with closing(sqlite3.connect(directory / PASSAGES)) as connection, connection:
        connection.executescript(PASSAGE_TABLES)
        connection.executemany(
            f"INSERT INTO passages VALUES ({','.join('?' * 8)})",
            ((*astuple(passage), _terms(passage, units[rows[passage.unit]])) for passage in passages),
        )


def _terms(passage: Passage, unit: Unit) -> str:
    """Return the distinct terms of a passage in order, separated by spaces."""
    return " ".join(dict.fromkeys(terms(passage.text, unit.language)))


def write_vectors(directory: Path, vectors: Vectors) -> float:
    """Write the vector index of passages in id order, shape (passages, dimension); return its recall@10."""
    index, recall = vector_index(np.ascontiguousarray(vectors))
    index.write(directory / VECTOR_INDEX)
    return recall


def content_words(
    words: Sequence[EncodedWords], passages: Sequence[Passage], units: Sequence[Unit]
) -> list[EncodedWords]:
    """Return the words of each passage without the stop words of its unit's language."""
    languages = {unit.id: unit.language for unit in units}
    return [
        found.without_stop_words(passage.embedding_input, [languages[passage.unit]])
        for found, passage in zip(words, passages, strict=True)
    ]


def write_words(directory: Path, words: Sequence[EncodedWords]) -> None:
    """Write the word vectors of all passages, concatenated, and the cumulative number of words after each."""
    parts = [EncodedWords.empty(), *words]  # never an empty list, which cannot be concatenated
    np.save(directory / WORD_ENDS, np.cumsum([len(passage) for passage in words], dtype=np.int64))
    np.save(directory / WORD_SPANS, np.concatenate([part.spans for part in parts]))
    np.save(directory / WORD_VECTORS, np.concatenate([part.vectors for part in parts]))


def vector_index(vectors: Vectors) -> tuple[VectorIndex, float]:
    """Return an index of vectors (n, dimension), and its recall@10 on synthetic queries.

    From ``EXACT_BELOW`` vectors on it has codes and half precision; below, it is exact and its recall 1.
    """
    count, dimension = vectors.shape
    if count < EXACT_BELOW:
        exact = faiss.IndexFlatIP(dimension)
        exact.add(vectors)
        return VectorIndex(exact), 1.0
    half_precision = faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    half_precision.add(vectors)
    index = VectorIndex(half_precision, _codes(vectors))
    return index, tune_oversampling(index, vectors)


def _codes(vectors: Vectors) -> Any:
    """Return a faiss index of product quantization codes, trained on a sample of the vectors."""
    count, dimension = vectors.shape
    parts = dimension // math.gcd(dimension, _COMPONENTS_PER_CODE)
    codes = faiss.IndexPQFastScan(dimension, parts, 4, faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(_SEED).choice(count, min(count, _TRAINING_VECTORS), replace=False)
    codes.train(vectors[np.sort(sample)])
    codes.add(vectors)
    return codes


def tune_oversampling(index: VectorIndex, vectors: Vectors) -> float:
    """Set an index's oversampling to the least with a recall of ``RECALL`` on synthetic queries.

    Returns:
        The recall@10 reached, which is lower if even ``_CANDIDATES_MAX`` candidates are too few.
    """
    queries = _synthetic_queries(vectors)
    _, nearest = faiss.knn(queries, vectors, _NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    candidates = index.search_codes(queries, _CANDIDATES_MAX)
    ranks = np.sort(np.concatenate(list(map(_ranks, nearest, candidates))))
    needed = min(ranks[math.ceil(RECALL * len(ranks)) - 1] + 1, _CANDIDATES_MAX)
    index.oversampling = max(needed / TUNED_DEPTH, 1.0)
    return float(np.mean(ranks < min(index.oversampling * TUNED_DEPTH, _CANDIDATES_MAX)))


def _ranks(passages: PassageIds, ranking: PassageIds) -> PassageIds:
    """Return each passage's rank in a ranking, from 0; the ranking's length if the passage is not in it."""
    ranks = {int(passage): rank for rank, passage in enumerate(ranking)}
    return np.array([ranks.get(int(passage), len(ranking)) for passage in passages])


def _synthetic_queries(vectors: Vectors) -> Vectors:
    """Return L2-normalized vectors as far from all passages as real queries are; shape (n, dimension)."""
    count, dimension = vectors.shape
    generator = np.random.default_rng(_SEED)
    queries = min(count, _SYNTHETIC_QUERIES)
    mixed = sum(_normalize(vectors[generator.choice(count, queries)]) for _ in range(_MIXED_PASSAGES))
    noise = _NOISE / math.sqrt(dimension) * generator.standard_normal((queries, dimension), dtype=np.float32)
    return _normalize(_normalize(np.asarray(mixed)) + noise)


def _normalize(vectors: Vectors) -> Vectors:
    """Return vectors scaled to length 1."""
    normalized: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normalized
