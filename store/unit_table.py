"""The columns of all units: filters, facets and sorting read them without the catalogue.

Written once, mapped from the disk when a generation is opened: what is not asked for takes no memory.
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
RowIds = NDArray[np.integer]
Mask = NDArray[np.bool_]

_DAYS = ("earliest", "latest", "sort_days", "middle_days")
_ARRAYS = (*_DAYS, "document")
_PARTS = ("starts", "codes", "places", "rows")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values, by row and by value.

    The codes of row ``r`` are ``codes[starts[r]:starts[r + 1]]``; the rows that have the value of code ``c``
    are ``rows[places[c]:places[c + 1]]``, in order.
    """

    values: tuple[str, ...]
    starts: RowIds
    codes: RowIds
    places: RowIds
    rows: RowIds

    @classmethod
    def encode(cls, values: Sequence[Sequence[str]]) -> Column:
        """Encode one sequence of values a unit."""
        names: dict[str, int] = {}
        coded = [[names.setdefault(value, len(names)) for value in own] for own in values]
        lengths = np.array([len(own) for own in coded], dtype=np.int32)
        codes = np.array([code for own in coded for code in own], dtype=np.int32)
        order = np.argsort(codes, kind="stable")
        rows = np.repeat(np.arange(len(coded), dtype=np.int32), lengths)[order]
        return cls(
            tuple(names), _starts(lengths), codes, _starts(np.bincount(codes, minlength=len(names))), rows
        )

    def rows_of(self, code: int) -> RowIds:
        """The rows that have a value."""
        return self.rows[self.places[code] : self.places[code + 1]]

    def mask(self, wanted: Iterable[str], size: int) -> Mask:
        """Which rows have any of some values."""
        chosen = set(wanted)
        found = np.zeros(size, dtype=np.bool_)
        for code, value in enumerate(self.values):
            if value in chosen:
                found[self.rows_of(code)] = True
        return found

    def counts(self, mask: Mask, groups: IntArray | None = None) -> dict[str, int]:
        """Count the rows in a mask that have each value.

        Args:
            groups: by row, what is counted instead of rows: the document that a note belongs to.
        """
        chosen = np.flatnonzero(mask)
        if groups is None and len(chosen) == len(mask):
            counted = self.totals
        else:
            firsts = self.starts[chosen]
            lengths = self.starts[chosen + 1] - firsts
            offsets = np.arange(lengths.sum()) + np.repeat(firsts - (np.cumsum(lengths) - lengths), lengths)
            codes = self.codes[offsets]
            if groups is not None:
                pairs = np.repeat(groups[chosen].astype(np.int64), lengths) * len(self.values) + codes
                codes = np.unique(pairs) % max(len(self.values), 1)
            counted = np.bincount(codes, minlength=len(self.values))
        codes = np.flatnonzero(counted)
        return {
            self.values[code]: count
            for code, count in zip(codes.tolist(), counted[codes].tolist(), strict=True)
        }

    @property
    def totals(self) -> RowIds:
        """How many rows have each value, by code."""
        return np.diff(self.places)

    def row_values(self, row: int) -> tuple[str, ...]:
        """The values of a row."""
        return tuple(self.values[code] for code in self.codes[self.starts[row] : self.starts[row + 1]])


