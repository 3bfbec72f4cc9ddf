"""Writes the vector index and the table of passages."""

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
from store.word_vectors import ContentWords, Vectors

EXACT_BELOW = 20_000
"""Of fewer passages every vector is compared as it is; of more, first the codes of all."""
RECALL = 0.995
"""Share of the nearest that must be found among those whose codes come near, on trial questions."""
_PER_CODE = 4
"""Numbers of a vector that one code of half a byte stands for."""
_TRAINED = 50_000
_TRIED = 400
_NEAREST = 10
_MIXED, _BLUR = 4, 1.5
"""A trial question lies between so many passages, and is moved by so much (vectors have length 1): as far
from all of them as questions are."""
_DEEPEST = 16_000
"""The most of the roughly nearest that are looked at."""
_SEED = 1931


def write_passages(directory: Path, passages: Sequence[Passage], units: Sequence[Unit]) -> None:
    """Write the passages, and the array that leads from each to its unit's row: its place in ``units``."""
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
    return " ".join(dict.fromkeys(terms(passage.text, unit.language)))


def write_vectors(directory: Path, vectors: Vectors) -> float:
    """Write the vector index; a vector's row is its passage's id. Gives its recall@10."""
    index, recall = vector_index(np.ascontiguousarray(vectors))
    index.write(directory / VECTOR_INDEX)
    return recall


def write_words(directory: Path, words: Sequence[ContentWords]) -> None:
    """Write the words of all passages, one after the other, and where those of each end."""
    every = [ContentWords.empty(), *words]
    np.save(directory / WORD_ENDS, np.cumsum([len(own) for own in words], dtype=np.int64))
    np.save(directory / WORD_SPANS, np.concatenate([own.spans for own in every]))
    np.save(directory / WORD_VECTORS, np.concatenate([own.vectors for own in every]))


def vector_index(vectors: Vectors) -> tuple[VectorIndex, float]:
    """An index of inner products, by rough codes first where there are many; and its measured recall@10."""
    count, dimension = vectors.shape
    if count < EXACT_BELOW:
        exact = faiss.IndexFlatIP(dimension)
        exact.add(vectors)
        return VectorIndex(exact), 1.0
    whole = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    whole.add(vectors)
    index = VectorIndex(whole, _codes(vectors))
    return index, tune_oversampling(index, vectors)


def _codes(vectors: Vectors) -> Any:
    """The rough codes of vectors, trained on some of them."""
    count, dimension = vectors.shape
    parts = dimension // math.gcd(dimension, _PER_CODE)
    codes = faiss.IndexPQFastScan(dimension, parts, 4, faiss.METRIC_INNER_PRODUCT)
    chosen = np.random.default_rng(_SEED).choice(count, min(count, _TRAINED), replace=False)
    codes.train(vectors[np.sort(chosen)])
    codes.add(vectors)
    return codes


def tune_oversampling(index: VectorIndex, vectors: Vectors) -> float:
    """Set how many of the roughly nearest are compared as they are; the recall of that on trial questions."""
    asked = _trial_questions(vectors)
    _, nearest = faiss.knn(asked, vectors, _NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    places = np.sort(np.concatenate(list(map(_places, nearest, index.search_codes(asked, _DEEPEST)))))
    needed = min(places[math.ceil(RECALL * len(places)) - 1] + 1, _DEEPEST)
    index.oversampling = max(needed / TUNED_DEPTH, 1.0)
    return float(np.mean(places < min(index.oversampling * TUNED_DEPTH, _DEEPEST)))


def _places(wanted: PassageIds, ordered: PassageIds) -> PassageIds:
    """Where each of some passages stands in an order; at its end, where it does not stand in it."""
    where = {int(passage): place for place, passage in enumerate(ordered)}
    return np.array([where.get(int(passage), len(ordered)) for passage in wanted])


def _trial_questions(vectors: Vectors) -> Vectors:
    """Vectors of length 1 that lie to the passages as questions do."""
    count, dimension = vectors.shape
    chance = np.random.default_rng(_SEED)
    tried = min(count, _TRIED)
    mixed = sum(_unit(vectors[chance.choice(count, tried)]) for _ in range(_MIXED))
    blur = _BLUR / math.sqrt(dimension) * chance.standard_normal((tried, dimension), dtype=np.float32)
    return _unit(_unit(np.asarray(mixed)) + blur)


def _unit(vectors: Vectors) -> Vectors:
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found
