"""The columns of all units in memory: filters, facets and sorting read them without the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import DateSpan, Topic, Unit
from corpus.store.keyword_schema import DAY_MAX, DAY_MIN, fold_archive

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

COLUMNS = ("edition", "kind", "medium", "sender", "recipient", "correspondent", "mentions", "topic", "year")
"""The columns of values; each unit has none, one or several of each."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: pairs (row, code) of every value a unit has, and the values by code."""

    rows: Rows
    codes: Rows
    values: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[Sequence[str]]) -> Column:
        """Encode one sequence of values a unit."""
        names: dict[str, int] = {}
        pairs = [
            (row, names.setdefault(value, len(names)))
            for row, own in enumerate(values)
            for value in dict.fromkeys(own)
        ]
        array = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        return cls(array[:, 0].copy(), array[:, 1].copy(), tuple(names))

    def mask(self, wanted: Iterable[str], size: int) -> Mask:
        """Which rows have any of some values."""
        chosen = set(wanted)
        codes = [code for code, value in enumerate(self.values) if value in chosen]
        found = np.zeros(size, dtype=np.bool_)
        found[self.rows[np.isin(self.codes, codes)]] = True
        return found

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many of the rows in a mask have each value."""
        counted = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        return {value: int(count) for value, count in zip(self.values, counted, strict=True) if count}


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units by row. Days are ordinals; ``document`` is the row a note folds under, else the own row."""

    ids: tuple[str, ...]
    rows: dict[str, int]
    columns: dict[str, Column]
    earliest: Rows
    latest: Rows
    dated: Mask
    document: Rows
    archives: tuple[str, ...]
    numbers: tuple[str | None, ...]
    kinds: tuple[str, ...]
    numbered: dict[str, tuple[int, ...]]
    """The documents of each printed number."""
    broader: Mapping[str, str]
    """The wider topic of each narrow one."""

    @classmethod
    def of(cls, units: Iterable[Unit], topics: Iterable[Topic] = ()) -> UnitTable:
        """Lay out the units in the order of their rows; a unit of a narrow topic has the wider one too."""
        listed = list(units)
        broader = {topic.id: topic.broader for topic in topics if topic.broader}
        rows = {unit.id: row for row, unit in enumerate(listed)}
        ends = [_ends(unit.date) for unit in listed]
        return cls(
            tuple(rows),
            rows,
            {name: Column.of([_values(unit, name, broader) for unit in listed]) for name in COLUMNS},
            np.asarray([first for first, _ in ends], dtype=np.int64),
            np.asarray([last for _, last in ends], dtype=np.int64),
            np.asarray([pair != (DAY_MIN, DAY_MAX) for pair in ends], dtype=np.bool_),
            np.asarray(
                [rows.get(unit.parent or unit.id, row) for row, unit in enumerate(listed)], dtype=np.int64
            ),
            tuple(fold_archive(str(unit.archive)) if unit.archive else "" for unit in listed),
            tuple(unit.number for unit in listed),
            tuple(unit.kind for unit in listed),
            _numbered(listed),
            broader,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def is_appendix(self, row: int) -> bool:
        """Whether a document is one of an appendix, numbered by itself."""
        return self.ids[row].rpartition("/")[2].startswith("app-")

    def values(self, column: str, row: int) -> frozenset[str]:
        """The values a unit has in a column."""
        found = self.columns[column]
        first, last = np.searchsorted(found.rows, [row, row + 1])
        return frozenset(found.values[code] for code in found.codes[first:last])

    def day(self, row: int) -> int:
        """The day to sort by: the first possible one, of an open beginning the last."""
        earliest = int(self.earliest[row])
        return earliest if earliest != DAY_MIN else int(self.latest[row])

    def notes_of(self, row: int) -> list[int]:
        """The rows of a document's notes."""
        return [int(note) for note in np.flatnonzero(self.document == row) if note != row]

    def everything(self) -> Mask:
        """A mask of all rows."""
        return np.ones(len(self), dtype=np.bool_)


def _numbered(units: Iterable[Unit]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for row, unit in enumerate(units):
        if unit.kind == "document" and unit.number:
            found[unit.number] = (*found.get(unit.number, ()), row)
    return found


def _ends(span: DateSpan | None) -> tuple[int, int]:
    if span is None:
        return DAY_MIN, DAY_MAX
    return (
        span.earliest.toordinal() if span.earliest else DAY_MIN,
        span.latest.toordinal() if span.latest else DAY_MAX,
    )


def _values(unit: Unit, name: str, broader: Mapping[str, str]) -> list[str]:
    topics = [topic.id for topic in unit.topics]
    senders, recipients = [one.id for one in unit.senders], [one.id for one in unit.recipients]
    values: dict[str, list[str]] = {
        "edition": [unit.edition],
        "kind": [unit.kind],
        "medium": [unit.medium] if unit.medium else [],
        "sender": senders,
        "recipient": recipients,
        "correspondent": [*senders, *recipients],
        "mentions": [one.id for one in unit.mentions],
        "topic": [*topics, *(broader[id] for id in topics if id in broader)],
        "year": [str(year) for year in unit.date.years] if unit.date else [],
    }
    return values[name]
