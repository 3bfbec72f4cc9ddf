"""Facets and the histogram, counted over a whole result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np

from search.model import FacetValue, HistogramBin, SearchRequest
from store.fields import FACETS
from store.unit_table import IntArray, Mask, UnitTable

DAY_ONE = 1
"""The ordinal of the first day of the year 1."""
DAY_LAST = date.max.toordinal()
"""The ordinal of the last day of the year 9999."""


def count_facets(
    table: UnitTable,
    mask: Mask,
    request: SearchRequest,
    labels: Mapping[str, Mapping[str, str]],
    most: int,
) -> dict[str, tuple[FacetValue, ...]]:
    """Count every facet; most frequent first, years in order.

    A count is the total of the search with the value as a further filter: with ``group=document`` documents
    are counted, and with ``date_mode=certain`` a year has the units whose date lies wholly in it.

    Args:
        labels: by facet, what people call a value.
        most: values given of a facet; those selected are always among them, and years are given all.
    """
    groups = table.document if request.group == "document" else None
    is_certain = request.filters.date_mode == "certain"
    in_one_year = mask & _in_one_year(table) if is_certain else mask
    return {
        name: _values(
            name,
            table.columns[name].counts(in_one_year if name == "year" else mask, groups),
            request.filters.include.get(name, ()),
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
        return tuple(sorted(map(_year, values), key=lambda one: one.value))
    values.sort(key=lambda one: (-one.count, one.label))
    return tuple(values[:most] + [one for one in values[most:] if one.selected])


def _year(one: FacetValue) -> FacetValue:
    """A year with four digits, as filters take it, labelled as people write it."""
    return replace(one, value=one.value.zfill(4), label=one.label.lstrip("0"))


def _in_one_year(table: UnitTable) -> Mask:
    """Return which units have a date that lies wholly in one year."""
    first, last = (
        _months_of(days) // 12
        for days in (np.maximum(table.earliest, DAY_ONE), np.minimum(table.latest, DAY_LAST))
    )
    in_one_year: Mask = table.dated & (first == last)
    return in_one_year


def histogram(table: UnitTable, mask: Mask, *, by_document: bool = False) -> tuple[HistogramBin, ...]:
    """Count by month, empty months between the first and the last included, the undated last.

    Only documents and their notes can be undated; a biography is not a letter without a date.

    Args:
        by_document: count a document and its notes once.
    """
    if by_document:
        mask = table.mask_of(np.unique(table.document[mask]).tolist())
    rows = np.flatnonzero(mask & table.dated)
    months = _months_of(table.sort_days[rows])
    is_uncertain = _months_of(table.earliest[rows]) != _months_of(table.latest[rows])
    counts, uncertain = Counter(months.tolist()), Counter(months[is_uncertain].tolist())
    bins = [
        HistogramBin(f"{month // 12:04}-{month % 12 + 1:02}", counts[month], uncertain[month])
        for month in _drawn(counts)
    ]
    undated = int((mask & ~table.dated & table.documents[table.document]).sum())
    return tuple([*bins, HistogramBin(None, undated)] if undated else bins)


def _months_of(days: IntArray) -> IntArray:
    """The months of some ordinal days, counted from the first of the year 0."""
    found = np.datetime64("0001-01-01") + (days - DAY_ONE).astype("timedelta64[D]")
    return found.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _drawn(counts: Iterable[int]) -> Iterator[int]:
    """All months of the years that have any; centuries of silence are not drawn month by month."""
    for _, months in groupby(sorted(counts), key=lambda month: month // 12):
        own = list(months)
        yield from range(own[0], own[-1] + 1)
