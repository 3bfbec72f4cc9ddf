"""The unit table: columns of all units, for filters, facets and sorting without the catalogue.

It is written once per generation and memory-mapped when opened.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import DateSpan, Topic, Unit
from corpus.unit_id import UnitId
from store.fields import FIELDS, broader_topics
from store.integrity import reporting_damage
from store.keyword_schema import DAY_MAX, DAY_MIN
from store.layout import TABLE_ARRAYS, TABLE_NAMES, Generation

IntArray = NDArray[np.integer]
"""Integers: days as ordinals, codes of values, or offsets; shape (n,)."""
RowIds = NDArray[np.integer]
"""Rows of units; shape (n,)."""
Mask = NDArray[np.bool_]
"""One boolean per row of the table; shape (units,)."""

_DAYS = ("earliest", "latest", "sort_days", "middle_days")
_ARRAYS = (*_DAYS, "document")
_PARTS = ("starts", "codes", "places", "rows")


@dataclass(frozen=True, slots=True)
class Column:
    """The values of all units in one field, as integer codes, accessible by row and by value.

    The codes of row ``r`` are ``codes[starts[r]:starts[r + 1]]``; the rows that have the value with code
    ``c``
    are ``rows[places[c]:places[c + 1]]``, ascending. All arrays are int32.
    """

    values: tuple[str, ...]
    starts: IntArray
    codes: IntArray
    places: IntArray
    rows: RowIds

    @classmethod
    def encode(cls, values: Sequence[Sequence[str]]) -> Column:
        """Encode the values of each unit, one sequence per row."""
        names: dict[str, int] = {}
        codes_by_row = [[names.setdefault(value, len(names)) for value in row] for row in values]
        lengths = np.array([len(row) for row in codes_by_row], dtype=np.int32)
        codes = np.array([code for row in codes_by_row for code in row], dtype=np.int32)
        order = np.argsort(codes, kind="stable")
        rows = np.repeat(np.arange(len(codes_by_row), dtype=np.int32), lengths)[order]
        return cls(
            tuple(names), _starts(lengths), codes, _starts(np.bincount(codes, minlength=len(names))), rows
        )

    def rows_of(self, code: int) -> RowIds:
        """Return the rows that have the value with a code, ascending."""
        return self.rows[self.places[code] : self.places[code + 1]]

    def mask(self, values: Iterable[str], size: int) -> Mask:
        """Return the mask of the rows that have any of the given values; ``size`` is the number of rows."""
        selected = set(values)
        mask = np.zeros(size, dtype=np.bool_)
        for code, value in enumerate(self.values):
            if value in selected:
                mask[self.rows_of(code)] = True
        return mask

    def counts(self, mask: Mask, groups: IntArray | None = None) -> dict[str, int]:
        """Return how many of the masked rows have each value; values that none has are left out.

        Args:
            groups: the group of each row, shape (units,); groups are then counted instead of rows.
        """
        selected = np.flatnonzero(mask)
        if groups is None and len(selected) == len(mask):
            counts = self.totals
        else:
            first = self.starts[selected]
            lengths = self.starts[selected + 1] - first
            positions = np.arange(lengths.sum()) + np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
            codes = self.codes[positions]
            if groups is not None:
                pairs = np.repeat(groups[selected].astype(np.int64), lengths) * len(self.values) + codes
                codes = _distinct(pairs) % max(len(self.values), 1)
            counts = np.bincount(codes, minlength=len(self.values))
        codes = np.flatnonzero(counts)
        return {
            self.values[code]: count
            for code, count in zip(codes.tolist(), counts[codes].tolist(), strict=True)
        }

    @property
    def totals(self) -> IntArray:
        """The number of rows that have each value, by code; shape (values,)."""
        return np.diff(self.places)

    def row_values(self, row: int) -> tuple[str, ...]:
        """Return the values of a row."""
        return tuple(self.values[code] for code in self.codes[self.starts[row] : self.starts[row + 1]])


@dataclass(frozen=True)
class UnitTable:
    """The columns of all units of a generation, by row.

    ``earliest`` and ``latest`` have the bounds of each unit's date as ordinals, ``DAY_MIN`` and ``DAY_MAX``
    where there is none. ``sort_days`` has the first stated day, else the last; ``middle_days``, from which
    distances in time are measured, the middle of the stated span, else the stated end. ``document`` has the
    row of a note's document or introduction, and a unit's own row otherwise. All have the shape (units,),
    int32.
    """

    ids: Sequence[str]
    columns: Mapping[str, Column]
    earliest: IntArray
    latest: IntArray
    sort_days: IntArray
    middle_days: IntArray
    document: RowIds
    broader: Mapping[str, str]
    """Narrower topics' ids, each mapped to the id of its broader topic."""

    @classmethod
    def from_units(cls, units: Iterable[Unit], topics: Iterable[Topic] = ()) -> UnitTable:
        """Build the table of units in row order; a unit with a narrower topic also gets its broader topic."""
        units_by_row = list(units)
        broader = broader_topics(topics)
        rows = {unit.id: row for row, unit in enumerate(units_by_row)}
        days = np.array([_days(unit.date) for unit in units_by_row], dtype=np.int32).reshape(-1, 4)
        document = [rows.get(unit.parent or unit.id, row) for row, unit in enumerate(units_by_row)]
        return cls(
            tuple(rows),
            {
                field.name: Column.encode([field.of(unit, broader) for unit in units_by_row])
                for field in FIELDS
            },
            broader=broader,
            document=np.array(document, dtype=np.int32),
            **{name: days[:, column].copy() for column, name in enumerate(_DAYS)},
        )

    @classmethod
    def open(cls, generation: Generation) -> UnitTable:
        """Open the table of a generation; arrays are memory-mapped.

        Raises:
            IndexDamaged: a file cannot be read.
        """
        with reporting_damage(generation.table_arrays):
            arrays = np.asarray(np.load(generation.table_arrays, mmap_mode="r", allow_pickle=False))
        with reporting_damage(generation.table_names):
            names = json.loads(generation.table_names.read_bytes())
            parts = {name: arrays[start:end] for name, (start, end) in names["arrays"].items()}
            columns = {
                name: Column(tuple(values), *(parts[f"{name}.{part}"] for part in _PARTS))
                for name, values in names["columns"].items()
            }
            arrays_by_name = {name: parts[name] for name in _ARRAYS}
            return cls(names["ids"], columns, broader=names["broader"], **arrays_by_name)

    def write(self, directory: Path) -> None:
        """Write the table into a generation: all arrays into one numpy file (int32), all strings into a
        JSON file.
        """
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        for name, column in self.columns.items():
            arrays |= {f"{name}.{part}": getattr(column, part) for part in _PARTS}
        ends = np.cumsum([len(array) for array in arrays.values()]).tolist()
        names = {
            "ids": list(self.ids),
            "columns": {name: column.values for name, column in self.columns.items()},
            "broader": dict(self.broader),
            "arrays": {
                name: (end - len(array), end) for (name, array), end in zip(arrays.items(), ends, strict=True)
            },
        }
        (directory / TABLE_NAMES).parent.mkdir()
        (directory / TABLE_NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        np.save(directory / TABLE_ARRAYS, np.concatenate(list(arrays.values())).astype(np.int32))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each unit id."""
        return {id: row for row, id in enumerate(self.ids)}

    @cached_property
    def dated(self) -> Mask:
        """The mask of units whose date has at least one bound."""
        mask: Mask = (self.earliest != DAY_MIN) | (self.latest != DAY_MAX)
        return mask

    @cached_property
    def closed(self) -> Mask:
        """The mask of units with a day or with a date that states both its first and its last day.

        The middle day of a date that states one end alone is that end.
        """
        lies_between = (self.earliest < self.middle_days) & (self.middle_days < self.latest)
        mask: Mask = lies_between | (self.latest - self.earliest <= 1)
        return mask

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which a unit can be dated; None where no unit has a date."""
        bounds = np.concatenate(
            [self.earliest[self.earliest != DAY_MIN], self.latest[self.latest != DAY_MAX]]
        )
        if not len(bounds):
            return None
        return date.fromordinal(int(bounds.min())).year, date.fromordinal(int(bounds.max())).year

    def is_appendix(self, row: int) -> bool:
        """Return whether a unit belongs to an appendix, whose documents are numbered separately."""
        return UnitId(self.ids[row]).is_appendix

    def value(self, column: str, row: int) -> str | None:
        """Return the first value of a unit in a column; None where it has none."""
        return next(iter(self.columns[column].row_values(row)), None)

    def rows_of_number(self, number: str) -> list[int]:
        """Return the rows of the documents with a printed number."""
        mask = self.columns["number"].mask([number], len(self)) & self.documents
        return [int(row) for row in np.flatnonzero(mask)]

    @cached_property
    def documents(self) -> Mask:
        """The mask of units of kind ``document``."""
        return self.columns["kind"].mask(["document"], len(self))

    def notes_of(self, row: int) -> list[int]:
        """Return the rows of the notes of the document or introduction in ``row``."""
        return [int(note) for note in np.flatnonzero(self.document == row) if note != row]

    def documents_of(self, mask: Mask) -> Mask:
        """Return the mask of the documents of the selected rows; see ``document``."""
        documents = np.zeros(len(self), dtype=np.bool_)
        documents[self.document[mask]] = True
        return documents

    def mask_of(self, rows: Collection[int]) -> Mask:
        """Return a mask that selects some rows."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[np.fromiter(rows, dtype=np.int64, count=len(rows))] = True
        return mask

    def all_rows(self) -> Mask:
        """Return a mask that selects every row."""
        return np.ones(len(self), dtype=np.bool_)


def _distinct(numbers: IntArray) -> IntArray:
    """Return the distinct values of an array, ascending; for small arrays much faster than ``np.unique``."""
    ascending = np.sort(numbers)
    distinct: IntArray = ascending[np.diff(ascending, prepend=-1) != 0]
    return distinct


def _starts(lengths: IntArray) -> IntArray:
    """Return the offset of each run and the end of the last, from the lengths of n runs; shape (n + 1,)."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)


def _days(span: DateSpan | None) -> tuple[int, int, int, int]:
    """Return the ordinals of the earliest, the latest, the sorting and the middle day of a date."""
    if span is None:
        return DAY_MIN, DAY_MAX, DAY_MIN, DAY_MIN
    earliest = span.earliest.toordinal() if span.earliest else DAY_MIN
    latest = span.latest.toordinal() if span.latest else DAY_MAX
    known = span.known_day.toordinal() if span.known_day else DAY_MIN
    return earliest, latest, known, (earliest + latest) // 2 if all(span.stated) else known
