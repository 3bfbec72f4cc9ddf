"""Our grammar of datelines: from "[later than 11 August]" to a ``DateSpan`` in EDTF with its bounds.

Nothing is guessed: what the print does not say comes from the chapter's year or stays open, and every
completion is remarked on.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.dates.edtf import parse_edtf
from corpus.dates.parts import DateParts, ResolvedDate, fill_missing_parts, group_tokens, resolve_dates
from corpus.dates.phrases import DateMatch, find_dates
from corpus.dates.spans import format_edtf
from corpus.dates.tokens import MONTH_NAMES, DateToken, tokenize_dates, widen_brackets
from corpus.model import Certainty, DateSpan, YearSource

__all__ = [
    "DateMatch",
    "ParsedDateline",
    "find_dates",
    "format_span",
    "parse_dateline",
    "parse_dateline_details",
    "parse_day",
    "refine_with_dateline",
]

_MARKUP = re.compile(r"<sup>.*?</sup>|</?\w+/?>|[*_#\\\u00ad]")
_UNFILLED = "XXXX"
_ISO_DATE = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")
_BEFORE_YEAR_1 = re.compile(r"\A\W*-[0-9]{4}\b|[0-9]\s*(?:B\.?\s?C\.?(?:\s?E\b\.?)?|v\. ?Chr\.)(?!\w)")
"""What calendars of days from the year 1 on cannot count: "-0044-03-15", "44 BC"."""
_PLACE = re.compile(r"[^\W\d_][\w .'’-]*")


@dataclass(frozen=True, slots=True)
class ParsedDateline:
    """A dateline as read: its span, the place if it names one, and warnings for the report."""

    span: DateSpan
    warnings: tuple[str, ...] = ()
    place: str | None = None


def parse_dateline(printed: str, *, year: int | None = None) -> DateSpan:
    """Read a dateline; ``year`` is the chapter's, for datelines without one."""
    return parse_dateline_details(printed, year=year).span


def parse_dateline_details(printed: str, *, year: int | None = None) -> ParsedDateline:
    """Read a dateline, its place, and what had to be completed or could not be read."""
    text = re.sub(r"\s+", " ", widen_brackets(_MARKUP.sub("", printed))).strip()
    if _BEFORE_YEAR_1.search(text):
        return ParsedDateline(_undated(text, None), (f"years before 1 are not read: “{text}”",))
    tokens = tokenize_dates(text)
    expressions = [dates for dates in group_tokens(tokens) if any(_names_time(parts) for parts in dates)]
    if not expressions:
        is_undated = any(token.kind == "undated" for token in tokens)
        return ParsedDateline(_undated(text, year), () if is_undated else (f"no date in “{text}”",))
    dates, warnings = _completed(_joined(expressions), year)
    try:
        found = resolve_dates(fill_missing_parts(dates, year)) if _years_known(dates, year) else _yearless()
    except ValueError:
        dates, found = _without_days(dates, year)
        warnings = (*warnings, f"there is no such day: “{text}”")
    span = DateSpan(
        found.edtf,
        _display(text, dates, year),
        found.earliest,
        found.latest,
        _certainty(found.certainty, dates),
        _year_source(dates),
    )
    warnings = (*warnings, *(f"“{text}”: {warning}" for warning in found.warnings), *_bracket_warnings(text))
    return ParsedDateline(span, warnings, _place(text, tokens))


def refine_with_dateline(span: DateSpan, printed: str, *, year: int | None = None) -> ParsedDateline | None:
    """Complete the date of a document's head by the dateline of the letter itself: "2 June [1932]".

    The letter says how the year is known and how the date is written; the day stays the head's.

    Returns:
        None where the line names no single day, or another day than the head.
    """
    own = parse_dateline_details(printed, year=year)
    agrees = own.span.earliest is not None and own.span.earliest == own.span.latest == span.earliest
    if not agrees or span.earliest != span.latest or own.span.certainty not in ("exact", "inferred"):
        return None
    if own.span.year_source == "chapter":
        return ParsedDateline(span, own.warnings, own.place)
    display = own.span.display if span.certainty == "exact" else span.display
    completed = replace(span, display=display, year_source=own.span.year_source)
    return ParsedDateline(completed, own.warnings, own.place)


def parse_day(text: str) -> tuple[date, date]:
    """Read ``2026``, ``2026-11`` or ``2026-11-23`` as its first and last day, for filters.

    Raises:
        ValueError: with a sentence that says what is wrong and what to write.
    """
    written = text.strip()
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", written)
    if not match:
        raise ValueError(f"“{text}” is no date; write a year, month or day as 1932, 1932-06 or 1932-06-05")
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise ValueError("there is no year 0000; years run from 0001 to 9999")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}” has no such month; months run from 01 to 12")
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= day <= last:
        raise ValueError(f"“{text}” is no day of that month; its days run from 01 to {last}")
    return date(year, month, day), date(year, month, day)


def format_span(span: DateSpan) -> str:
    """Write a date for a title: "2 June 1932", "[11 August 1931]", "later than 11 August 1931"."""
    if span.certainty == "inferred":
        return span.display
    return span.display.replace("[", "").replace("]", "")


def _joined(expressions: Sequence[list[DateParts]]) -> list[DateParts]:
    """Take the first expression that names a day or month; a year printed apart completes it."""
    chosen = next((dates for dates in expressions if any(map(_names_month, dates))), expressions[0])
    years = [dates[0] for dates in expressions if dates is not chosen and dates[0].precision == "year"]
    lone = next((parts for parts in years if parts.year and not parts.day), None)
    if lone and all(parts.year is None for parts in chosen):
        last = replace(
            chosen[-1],
            year=lone.year,
            year_bracketed=lone.year_bracketed,
            year_incomplete=lone.year_incomplete,
        )
        return [*chosen[:-1], last]
    return chosen


