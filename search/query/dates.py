"""Dates in a query, bare years too: whoever writes "the 1932 talks" to an index of 1931–1936 means a year."""

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
    """Days that a query names, both bounds inclusive; ``text`` is how it names them."""

    start: int
    text: str
    earliest: date
    latest: date
    edtf: str


def find_query_dates(text: str, years: tuple[int, int] | None) -> tuple[QueryDate, ...]:
    """Find the days, months, seasons and years that may be dates of this index, in order.

    Args:
        years: the first and last year that have documents; within a single one, days need no year.
    """
    if years is None:
        return ()
    only = years[0] if years[0] == years[1] else None
    found: list[QueryDate] = []
    outline = text
    for one in find_dates(text, year=only):
        outline = outline[: one.start] + "–" * (one.end - one.start) + outline[one.end :]
        is_quantity = one.precision == "year" and _MEASURE.match(text, one.end)
        if one.earliest and one.latest and not is_quantity:
            found.append(QueryDate(one.start, one.text, one.earliest, one.latest, one.edtf))
    dates = (one for one in (*found, *_bare_years(outline)) if _overlaps(one, years))
    return tuple(sorted(dates, key=lambda one: one.start))


def _bare_years(text: str) -> Iterator[QueryDate]:
    """Years and spans of years that no word leads to; quantities and numbers of things are none."""
    for match in _YEARS.finditer(text):
        if _LABELLED.search(text, 0, match.start()) or _MEASURE.match(text, match.end()):
            continue
        first = int(match["first"])
        last = int(match["first"][: -len(match["last"])] + match["last"]) if match["last"] else first
        if 1 <= first <= last:
            edtf = f"{first:04}/{last:04}" if match["last"] else f"{first:04}"
            yield QueryDate(match.start(), match.group(), date(first, 1, 1), date(last, 12, 31), edtf)


def _overlaps(one: QueryDate, years: tuple[int, int]) -> bool:
    return years[0] <= one.latest.year and one.earliest.year <= years[1]
