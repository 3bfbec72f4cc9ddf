"""The vector index opened for searching: exact, or of cells where there are very many vectors."""

from __future__ import annotations

import math
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from corpus.store.encoder import Vectors
from corpus.store.layout import Generation
from corpus.store.unit_table import Mask

Passages = NDArray[np.int64]


class PassageVectors(Protocol):
    """Where the vectors of passages lie."""

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared."""

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, Passages]:
        """The nearest passages, the nearest first: scores and ids."""

    def vectors(self, passages: Passages) -> Vectors:
        """The vectors of some passages, one a row."""

    def all_vectors(self) -> Vectors:
        """Every vector of an exact index, one a row."""


class VectorIndex:
    """Inner products of vectors of length 1; a vector's number is its passage's id.

    An index of cells stays on the disk and is mapped: only what is looked at takes memory.
    """

    def __init__(self, generation: Generation) -> None:
        path = str(generation.vector_index)
        try:
            self._index: Any = faiss.read_index(path, faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise IndexDamaged(
                f"{path} cannot be read.", "Build the index again: perepiska index SOURCE"
            ) from error
        self._cells: int = getattr(self._index, "nlist", 0)
        self._probed: int = getattr(self._index, "nprobe", 0)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared."""
        return not self._cells

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, Passages]:
        """The nearest passages, the nearest first: scores and ids.

        The fewer passages a filter leaves, the more cells are searched: all of them, and so exactly but for
        rounding, where it leaves few.

        Args:
            allowed: the passages among which to search.
        """
        parameters: Any = None
        if allowed is not None:
            chosen = int(np.count_nonzero(allowed))
            if not chosen:
                return np.zeros(0, np.float32), np.zeros(0, np.int64)
            parameters = faiss.SearchParametersIVF() if self._cells else faiss.SearchParameters()
            selector: Any = faiss.IDSelectorBitmap
            parameters.sel = selector(np.packbits(allowed, bitorder="little"))
            if self._cells:
                parameters.nprobe = min(self._cells, math.ceil(self._probed * len(self) / chosen))
        scores, found = self._index.search(vector, min(depth, len(self)), params=parameters)
        is_found = found[0] >= 0
        return scores[0][is_found], found[0][is_found]

    def vectors(self, passages: Passages) -> Vectors:
        """The vectors of some passages, one a row; rounded in an index of cells."""
        if self._cells:
            self._index.make_direct_map()
        found: Vectors = self._index.reconstruct_batch(passages)
        return found

    def all_vectors(self) -> Vectors:
        """Every vector of an exact index, one a row."""
        found: Vectors = self._index.reconstruct_n(0, len(self))
        return found
