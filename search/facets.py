"""Facets and the histogram, counted over a whole result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from corpus.store.keyword_schema import DAY_MAX, DAY_MIN
from corpus.store.unit_table import Mask, UnitTable
from search.model import FACETS, Bin, FacetValue, Filters


def count_facets(
    table: UnitTable, mask: Mask, filters: Filters, labels: Mapping[str, Mapping[str, str]], most: int
) -> dict[str, tuple[FacetValue, ...]]:
    """Count every facet; most frequent first, years in order.

    Args:
        labels: by facet, what people call a value.
        most: values given of a facet; those selected are always among them, and years are given all.
    """
    return {
        name: _values(
            name,
            table.columns[name].counts(mask),
            filters.include.get(name, ()),
            labels.get(name, {}),
            table.broader if name == "topic" else {},
            most,
        )
        for name in FACETS
    }


def _values(
    name: str,
    counts: Mapping[str, int],
    selected: Iterable[str],
    labels: Mapping[str, str],
    broader: Mapping[str, str],
    most: int,
) -> tuple[FacetValue, ...]:
    chosen = set(selected)
    names = {labels.get(value, value) for value in chosen} | chosen
    values = [
        FacetValue(
            value,
            labels.get(value, value),
            count,
            value in names or labels.get(value, value) in names,
            broader.get(value),
        )
        for value, count in counts.items()
    ]
    if name == "year":
        return tuple(sorted(values, key=lambda one: one.value))
    values.sort(key=lambda one: (-one.count, one.label))
    return tuple(values[:most] + [one for one in values[most:] if one.selected])


def histogram(table: UnitTable, mask: Mask) -> tuple[Bin, ...]:
    """Count by month, empty months between the first and the last included, the undated last."""
    rows = np.flatnonzero(mask & table.dated)
    counts: dict[tuple[int, int], int] = {}
    uncertain: dict[tuple[int, int], int] = {}
    for earliest, latest in zip(table.earliest[rows].tolist(), table.latest[rows].tolist(), strict=True):
        month = _month(earliest if earliest != DAY_MIN else latest)
        counts[month] = counts.get(month, 0) + 1
        if earliest == DAY_MIN or latest == DAY_MAX or _month(earliest) != _month(latest):
            uncertain[month] = uncertain.get(month, 0) + 1
    bins = [
        Bin(f"{year:04}-{month:02}", counts.get((year, month), 0), uncertain.get((year, month), 0))
        for year, month in _months(counts)
    ]
    undated = int((mask & ~table.dated).sum())
    return tuple([*bins, Bin(None, undated)] if undated else bins)


def _month(day: int) -> tuple[int, int]:
    found = date.fromordinal(day)
    return found.year, found.month


def _months(counts: Mapping[tuple[int, int], int]) -> Iterable[tuple[int, int]]:
    """All months of the years that have any; centuries of silence are not drawn month by month."""
    for year in sorted({year for year, _ in counts}):
        months = [month for inner, month in counts if inner == year]
        for month in range(min(months), max(months) + 1):
            yield year, month
