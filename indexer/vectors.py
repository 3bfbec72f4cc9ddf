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
from corpus.store.analysis import terms
from corpus.store.encoder import Vectors
from corpus.store.layout import (
    PASSAGE_UNITS,
    PASSAGES,
    VECTOR_INDEX,
    VECTORS,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
    Generation,
)
from corpus.store.passages import Passage
from corpus.store.schema import PASSAGE_TABLES
from corpus.store.word_vectors import Words

EXACT_BELOW = 100_000
"""Up to so many passages every vector is compared; beyond, those in the nearest cells, a byte a number."""
RECALL = 0.995
"""Share of what a search of all cells finds that a search of some must find, on trial questions."""
_PER_CELL = 40
"""Passages a cell is trained on."""
_TRIED = 400
_NEAREST = 10
_MIXED, _BLUR = 4, 1.5
"""A trial question lies between so many passages, and is moved by so much (vectors have length 1): as far
from all of them as questions are, whose nearest passages are spread over many cells."""
_WIDER = 1.2
_SEED = 1931


def write_passages(folder: Path, passages: Sequence[Passage], units: Sequence[Unit]) -> None:
    """Write the passages, and the array that leads from each to its unit's row: its place in ``units``."""
    (folder / VECTORS).mkdir(exist_ok=True)
    rows = {unit.id: row for row, unit in enumerate(units)}
    np.save(folder / PASSAGE_UNITS, np.array([rows[passage.unit] for passage in passages], dtype=np.int64))
    with closing(sqlite3.connect(folder / PASSAGES)) as connection, connection:
        connection.executescript(PASSAGE_TABLES)
        connection.executemany(
            f"INSERT INTO passages VALUES ({','.join('?' * 12)})",
            ((*astuple(passage), _terms(passage, units[rows[passage.unit]])) for passage in passages),
        )


def _terms(passage: Passage, unit: Unit) -> str:
    return " ".join(dict.fromkeys(terms(passage.text, unit.language)))


def write_vectors(folder: Path, vectors: Vectors) -> float:
    """Write the vector index; a vector's row is its passage's id. Gives its recall@10."""
    index, recall = vector_index(vectors)
    faiss.write_index(index, str(folder / VECTOR_INDEX))
    return recall


def read_vectors(generation: Generation) -> Vectors:
    """The vectors of a generation's passages, as they were written."""
    index: Any = faiss.read_index(str(generation.vector_index))
    if isinstance(index, faiss.IndexIVF):
        index.make_direct_map()
    found: Vectors = index.reconstruct_n(0, index.ntotal)
    return found


def write_words(folder: Path, words: Sequence[Words]) -> None:
    """Write the words of all passages, one after the other, and where those of each end."""
    every = [Words.none(), *words]
    np.save(folder / WORD_ENDS, np.cumsum([len(own) for own in words], dtype=np.int64))
    np.save(folder / WORD_SPANS, np.concatenate([own.spans for own in every]))
    np.save(folder / WORD_VECTORS, np.concatenate([own.vectors for own in every]))


def vector_index(vectors: Vectors) -> tuple[faiss.Index, float]:
    """An index of inner products, exact or, of very many vectors, of cells; and its measured recall@10."""
    count, dimension = vectors.shape
    vectors = np.ascontiguousarray(vectors)
    if count < EXACT_BELOW:
        index = faiss.IndexFlatIP(dimension)
        index.add(vectors)
        return index, 1.0
    return _index_of_cells(vectors)


def _index_of_cells(vectors: Vectors) -> tuple[faiss.Index, float]:
    """Cells about the centres of k-means, the numbers rounded to bytes."""
    count, dimension = vectors.shape
    cells = 2 * math.isqrt(count)
    index = faiss.index_factory(dimension, f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    chance = np.random.default_rng(_SEED)
    sample = chance.choice(count, min(count, _PER_CELL * cells), replace=False)
    index.train(vectors[np.sort(sample)])
    index.add(vectors)
    return index, search_enough_cells(index, vectors)


def search_enough_cells(index: Any, vectors: Vectors) -> float:
    """Set how many cells are searched; the recall of that against comparing all vectors as they were."""
    asked = _trial_questions(vectors)
    index.nprobe = index.nlist
    _, everywhere = index.search(asked, _NEAREST)
    index.nprobe = max(1, index.nlist // 64)
    while True:
        _, found = index.search(asked, _NEAREST)
        if _recall(everywhere, found) >= RECALL or index.nprobe >= index.nlist:
            _, exactly = faiss.knn(asked, vectors, _NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
            return _recall(exactly, found)
        index.nprobe = min(math.ceil(_WIDER * index.nprobe), index.nlist)


def _recall(expected: Any, found: Any) -> float:
    return float(np.mean([len(set(a) & set(b)) / _NEAREST for a, b in zip(expected, found, strict=True)]))


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