@dataclass(frozen=True)
class UnitTable:
    """All units by row. Days are ordinals; ``document`` is the row a note folds under, else the own row."""

    ids: Sequence[str]
    columns: Mapping[str, Column]
    earliest: RowIds
    latest: RowIds
    sort_days: IntArray
    """The day to sort by: the first that is stated, else the last."""
    middle_days: IntArray
    """The day to measure distances in time by: the middle of the stated span, else the end that is stated."""
    document: RowIds
    broader: Mapping[str, str]
    """The wider topic of each narrow one."""

    @classmethod
    def from_units(cls, units: Iterable[Unit], topics: Iterable[Topic] = ()) -> UnitTable:
        """Lay out the units in the order of their rows; a unit of a narrow topic has the wider one too."""
        listed = list(units)
        broader = broader_topics(topics)
        rows = {unit.id: row for row, unit in enumerate(listed)}
        days = np.array([_days(unit.date) for unit in listed], dtype=np.int32).reshape(-1, 4)
        document = [rows.get(unit.parent or unit.id, row) for row, unit in enumerate(listed)]
        return cls(
            tuple(rows),
            {field.name: Column.encode([field.of(unit, broader) for unit in listed]) for field in FIELDS},
            broader=broader,
            document=np.array(document, dtype=np.int32),
            **{name: days[:, column].copy() for column, name in enumerate(_DAYS)},
        )

    @classmethod
    def open(cls, generation: Generation) -> UnitTable:
        """The table of a generation.

        Raises:
            IndexDamaged
        """
        with reporting_damage(generation.table_arrays):
            arrays = np.asarray(np.load(generation.table_arrays, mmap_mode="r", allow_pickle=False))
        with reporting_damage(generation.table_names):
            names = json.loads(generation.table_names.read_bytes())
            part = {name: arrays[first:last] for name, (first, last) in names["arrays"].items()}
            columns = {
                name: Column(tuple(values), *(part[f"{name}.{one}"] for one in _PARTS))
                for name, values in names["columns"].items()
            }
            given = {name: part[name] for name in _ARRAYS}
            return cls(names["ids"], columns, broader=names["broader"], **given)

    def write(self, directory: Path) -> None:
        """Write the table into a generation: all numbers in one file, all names in another."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        for name, column in self.columns.items():
            arrays |= {f"{name}.{one}": getattr(column, one) for one in _PARTS}
        lasts = np.cumsum([len(array) for array in arrays.values()]).tolist()
        names = {
            "ids": list(self.ids),
            "columns": {name: column.values for name, column in self.columns.items()},
            "broader": dict(self.broader),
            "arrays": {
                name: (last - len(array), last)
                for (name, array), last in zip(arrays.items(), lasts, strict=True)
            },
        }
        (directory / TABLE_NAMES).parent.mkdir()
        (directory / TABLE_NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        np.save(directory / TABLE_ARRAYS, np.concatenate(list(arrays.values())).astype(np.int32))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each id."""
        return {id: row for row, id in enumerate(self.ids)}

    @cached_property
    def dated(self) -> Mask:
        """Which units have a date with at least one end."""
        found: Mask = (self.earliest != DAY_MIN) | (self.latest != DAY_MAX)
        return found

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year that has a unit."""
        ends = np.concatenate([self.earliest[self.earliest != DAY_MIN], self.latest[self.latest != DAY_MAX]])
        if not len(ends):
            return None
        return date.fromordinal(int(ends.min())).year, date.fromordinal(int(ends.max())).year

    def is_appendix(self, row: int) -> bool:
        """Whether a document is one of an appendix, numbered by itself."""
        return UnitId(self.ids[row]).is_appendix

    def value(self, column: str, row: int) -> str | None:
        """The one value a unit has in a column of single ones."""
        return next(iter(self.columns[column].row_values(row)), None)

    def rows_of_number(self, number: str) -> list[int]:
        """The documents of a printed number."""
        found = self.columns["number"].mask([number], len(self)) & self.documents
        return [int(row) for row in np.flatnonzero(found)]

    @cached_property
    def documents(self) -> Mask:
        """Which units are documents."""
        return self.columns["kind"].mask(["document"], len(self))

    def notes_of(self, row: int) -> list[int]:
        """The rows of a document's notes."""
        return [int(note) for note in np.flatnonzero(self.document == row) if note != row]

    def mask_of(self, rows: Collection[int]) -> Mask:
        """Return a mask of some rows."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[np.fromiter(rows, dtype=np.int64, count=len(rows))] = True
        return mask

    def all_rows(self) -> Mask:
        """A mask of all rows."""
        return np.ones(len(self), dtype=np.bool_)


def _starts(lengths: RowIds) -> RowIds:
    """Where each of some runs begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)


def _days(span: DateSpan | None) -> tuple[int, int, int, int]:
    """Return the ordinals of the earliest, the latest, the sorting and the middle day of a date."""
    if span is None:
        return DAY_MIN, DAY_MAX, DAY_MIN, DAY_MIN
    earliest = span.earliest.toordinal() if span.earliest else DAY_MIN
    latest = span.latest.toordinal() if span.latest else DAY_MAX
    known = span.known_day.toordinal() if span.known_day else DAY_MIN
    return earliest, latest, known, (earliest + latest) // 2 if all(span.stated) else known
