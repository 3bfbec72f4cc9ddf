"""Dates written in plain English inside a sentence or query: "Stalin's letter of 5 June 1932"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates.parts import DateParts, fill_missing_parts, group_tokens, resolve_dates
from corpus.dates.tokens import tokenize_dates

_LEADS_TO_YEAR = re.compile(
    r"\b(?:in|of|during|for|from|since|until|till|by|before|after|between|and|to|through|early|mid|late|year)"
    r"[\s-]+(?:the\s+)?(?:year\s+)?\Z|[-–]\s?\Z|\A\s*\Z",
    re.IGNORECASE,
)
_SHORT_LAST_YEAR = re.compile(r"\b([12][0-9]{3})[-–]([0-9]{2})(?![\w-])")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text. ``None`` is an open end; ``precision`` is day, month, season, year or span."""

    start: int
    end: int
    text: str
    earliest: date | None
    latest: date | None
    edtf: str
    precision: str


def find_dates(text: str, *, year: int | None = None) -> tuple[DateMatch, ...]:
    """Find the days, months, seasons and years a text names, in order.

    Args:
        year: taken for days and months without one; without it those are left alone.
    """
    full = _SHORT_LAST_YEAR.sub(_with_century, text)
    places = _places(text)
    tokens = [token for token in tokenize_dates(full) if full[token.start : token.end] != "?"]
    found = (_found(text, dates, year, places) for dates in group_tokens(tokens, words_divide=True))
    return tuple(sorted((one for one in found if one), key=lambda one: one.start))


def _with_century(match: re.Match[str]) -> str:
    """Write the last year of 1931–36 out."""
    first, last = match.groups()
    return f"{first}–{first[:2]}{last}" if int(last) > int(first[2:]) else match.group()


def _places(text: str) -> list[int]:
    """Where each character of the text with years written out stood before."""
    places: list[int] = []
    end = 0
    for match in _SHORT_LAST_YEAR.finditer(text):
        places += range(end, match.end() - 2)
        if _with_century(match) != match.group():
            places += [match.end() - 2] * 2
        places += range(match.end() - 2, match.end())
        end = match.end()
    return [*places, *range(end, len(text) + 1)]


def _found(
    text: str, dates: Sequence[DateParts], year: int | None, places: Sequence[int]
) -> DateMatch | None:
    """Make what was read a finding, unless it is no date after all."""
    start, end = places[dates[0].start], places[dates[-1].end - 1] + 1
    if not _is_date(text, start, dates, year):
        return None
    try:
        found = resolve_dates(fill_missing_parts(dates, year))
    except ValueError:
        return None
    precision = dates[0].precision if len(dates) == 1 else "span"
    return DateMatch(start, end, text[start:end], found.earliest, found.latest, found.edtf, precision)


def _is_date(text: str, start: int, dates: Sequence[DateParts], year: int | None) -> bool:
    """Tell dates from mere numbers and from words such as "may" and "fall"."""
    completed = fill_missing_parts(dates, year)
    if any(parts.year is None or parts.year_incomplete for parts in completed):
        return False
    if any(parts.day and not parts.month for parts in completed):
        return False
    if all(parts.precision == "year" for parts in completed):
        return bool(dates[0].qualifiers or _LEADS_TO_YEAR.search(text[:start]))
    named = [parts for parts in dates if parts.month or parts.season]
    return any(parts.day or parts.year for parts in named)
