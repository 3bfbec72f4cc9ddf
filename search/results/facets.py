"""Facets and the date histogram, counted over a whole result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from types import MappingProxyType

import numpy as np

from search.model import FacetValue, HistogramBin, SearchRequest
from store.fields import FACETS
from store.unit_table import IntArray, Mask, UnitTable

FIRST_DAY = 1
"""The ordinal of the first day of the year 1."""
LAST_DAY = date.max.toordinal()
"""The ordinal of the last day of the year 9999."""


def count_facets(
    table: UnitTable,
    mask: Mask,
    request: SearchRequest,
    selected: Mapping[str, Collection[str]],
    labels: Mapping[str, Mapping[str, str]],
    limit: int,
    without: Mapping[str, Mask] = MappingProxyType({}),
) -> dict[str, tuple[FacetValue, ...]]:
    """Count the values of every facet: by descending count, years in ascending order.

    A count is the total of the search with that value as the filter of its facet: with ``group=document``
    documents are counted, and with ``date_mode=certain`` a year has the units whose date lies in no other
    year.

    Args:
        mask: the rows of the result.
        selected: the values that the filters of the request include, resolved.
        labels: the labels of values: facet -> value -> label.
        limit: the maximum number of values per facet; selected values and years are always included.
        without: the rows of the result without a facet's own filter, for each facet that has one.
    """
    by_document = request.group == "document"
    groups = table.document if by_document else None
    found = table.documents_of(mask)[table.document] if by_document else mask
    is_certain = request.filters.date_mode == "certain"

    def values(name: str) -> tuple[FacetValue, ...]:
        rows, column = without.get(name, mask), table.columns[name]
        counts = column.counts(
            rows & _within_a_year(table) if name == "year" and is_certain else rows, groups
        )
        added = column.counts(rows & ~found, groups) if name in selected else counts
        broader = table.broader if name == "topic" else {}
        return _values(name, counts, added, selected.get(name, ()), labels.get(name, {}), broader, limit)

    return {name: values(name) for name in FACETS}


def _values(
    name: str,
    counts: Mapping[str, int],
    added: Mapping[str, int],
    selected: Collection[str],
    labels: Mapping[str, str],
    broader: Mapping[str, str],
    limit: int,
) -> tuple[FacetValue, ...]:
    def facet_value(value: str) -> FacetValue:
        label = labels.get(value, value)
        return FacetValue(
            value, label, counts[value], value in selected, broader.get(value), added.get(value, 0)
        )

    if name == "year":
        return tuple(sorted(map(_year, map(facet_value, counts)), key=lambda value: value.value))
    ranked = sorted(counts, key=lambda value: (-counts[value], labels.get(value, value)))
    return tuple(map(facet_value, ranked[:limit] + [value for value in ranked[limit:] if value in selected]))


def _year(year: FacetValue) -> FacetValue:
    """Return a year padded to four digits, as the filter takes it, with a label without padding."""
    return replace(year, value=year.value.zfill(4), label=year.label.lstrip("0"))


def _within_a_year(table: UnitTable) -> Mask:
    """Return the mask of units whose date lies wholly in one year."""
    first = _months_of(np.maximum(table.earliest, FIRST_DAY)) // 12
    last = _months_of(np.minimum(table.latest, LAST_DAY)) // 12
    mask: Mask = table.dated & (first == last)
    return mask


def histogram(table: UnitTable, mask: Mask, *, by_document: bool = False) -> tuple[HistogramBin, ...]:
    """Count units by month; undated documents and notes come last, other undated units are not counted.

    Empty months are included between the first and the last month of a year that has units.

    Args:
        by_document: count a document and its notes once.
    """
    if by_document:
        mask = table.documents_of(mask)
    rows = np.flatnonzero(mask & table.dated)
    months = _months_of(table.sort_days[rows])
    is_uncertain = _months_of(table.earliest[rows]) != _months_of(table.latest[rows])
    counts, uncertain = Counter(months.tolist()), Counter(months[is_uncertain].tolist())
    bins = [
        HistogramBin(f"{month // 12:04}-{month % 12 + 1:02}", counts[month], uncertain[month])
        for month in _shown_months(counts)
    ]
    undated = int((mask & ~table.dated & table.documents[table.document]).sum())
    return tuple([*bins, HistogramBin(None, undated)] if undated else bins)


def _months_of(days: IntArray) -> IntArray:
    """Return the months of ordinal days, numbered year * 12 + month - 1."""
    dates = np.datetime64("0001-01-01") + (days - FIRST_DAY).astype("timedelta64[D]")
    return dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _shown_months(counts: Iterable[int]) -> Iterator[int]:
    """Yield the months from the first to the last of each year; years without units are skipped."""
    for _, months in groupby(sorted(counts), key=lambda month: month // 12):
        months_of_year = list(months)
        yield from range(months_of_year[0], months_of_year[-1] + 1)
