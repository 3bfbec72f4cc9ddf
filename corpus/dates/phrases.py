"""Dates in running English text or in a query, also of another language: "Stalin's letter of 5 June 1932"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates.completion import fill_missing_parts
from corpus.dates.parts import DateParts, group_tokens
from corpus.dates.resolution import resolve_dates
from corpus.dates.tokens import tokenize_dates

_LEADS_TO_YEAR = re.compile(
    r"\b(?:in|of|during|for|from|since|until|till|by|before|after|between|and|to|through|early|mid|late|year)"
    r"[\s-]+(?:the\s+)?(?:year\s+)?\Z|[-–]\s?\Z|\A\s*\Z",
    re.IGNORECASE,
)
LENGTH_MAX = 5_000
"""The characters of a text in which dates are searched."""
_SHORT_LAST_YEAR = re.compile(r"\b([12][0-9]{3})[-–/]([0-9]{2})(?![\w/-])")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text, at ``start`` to ``end`` (exclusive).

    ``earliest`` and ``latest`` are its bounds, inclusive (None: open); ``precision`` is day, month, season,
    year, or span (several dates).
    """

    start: int
    end: int
    text: str
    earliest: date | None
    latest: date | None
    edtf: str
    precision: str


def find_dates(text: str, *, year: int | None = None, language: str = "") -> tuple[DateMatch, ...]:
    """Find the days, months, seasons and years in a text, in order; years alone only after "in" and the like.

    Only the first ``LENGTH_MAX`` characters are searched.

    Args:
        text: the text or query.
        year: the year of days and months that have none; None: these are skipped.
        language: of a question, if it is known not to be English.
    """
    text = text[:LENGTH_MAX]
    full = _SHORT_LAST_YEAR.sub(_expand_last_year, text)
    offsets = _original_offsets(text)
    tokens = [token for token in tokenize_dates(full, language) if full[token.start : token.end] != "?"]
    groups = group_tokens(tokens, words_divide=True)
    matches = (_make_match(text, dates, year, offsets, language) for dates in groups)
    return tuple(sorted(filter(None, matches), key=lambda match: match.start))


def _expand_last_year(match: re.Match[str]) -> str:
    """Expand a match "1931–36" to "1931–1936"; return it unchanged if the second year is not later."""
    first, last = match.groups()
    return f"{first}–{first[:2]}{last}" if int(last) > int(first[2:]) else match.group()


def _original_offsets(text: str) -> list[int]:
    """Return, for each offset in the text with expanded years, the offset in the original text."""
    offsets: list[int] = []
    end = 0
    for match in _SHORT_LAST_YEAR.finditer(text):
        offsets += range(end, match.end() - 2)
        if _expand_last_year(match) != match.group():
            offsets += [match.end() - 2] * 2
        offsets += range(match.end() - 2, match.end())
        end = match.end()
    return [*offsets, *range(end, len(text) + 1)]


def _make_match(
    text: str, dates: Sequence[DateParts], year: int | None, offsets: Sequence[int], language: str
) -> DateMatch | None:
    """Resolve an expression to a match in the original text; None if it is not a date after all."""
    start, end = offsets[dates[0].start], offsets[dates[-1].end - 1] + 1
    if not _is_date(text[:start], dates, year, language):
        return None
    try:
        resolved = resolve_dates(fill_missing_parts(dates, year))
    except ValueError:
        return None
    precision = dates[0].precision if len(dates) == 1 else "span"
    return DateMatch(
        start, end, text[start:end], resolved.earliest, resolved.latest, resolved.edtf, precision
    )


def _is_date(before: str, dates: Sequence[DateParts], year: int | None, language: str) -> bool:
    """Return whether an expression is a date, rather than a mere number or a word such as "may" or "fall".

    A year alone counts only with a qualifier, in English also after a word that leads to it ("in 1932") and
    at the start of the text, in other languages as the beginning of a range; ``before`` is the text before
    it.
    """
    completed = fill_missing_parts(dates, year)
    if any(parts.year is None or parts.year_mark == "incomplete" for parts in completed):
        return False
    if any(parts.day and not parts.month for parts in completed):
        return False
    if all(parts.precision == "year" for parts in completed):
        is_led_to = len(dates) > 1 if language else _LEADS_TO_YEAR.search(before)
        return bool(dates[0].qualifiers or is_led_to)
    with_month = [parts for parts in dates if parts.month or parts.season]
    return any(parts.day or parts.year for parts in with_month)
