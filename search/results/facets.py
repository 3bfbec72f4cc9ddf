"""Facets and the date histogram, counted over a whole result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from corpus.text.natural_order import natural_key
from search.model import FacetValue, HistogramBin, SearchRequest
from store.fields import FACETS
from store.unit_table import IntArray, Mask, UnitTable

FIRST_DAY = 1
"""The ordinal of the first day of the year 1."""
LAST_DAY = date.max.toordinal()
"""The ordinal of the last day of the year 9999."""


class FoundRows(NamedTuple):
    """The masks of all rows of a result, and of those among them that have words of the query."""

    members: Mask
    by_words: Mask


def count_facets(
    table: UnitTable,
    found: FoundRows,
    request: SearchRequest,
    selected: Mapping[str, Collection[str]],
    labels: Mapping[str, Mapping[str, str]],
    limit: int,
    without: Mapping[str, FoundRows] = MappingProxyType({}),
) -> dict[str, tuple[FacetValue, ...]]:
    """Count the values of every facet: by descending counts (``words``, then all), years in ascending order.

    A count is the total of the search with that value as the filter of its facet: with ``group=document``
    documents are counted, and with ``date_mode=certain`` a year has the units whose date lies in no other
    year.

    Args:
        found: the rows of the result.
        selected: the values that the filters of the request include, resolved.
        labels: the labels of values: facet -> value -> label.
        limit: the maximum number of values per facet; selected values and years are always included.
        without: the rows of the result without a facet's own filter, for each facet that has one.
    """
    by_document = request.group == "document"
    groups = table.document if by_document else None
    members = table.documents_of(found.members)[table.document] if by_document else found.members
    countable = _within_a_year(table) if request.filters.date_mode == "certain" else table.all_rows()

    def values(name: str) -> tuple[FacetValue, ...]:
        column, labels_of, chosen = table.columns[name], labels.get(name, {}), selected.get(name, ())
        rows = without.get(name, found)
        if name == "year":
            rows = FoundRows(rows.members & countable, rows.by_words & countable)
        counts = column.counts(rows.members, groups)
        all_have_words = np.array_equal(rows.by_words, rows.members)
        words = counts if all_have_words else column.counts(rows.by_words, groups)
        added = column.counts(rows.members & ~members, groups) if name in selected else counts
        broader = table.broader if name == "topic" else {}
        return _ordered(
            name,
            [
                FacetValue(
                    value,
                    labels_of.get(value, value),
                    count,
                    value in chosen,
                    broader.get(value),
                    added.get(value, 0),
                    words.get(value, 0),
                )
                for value, count in counts.items()
            ],
            limit,
        )

    return {name: values(name) for name in FACETS}


def _ordered(name: str, values: list[FacetValue], limit: int) -> tuple[FacetValue, ...]:
    """Return the values of a facet in order, at most ``limit`` besides selected ones; all if it is "year"."""
    if name == "year":
        return tuple(sorted(map(_year, values), key=lambda value: value.value))
    ranked = sorted(values, key=lambda value: (-value.words, -value.count, natural_key(value.label)))
    return (*ranked[:limit], *(value for value in ranked[limit:] if value.selected))


def _year(year: FacetValue) -> FacetValue:
    """Return a year padded to four digits, as the filter takes it, with a label without padding."""
    return replace(year, value=year.value.zfill(4), label=year.label.lstrip("0"))


def _within_a_year(table: UnitTable) -> Mask:
    """Return the mask of units whose date lies wholly in one year."""
    first = _months_of(np.maximum(table.earliest, FIRST_DAY)) // 12
    last = _months_of(np.minimum(table.latest, LAST_DAY)) // 12
    mask: Mask = table.dated & (first == last)
    return mask


def histogram(table: UnitTable, found: FoundRows, *, by_document: bool = False) -> tuple[HistogramBin, ...]:
    """Count units by month; undated documents and notes come last, other undated units are not counted.

    Empty months are included between the first and the last month of a year that has units.

    Args:
        by_document: count a document and its notes once.
    """
    if by_document:
        found = FoundRows(table.documents_of(found.members), table.documents_of(found.by_words))
    rows = np.flatnonzero(found.members & table.dated)
    months = _months_of(table.sort_days[rows])
    is_uncertain = _months_of(table.earliest[rows]) != _months_of(table.latest[rows])
    has_words = found.by_words[rows]
    every_row = np.ones(len(rows), dtype=np.bool_)
    counts, uncertain, words, uncertain_words = (
        Counter(months[counted].tolist())
        for counted in (every_row, is_uncertain, has_words, is_uncertain & has_words)
    )
    bins = [
        HistogramBin(
            f"{month // 12:04}-{month % 12 + 1:02}",
            counts[month],
            uncertain[month],
            words[month],
            uncertain_words[month],
        )
        for month in _shown_months(counts)
    ]
    undatable = ~table.dated & table.documents[table.document]
    undated = int((found.members & undatable).sum())
    if undated:
        bins.append(HistogramBin(None, undated, 0, int((found.by_words & undatable).sum())))
    return tuple(bins)


def _months_of(days: IntArray) -> IntArray:
    """Return the months of ordinal days, numbered year * 12 + month - 1."""
    dates = np.datetime64("0001-01-01") + (days - FIRST_DAY).astype("timedelta64[D]")
    return dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _shown_months(counts: Iterable[int]) -> Iterator[int]:
    """Yield the months from the first to the last of each year; years without units are skipped."""
    for _, months in groupby(sorted(counts), key=lambda month: month // 12):
        months_of_year = list(months)
        yield from range(months_of_year[0], months_of_year[-1] + 1)
