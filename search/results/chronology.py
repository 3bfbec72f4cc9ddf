"""Distances between the documents of an edition: in time, and in the order in which it prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from store.unit_table import IntArray, Mask, RowIds, UnitTable

NEIGHBOURS = 10
"""The number of letters within the typical distance in time from a letter of its edition."""


@dataclass(frozen=True)
class Chronology:
    """The distances of documents in time and in sequence; those of other editions have none."""

    table: UnitTable

    def days_from(self, row: int) -> tuple[RowIds, IntArray]:
        """Return the other documents of the edition with closed dates, and their distances in days.

        The distance is the largest that both dates permit, so that a letter of "June" is not close to one of
        the 15th. Nothing is returned unless the unit is a document with a closed date.
        """
        if not self._is_dated[row]:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        rows = self._others(row, self._is_dated)
        earliest, latest = self.table.earliest, self.table.latest
        return rows, np.maximum(latest[rows] - earliest[row], latest[row] - earliest[rows])

    def typical_days(self, row: int) -> int:
        """Return the median distance in days of a document of the edition to its tenth nearest; at least 1.

        It follows the density of the edition: few days in a daily correspondence, months in a sparse one.
        """
        return self._typical_days.get(int(self._editions[row]), 1)

    def steps_from(self, row: int) -> tuple[RowIds, IntArray]:
        """Return the other documents of the edition, and by how many documents they precede or follow a unit.

        Nothing is returned unless the unit is a document.
        """
        if not self.table.documents[row]:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        rows = self._others(row, self.table.documents)
        return rows, abs(self._positions[rows] - self._positions[row])

    def is_exact(self, *rows: int) -> bool:
        """Return whether all of some units are dated to the day."""
        return all(self.table.earliest[row] == self.table.latest[row] for row in rows)

    def _others(self, row: int, mask: Mask) -> RowIds:
        """Return the other rows of the unit's edition that a mask selects."""
        is_other = mask & (self._editions == self._editions[row])
        is_other[row] = False
        return np.flatnonzero(is_other)

    @cached_property
    def _is_dated(self) -> Mask:
        """The mask of the documents with closed dates."""
        mask: Mask = self.table.documents & self.table.closed
        return mask

    @cached_property
    def _editions(self) -> IntArray:
        """The code of each unit's edition, shape (units,)."""
        column = self.table.columns["edition"]
        return column.codes[column.starts[:-1]]

    @cached_property
    def _positions(self) -> IntArray:
        """The number of documents up to each unit, itself included, shape (units,)."""
        return np.cumsum(self.table.documents)

    @cached_property
    def _typical_days(self) -> Mapping[int, int]:
        """The typical distance of each edition with dated documents, by its code."""
        rows = np.flatnonzero(self._is_dated)
        editions = self._editions[rows]
        first = np.flatnonzero(np.diff(editions, prepend=-1))  # the rows of an edition are adjacent
        days = np.split(self.table.middle_days[rows], first[1:])
        return dict(zip(editions[first].tolist(), map(typical_distance, days), strict=True))


def typical_distance(days: IntArray) -> int:
    """Return the median distance of a day to its ``NEIGHBOURS``-th nearest; at least 1.

    In fewer days than that, the distance to the farthest is taken.
    """
    ascending = np.sort(days)
    size = len(ascending)
    if size < 2:
        return 1
    width = min(NEIGHBOURS, size - 1)
    spans = np.full((width + 1, size), np.iinfo(np.int64).max)
    for before in range(width + 1):  # the neighbours: ``before`` of them earlier, the others later
        first = np.arange(0, size - width)
        centre = first + before
        earlier, later = ascending[centre] - ascending[first], ascending[first + width] - ascending[centre]
        spans[before, centre] = np.maximum(earlier, later)
    return max(int(np.median(spans.min(axis=0))), 1)