def _names_month(parts: DateParts) -> bool:
    return bool(parts.month or parts.season)


def _names_time(parts: DateParts) -> bool:
    return _names_month(parts) or bool(parts.year)


def _completed(dates: Sequence[DateParts], year: int | None) -> tuple[list[DateParts], tuple[str, ...]]:
    """Complete an incomplete year ("932") and warning on a year that is not the chapter's."""
    result: list[DateParts] = []
    warnings: list[str] = []
    for parts in dates:
        if parts.year_incomplete and parts.year is not None:
            complete = _complete_year(parts.year, year)
            warnings.append(f"the year {parts.year} is incomplete, read as {complete}")
            parts = replace(parts, year=complete)
        elif parts.year and year and parts.year != year:
            warnings.append(f"the year {parts.year} is not that of the chapter, {year}")
        result.append(parts)
    return result, tuple(warnings)


def _complete_year(incomplete: int, year: int | None) -> int:
    """Give a year its missing digits: the chapter's where the rest agrees, else "1" or "19"."""
    digits = f"{incomplete:02}"
    if year and re.fullmatch(".*".join(["", *digits, ""]), str(year)):
        return year
    return int("1900"[: 4 - len(digits)] + digits)


def _years_known(dates: Sequence[DateParts], year: int | None) -> bool:
    return bool(year) or any(parts.year for parts in dates)


def _yearless() -> ResolvedDate:
    """A day and month without any year say nothing about when."""
    return ResolvedDate(_UNFILLED, None, None, "uncertain")


def _without_days(dates: Sequence[DateParts], year: int | None) -> tuple[list[DateParts], ResolvedDate]:
    """Fall back to months where a day does not exist."""
    months = [replace(parts, day=None, qualifiers=frozenset()) for parts in fill_missing_parts(dates, year)]
    coarse = resolve_dates(months)
    return list(dates), replace(coarse, certainty="uncertain")


def _undated(text: str, year: int | None) -> DateSpan:
    """What is left without a date: the chapter's year, in doubt."""
    if not year:
        return DateSpan(_UNFILLED, text.strip("[] ") or "undated", None, None, "uncertain", "chapter")
    display = f"{text.strip('[] ') or 'undated'}, {year}"
    return DateSpan(f"{year:04}?", display, date(year, 1, 1), date(year, 12, 31), "uncertain", "chapter")


def _certainty(found: Certainty, dates: Sequence[DateParts]) -> Certainty:
    """An exact day is inferred where the editors supplied it or its month in brackets."""
    inferred = any(parts.day_bracketed or parts.month_bracketed for parts in dates)
    return "inferred" if found == "exact" and inferred else found


def _year_source(dates: Sequence[DateParts]) -> YearSource:
    """Say who gave the year: the letter, its editors in brackets, or the chapter."""
    dated = [parts for parts in dates if parts.year]
    if not dated:
        return "chapter"
    doubtful = dated[-1].year_bracketed or dated[-1].year_incomplete
    return "editors" if doubtful else "dateline"


def _display(text: str, dates: Sequence[DateParts], year: int | None) -> str:
    """Write the date as printed, in one order, with the editors' brackets and its year."""
    last = dates[-1]
    is_single = len(dates) == 1 and last.day and last.month and not last.qualifiers
    wording = _day_wording(last) if is_single else _wording(text, dates)
    all_bracketed = all(parts.is_bracketed for parts in dates) and (last.month or last.season)
    if all_bracketed:
        wording = wording.replace("[", "").replace("]", "")
    shown = last.year or year
    if shown and not wording.rstrip("]? ").endswith(str(shown)):
        by_editors = last.year and (last.year_bracketed or last.year_incomplete) and not all_bracketed
        wording = f"{wording} [{shown}]" if by_editors else f"{wording} {shown}"
    return f"[{wording.strip()}]" if all_bracketed else wording.strip()


def _day_wording(parts: DateParts) -> str:
    """Write day and month, each in brackets where it is printed so."""
    day = f"[{parts.day}]" if parts.day_bracketed else str(parts.day)
    month = MONTH_NAMES[(parts.month or 1) - 1]
    return f"{day} [{month}]" if parts.month_bracketed else f"{day} {month}"


def _wording(text: str, dates: Sequence[DateParts]) -> str:
    """Cut the dates out of the dateline, without brackets and without a bracketed or incomplete year."""
    wording = text[dates[0].start : dates[-1].end].replace("[", "").replace("]", "").strip()
    if dates[-1].year_incomplete or dates[-1].year_bracketed:
        wording = re.sub(r"[\s,]*\d{2,4}\Z", "", wording)
    return _ISO_DATE.sub(lambda match: format_edtf(parse_edtf(match.group())), wording)


def _place(text: str, tokens: Sequence[DateToken]) -> str | None:
    """Take the place a dateline begins with: "Moscow, 5 June"."""
    first = next((token for token in tokens if token.kind not in ("word", "other")), None)
    if first is None or first.kind != "comma":
        return None
    match = _PLACE.fullmatch(text[: first.start].strip("[] "))
    return match.group() if match else None


def _bracket_warnings(text: str) -> tuple[str, ...]:
    return () if text.count("[") == text.count("]") else (f"a bracket is missing in “{text}”",)
