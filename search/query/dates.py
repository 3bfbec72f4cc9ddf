"""Dates in a plain-language query, including bare years ("the 1932 talks") within the years of the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.dates.datelines import find_dates

_YEARS = re.compile(
    r"(?<![\w./#№–-])(?P<first>\d{4})(?:\s?[-–/]\s?(?P<last>\d{4}|\d{2}))?(?![\w%–-]|[./,]\d)"
)
_LABELLED = re.compile(
    r"\b(?:f|op|d|l|ll|fond|opis|delo|nos?|nr|pp?|vol|art|number|page|decree)\b\.?\s*\Z", re.IGNORECASE
)
_MEASURE = re.compile(
    r"[.,]\d|\s{0,9}%|\s{0,9}(?:(?:million|thousand|metric)\s{1,9})*(?:tons?|tonnes|rubles?|roubles?|dollars|pounds|marks|poods?|centners?"
    r"|hectares|acres|kilomet\w+|km|meters|metres|miles|kilo\w*|kg|workers|people|men|persons|horsepower)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QueryDate:
    """A date or period that a query names: inclusive bounds, EDTF, and position and text in the query."""

    start: int
    text: str
    earliest: date
    latest: date
    edtf: str


def find_query_dates(text: str, years: tuple[int, int] | None) -> tuple[QueryDate, ...]:
    """Find the days, months, seasons and years in a query that overlap the years of the index, in order.

    Dates with an open end ("after 1932") and quantities ("1932 tons") are omitted.

    Args:
        text: the query.
        years: the first and last year of the documents; if they are the same, days may lack a year. None (no
            dated documents) finds no dates.
    """
    if years is None:
        return ()
    default_year = years[0] if years[0] == years[1] else None
    dates: list[QueryDate] = []
    outline = text
    for found in find_dates(text, year=default_year):
        outline = outline[: found.start] + "–" * (found.end - found.start) + outline[found.end :]
        is_quantity = found.precision == "year" and _MEASURE.match(text, found.end)
        if found.earliest and found.latest and not is_quantity:
            dates.append(QueryDate(found.start, found.text, found.earliest, found.latest, found.edtf))
    dates += _bare_years(outline)
    overlapping = (item for item in dates if _overlaps(item, years))
    return tuple(sorted(overlapping, key=lambda item: item.start))


def _bare_years(text: str) -> Iterator[QueryDate]:
    """Yield bare years and spans of years ("1932", "1931-33"), except in references and quantities."""
    for match in _YEARS.finditer(text):
        if _LABELLED.search(text, 0, match.start()) or _MEASURE.match(text, match.end()):
            continue
        first = int(match["first"])
        last = int(match["first"][: -len(match["last"])] + match["last"]) if match["last"] else first
        if 1 <= first <= last:
            edtf = f"{first:04}/{last:04}" if match["last"] else f"{first:04}"
            yield QueryDate(match.start(), match.group(), date(first, 1, 1), date(last, 12, 31), edtf)


def _overlaps(query_date: QueryDate, years: tuple[int, int]) -> bool:
    return years[0] <= query_date.latest.year and query_date.earliest.year <= years[1]
