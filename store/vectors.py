"""The vector index of passages: its file format and top-k search by inner product.

A small index compares every vector exactly. A large one first scores every vector approximately, by codes of
4 bits for 4 components (product quantization: Jégou, Douze, Schmid, IEEE TPAMI 33(1), 2011; "fast scan":
André, Kermarrec, Le Scouarnec, Quicker ADC, IEEE TPAMI 43(5), 2021), and then rescores the best candidates in
half precision. No vector is skipped, so recall does not suffer for queries that are far from all passages.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from store.integrity import reporting_damage
from store.layout import Generation
from store.unit_table import Mask
from store.word_vectors import Vectors

PassageIds = NDArray[np.int64]
"""Ids of passages; shape (n,), int64."""

TUNED_DEPTH = 500
"""The number of results for which the build tunes ``VectorIndex.oversampling``."""
EXACT_MAX = 10_000
"""Number of allowed passages up to which all are compared exactly, without their codes."""
_FILTER_MARGIN = 1.2
"""Factor on the candidates of a filtered search, because filters do not match evenly."""
_SCAN_DIVISOR = 4
"""When more than 1/_SCAN_DIVISOR of all vectors would be candidates, all allowed vectors are compared
exactly."""


class VectorIndex:
    """Top-k search over L2-normalized vectors by inner product; a vector's number is its passage's id.

    The file is memory-mapped; only the codes are read into memory.

    Args:
        exact: faiss index of the vectors, in single or half precision.
        codes: faiss index of their product quantization codes; None for a small index.
        oversampling: candidates to rescore, as a multiple of the number of results.
    """

    def __init__(self, exact: Any, codes: Any = None, oversampling: float = 1.0) -> None:
        self._exact = exact
        self._codes = codes
        self._refine_index: Any = None
        """The faiss object that owns both parts when they were read from a file; keeps them alive."""
        self.oversampling = oversampling

    @classmethod
    def open(cls, generation: Generation) -> VectorIndex:
        """Open the vector index of a generation.

        Raises:
            IndexDamaged: the file cannot be read.
        """
        with reporting_damage(generation.vector_index):
            index: Any = faiss.read_index(str(generation.vector_index), faiss.IO_FLAG_MMAP_IFC)
        if not isinstance(index, faiss.IndexRefine):
            return cls(index)
        opened = cls(index.refine_index, index.base_index, index.k_factor)
        opened._refine_index = index
        return opened

    def write(self, path: Path) -> None:
        """Write the index to a file."""
        index = self._exact
        if self._codes is not None:
            index = faiss.IndexRefine(self._codes, self._exact)
            index.k_factor = self.oversampling
        faiss.write_index(index, str(path))

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared exactly."""
        return self._codes is None

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of the passages most similar to a query, best first.

        Both arrays have the shape (k,), where k is ``depth`` or, if fewer passages are allowed, their number.

        Args:
            vector: L2-normalized query, shape (1, dimension).
            allowed: mask that selects the passages to search; None for all.
        """
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if not count:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        if self._codes is not None and count > EXACT_MAX:
            allowed = self._candidates(vector, depth, allowed, count)
        scores, ids = self._exact.search(
            vector, min(depth, len(self)), params=None if allowed is None else _restricted_to(allowed)
        )
        is_result = ids[0] >= 0
        return scores[0][is_result], ids[0][is_result]

    def above(self, vector: Vectors, floor: float) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of all passages with a score above a floor, best first.

        In a large index, the scores are those of the codes.

        Args:
            vector: L2-normalized query, shape (1, dimension).
        """
        if self._codes is None:
            _, scores, ids = self._exact.range_search(vector, floor)
        else:
            scores, ids = (found[0] for found in self._codes.search(vector, len(self)))
            scores, ids = scores[scores > floor], ids[scores > floor]
        order = np.argsort(-scores, kind="stable")
        return scores[order], ids[order]

    def rescored(self, vector: Vectors, scores: Vectors, passages: PassageIds) -> tuple[Vectors, PassageIds]:
        """Return passages found by ``above``, the best of them exactly compared and in their right order.

        Args:
            vector: L2-normalized query, shape (1, dimension).
            scores: the scores of the passages, in descending order.
        """
        if self._codes is None or not len(scores):
            return scores, passages
        depth = math.ceil(self.oversampling * TUNED_DEPTH)
        exact = self.vectors(passages[:depth]) @ vector[0]
        order = np.argsort(-exact, kind="stable")
        rest = np.minimum(scores[depth:], exact.min())
        return np.concatenate([exact[order], rest]), np.concatenate(
            [passages[:depth][order], passages[depth:]]
        )

    def vectors(self, passages: PassageIds) -> Vectors:
        """Return the vectors of the passages with the given ids; shape (n, dimension)."""
        vectors: Vectors = self._exact.reconstruct_batch(passages)
        return vectors

    def all_vectors(self) -> Vectors:
        """Return every vector, in the order of ids; shape (passages, dimension)."""
        vectors: Vectors = self._exact.reconstruct_n(0, len(self))
        return vectors

    def search_codes(self, vectors: Vectors, depth: int) -> PassageIds:
        """Return the ids of the best passages by their codes alone, best first; shape (queries, depth).

        The index must have codes. A row with fewer results is filled up with -1.
        """
        ids: PassageIds = self._codes.search(vectors, min(depth, len(self)))[1]
        return ids

    def _candidates(self, vector: Vectors, depth: int, allowed: Mask | None, count: int) -> Mask | None:
        """Return the mask that selects the allowed passages with the best codes.

        If that would save nothing, ``allowed`` is returned. A filter may match fewer of the best passages
        than of others; then the search by codes is widened until it has as many candidates as without a
        filter.
        """
        needed = min(math.ceil(self.oversampling * max(depth, TUNED_DEPTH)), count)
        searched = needed if allowed is None else math.ceil(_FILTER_MARGIN * needed * len(self) / count)
        while searched <= len(self) // _SCAN_DIVISOR:
            best = self.search_codes(vector, searched)[0]
            best = best[best >= 0]
            if allowed is not None:
                best = best[allowed[best]]
            if len(best) >= needed:
                candidates = np.zeros(len(self), dtype=np.bool_)
                candidates[best] = True
                return candidates
            searched *= 2
        return allowed


def _restricted_to(allowed: Mask) -> Any:
    """Return faiss parameters that restrict a search to the allowed vectors."""
    selector: Any = faiss.IDSelectorBitmap
    parameters: Any = faiss.SearchParameters()
    parameters.sel = selector(np.packbits(allowed, bitorder="little"))
    return parameters
