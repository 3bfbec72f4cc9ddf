"""The vectors of passages: their file, and how the nearest of them are found.

Few vectors are all compared. Of many, every one is first compared roughly, by a code of half a byte for four
numbers (product quantisation: Jégou, Douze, Schmid, IEEE TPAMI 33(1), 2011; compared in registers, "fast
scan": André, Kermarrec, Le Scouarnec, Quicker ADC, IEEE TPAMI 43(5), 2021), and those that come near are then
compared as they are, in half precision. No vector is left out unseen, so that a question that lies far from
all passages finds its nearest as well as any other.
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

TUNED_DEPTH = 500
"""The depth for which the build chooses how many of the roughly nearest are compared once more."""
EXACT_MAX = 10_000
"""Up to so many vectors that a filter leaves are compared as they are, without their codes."""
_SPARE = 1.2
"""How many more are looked for than a filter should leave by its share, which it does not everywhere."""
_SHARE = 4
"""Where more than one in so many would have to be looked for, all that a filter leaves are compared."""


class VectorIndex:
    """Inner products of vectors of length 1; a vector's number is its passage's id.

    The file is mapped: what is not looked at takes no memory, but for the rough codes.

    Args:
        whole: faiss's index of the vectors as they are.
        rough: that of their codes, where there are many.
        deeper: how many times as many as are wanted the codes must give.
    """

    def __init__(self, whole: Any, rough: Any = None, oversampling: float = 1.0) -> None:
        self._whole = whole
        self._rough = rough
        self._holder: Any = None
        """What frees both parts with itself, where they were read from one file."""
        self.oversampling = oversampling

    @classmethod
    def open(cls, generation: Generation) -> VectorIndex:
        """The vectors of a generation.

        Raises:
            IndexDamaged
        """
        with reporting_damage(generation.vector_index):
            index: Any = faiss.read_index(str(generation.vector_index), faiss.IO_FLAG_MMAP_IFC)
        if not isinstance(index, faiss.IndexRefine):
            return cls(index)
        opened = cls(index.refine_index, index.base_index, index.k_factor)
        opened._holder = index
        return opened

    def write(self, path: Path) -> None:
        """Write the file."""
        index = self._whole
        if self._rough is not None:
            index = faiss.IndexRefine(self._rough, self._whole)
            index.k_factor = self.oversampling
        faiss.write_index(index, str(path))

    def __len__(self) -> int:
        return int(self._whole.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared as it is."""
        return self._rough is None

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, PassageIds]:
        """The nearest passages, the nearest first: scores and ids.

        Args:
            vector: one row of length 1.
            allowed: the passages among which to search.
        """
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if not count:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        if self._rough is not None and count > EXACT_MAX:
            allowed = self._likely(vector, depth, allowed, count)
        scores, found = self._whole.search(
            vector, min(depth, len(self)), params=None if allowed is None else _among(allowed)
        )
        is_found = found[0] >= 0
        return scores[0][is_found], found[0][is_found]

    def vectors(self, passages: PassageIds) -> Vectors:
        """The vectors of some passages, one a row."""
        found: Vectors = self._whole.reconstruct_batch(passages)
        return found

    def all_vectors(self) -> Vectors:
        """Every vector, one a row."""
        found: Vectors = self._whole.reconstruct_n(0, len(self))
        return found

    def search_codes(self, vectors: Vectors, depth: int) -> PassageIds:
        """The passages whose codes come nearest to some vectors, a row each."""
        found: PassageIds = self._rough.search(vectors, min(depth, len(self)))[1]
        return found

    def _likely(self, vector: Vectors, depth: int, allowed: Mask | None, count: int) -> Mask | None:
        """The passages, of those allowed, that come nearest by their codes; all of them if it saves nothing.

        A filter may leave fewer of the nearest than of others; then more are looked for, until there are
        as many as without it.
        """
        wanted = min(math.ceil(self.oversampling * max(depth, TUNED_DEPTH)), count)
        asked = wanted if allowed is None else math.ceil(_SPARE * wanted * len(self) / count)
        while asked <= len(self) // _SHARE:
            near = self.search_codes(vector, asked)[0]
            near = near[near >= 0]
            if allowed is not None:
                near = near[allowed[near]]
            if len(near) >= wanted:
                likely = np.zeros(len(self), dtype=np.bool_)
                likely[near] = True
                return likely
            asked *= 2
        return allowed


def _among(allowed: Mask) -> Any:
    """faiss's parameters of a search among some vectors."""
    selector: Any = faiss.IDSelectorBitmap
    parameters: Any = faiss.SearchParameters()
    parameters.sel = selector(np.packbits(allowed, bitorder="little"))
    return parameters
