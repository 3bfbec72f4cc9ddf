"""The tf–idf vectors of all units, by which units with the same rare words are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.integrity import reporting_damage
from store.layout import TERM_ENDS, TERM_ENTRIES, Generation

ENTRY = np.dtype([("term", np.int32), ("weight", np.float32)])
"""A component of a vector that is not zero: the number of its term, and the weight."""


BLOCK_ROWS = 10_000
"""Vectors compared at once, so that a large index takes little memory."""


@dataclass(frozen=True, slots=True)
class TermVectors:
    """The vectors of the units, of length 1 or 0, as one array of entries (compressed sparse rows).

    The entries of row ``r`` end at ``ends[r]``, where those of the next begin; both are memory-mapped.
    """

    ends: NDArray[np.int64]
    entries: NDArray[np.void]

    @classmethod
    def of(cls, vectors: Iterable[Mapping[str, float]]) -> TermVectors:
        """Encode vectors, each a mapping of terms to weights, one per row."""
        numbers: dict[str, int] = {}
        ends, entries = [0], []
        for vector in vectors:
            entries += [(numbers.setdefault(term, len(numbers)), weight) for term, weight in vector.items()]
            ends.append(len(entries))
        return cls(np.array(ends[1:], dtype=np.int64), np.array(entries, dtype=ENTRY))

    @classmethod
    def open(cls, generation: Generation) -> TermVectors:
        """Open the vectors of a generation.

        Raises:
            IndexDamaged: a file cannot be read.
        """
        with reporting_damage(generation.term_ends):
            ends = np.load(generation.term_ends, mmap_mode="r", allow_pickle=False)
        with reporting_damage(generation.term_entries):
            entries = np.load(generation.term_entries, mmap_mode="r", allow_pickle=False)
            if entries.dtype != ENTRY or len(entries) != (ends[-1] if len(ends) else 0):
                raise ValueError(f"{entries.shape} entries of {entries.dtype}")
        return cls(ends, entries)

    def write(self, directory: Path) -> None:
        """Write the vectors into a generation."""
        np.save(directory / TERM_ENDS, self.ends)
        np.save(directory / TERM_ENTRIES, self.entries)

    def cosines(self, row: int) -> NDArray[np.float32]:
        """Return the cosine of a unit with every unit, by row; shape (units,)."""
        starts = np.concatenate(([0], self.ends[:-1]))
        cosines = np.zeros(len(self.ends), dtype=np.float32)
        unit = self.entries[starts[row] : self.ends[row]]
        if not len(unit):
            return cosines
        query = np.zeros(int(self.entries["term"].max()) + 1, dtype=np.float32)
        query[unit["term"]] = unit["weight"]
        has_terms = np.flatnonzero(starts < self.ends)
        for first in range(0, len(has_terms), BLOCK_ROWS):
            rows = has_terms[first : first + BLOCK_ROWS]
            block = self.entries[starts[rows[0]] : self.ends[rows[-1]]]
            products = query[block["term"]] * block["weight"]
            cosines[rows] = np.add.reduceat(products, starts[rows] - starts[rows[0]])
        return cosines
