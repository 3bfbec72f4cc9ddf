"""Dates of an expression completed: with the months, years and calendar that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.dates.parts import DateParts
from corpus.dates.resolution import EARLIEST_YEAR, is_same_day
from corpus.dates.tokens import TokenMark


def fill_missing_parts(dates: Sequence[DateParts], year: int | None) -> list[DateParts]:
    """Return the dates of an expression with the months and years that they share filled in.

    A date takes its missing month and year from the next one, then its year from the one before, or ``year``
    if that has none. In "30 December–2 January 1933" the first date gets the year before; in "20–4 May" the
    second day is the 24th, in "28–2 June" the first month is May. In "18 July 1875–81" the second date is
    that day again.
    """
    result = list(dates)
    for i in range(len(result) - 2, -1, -1):
        result[i], result[i + 1] = _share_month(result[i], result[i + 1])
        if result[i].year is None and result[i + 1].year:
            result[i] = copy_year(result[i], result[i + 1])
    for i, parts in enumerate(result):
        previous = result[i - 1] if i else DateParts(0, 0)
        parts = replace(parts, year=parts.year or previous.year or year)
        result[i] = _repeat_day(previous, parts)
    if len(result) > 1 and dates[0].year is None and _is_of_previous_year(result[0], result[-1]):
        result[0] = replace(result[0], year=max(EARLIEST_YEAR, (result[0].year or 2) - 1))
    return _share_calendar([_venetian_year(parts) for parts in result])


def repeat_months(dates: Sequence[DateParts]) -> list[DateParts]:
    """Return the dates of a dateline with the month that stands before their days: "December 13 and 14".

    If a day is the earlier one, it lacks its tens ("May 20–4"), or it is of the month after.
    """
    result = list(dates)
    for i, (previous, parts) in enumerate(pairwise(dates), 1):
        previous = result[i - 1]
        is_bare = parts.day and not parts.month and not parts.season
        if not (is_bare and parts.day and previous.day and previous.month):
            continue
        with_tens = previous.day // 10 * 10 + parts.day
        if parts.day > previous.day or parts.connector == "or":
            result[i] = replace(parts, month=previous.month)
        elif parts.day < 10 and previous.day < with_tens <= 31:
            result[i] = replace(parts, month=previous.month, day=with_tens)
        elif previous.month < 12:
            result[i] = replace(parts, month=previous.month + 1)
    return result


def copy_year(parts: DateParts, other: DateParts) -> DateParts:
    """Return a date with the year of another, and with what is known of it."""
    return replace(parts, year=other.year, year_bracketed=other.year_bracketed, year_mark=other.year_mark)


def _share_month(parts: DateParts, following: DateParts) -> tuple[DateParts, DateParts]:
    """Fill in the month of a date from the one that follows: "3" in "3 and 7 May 1932".

    If its day is the later one, the other lacks its tens ("20–4 May"), or it is of the month before.
    """
    if parts.month or parts.season or not parts.day:
        return parts, following
    shared = replace(parts, month=following.month, month_bracketed=following.month_bracketed)
    day = following.day or 31
    if not following.month or day >= parts.day or following.connector == "or":
        return shared, following
    before = replace(shared, month=(following.month - 2) % 12 + 1)
    if following.connector == "list" and is_same_day(before, following):
        return before, following
    with_tens = parts.day // 10 * 10 + day
    if day < 10 and parts.day < with_tens <= 31:
        return shared, replace(following, day=with_tens)
    return before if following.connector in ("to", "and") else shared, following


def _repeat_day(previous: DateParts, parts: DateParts) -> DateParts:
    """Fill in the day and month of a year from the date before it: "18 July 1875–81", "May 1860 or 1861"."""
    is_year = parts.precision == "year" and not parts.day
    if not is_year or not previous.month or parts.year == previous.year:
        return parts
    is_repeated = parts.connector == "or" or (parts.connector == "to" and previous.day)
    if not is_repeated:
        return parts
    mark: TokenMark = "range" if parts.connector == "to" else parts.year_mark
    return replace(parts, day=previous.day, month=previous.month, year_mark=mark)


def _is_of_previous_year(first: DateParts, last: DateParts) -> bool:
    """Return whether the first date is of the year before the last one's: "30 December–2 January 1933".

    Alternatives and lists need not be in order; they reach into another year only at its end.
    """
    if first.year != last.year or not first.month or not last.month:
        return False
    months = first.month - last.month
    return months > 0 if last.connector in ("to", "and") else months > 6


def _venetian_year(parts: DateParts) -> DateParts:
    """Return a date with the year that begins in January, if it is of the Venetian year (from 1 March)."""
    is_next = "venetian-style" in parts.qualifiers and parts.year and parts.month in (1, 2)
    return replace(parts, year=(parts.year or 0) + 1) if is_next else parts


def _share_calendar(dates: list[DateParts]) -> list[DateParts]:
    """Return the dates of an expression, all of the Julian calendar if the last is and none is Gregorian."""
    is_mixed = any("new-style" in parts.qualifiers for parts in dates)
    if not dates or is_mixed or not dates[-1].is_julian:
        return dates
    return [replace(parts, qualifiers=parts.qualifiers | {"old-style"}) for parts in dates]
