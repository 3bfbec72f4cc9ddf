"""Datelines as printed, parsed into a ``DateSpan``: "[later than 11 August]" with EDTF and bounds.

A missing year is the chapter's or stays open. Every completion yields a warning, as does what is left over of
a date; what is guessed is uncertain, never exact.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.dates.completion import copy_year, fill_missing_parts, repeat_months
from corpus.dates.edtf import EdtfDate, parse_edtf
from corpus.dates.evidence import NO_EVIDENCE, DateEvidence
from corpus.dates.parts import DateParts, group_tokens
from corpus.dates.phrases import DateMatch, find_dates
from corpus.dates.resolution import ResolvedDate, resolve_dates
from corpus.dates.spans import format_edtf
from corpus.dates.tokens import MONTH_NAMES, DateToken, TokenKind, tokenize_dateline, widen_brackets
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

_MARKUP = re.compile(r"<sup>.*?</sup>|</?\w+/?>|(?<!\b[12]\d\d)\*|[_#\\\u00ad]")
_UNKNOWN_DATE = "XXXX"
_ISO_DATE = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")
_BEFORE_YEAR_1 = re.compile(
    r"\A\W*-[0-9]{4}\b"
    r"|(?<![0-9])(?P<year>[0-9]{1,4})\s*"
    r"(?:B\.?\s?C\.?(?:\s?E\b\.?)?|v\. ?Chr\.|av\. J\.-C\.|до н\.\s?э\.)(?!\w)"
)
"""Years before 1, for which ``datetime.date`` has no days: "-0044-03-15", "44 BC"."""
_STREET_AFTER = re.compile(r"\s+[^\W\d_][^,\d]*,")
_STREET_BEFORE = re.compile(r"[^\W\d_]{3,}\.?\s+\Z")
_CORRECTED_DAY = re.compile(r"(?<![\w.,:/–-])[0-3]?[0-9]\s(?=\[[0-3]?[0-9]\](?!\w))")
"""Matches a day that the editors correct: "21 [31] January"."""
_IMPOSSIBLE_DAY = re.compile(
    r"(?<![\w./-])(?:\d{1,2}(?P<sign>[./-])\d{1,2}(?P=sign)(?P<last>\d{4})|(?P<first>\d{4})-\d{1,2}-\d{1,2})(?![\w/-])"
)
"""A day in figures; matched in a dateline in which no date was found."""
_PLACE = re.compile(r"[^\W\d_][\w .'’-]*")
LENGTH_MAX = 1_000
"""The characters of a dateline that are read."""


@dataclass(frozen=True, slots=True)
class ParsedDateline:
    """A parsed dateline: its date, the place it begins with (or None), and warnings for the ingest report."""

    span: DateSpan
    warnings: tuple[str, ...] = ()
    place: str | None = None


def parse_dateline(printed: str, *, year: int | None = None) -> DateSpan:
    """Return the date of a dateline, uncertain if it has none.

    ``year`` is the chapter's; it is used if the dateline has none.
    """
    return parse_dateline_details(printed, year=year).span


def parse_dateline_details(
    printed: str, *, year: int | None = None, evidence: DateEvidence = NO_EVIDENCE
) -> ParsedDateline:
    """Parse a dateline into its date and place, with a warning for each completion and each fault.

    A dateline without a date yields the year as an uncertain date, or an uncertain date without bounds if
    ``year`` is None.

    Args:
        printed: the dateline, in any of the languages of ``corpus.dates.languages``.
        year: the chapter's; it is used if the dateline has none.
        evidence: what the other dates of the edition tell about an ambiguous one.
    """
    if len(printed) > LENGTH_MAX:
        parsed = parse_dateline_details(printed[:LENGTH_MAX], year=year, evidence=evidence)
        too_long = f"only the first {LENGTH_MAX:,} characters of a dateline are read as a date"
        return replace(parsed, warnings=(*parsed.warnings, too_long))
    text = re.sub(r"\s+", " ", widen_brackets(_MARKUP.sub("", printed))).strip()
    text = _CORRECTED_DAY.sub("", text)
    if match := _BEFORE_YEAR_1.search(text):
        span = _undated(text, None)
        return ParsedDateline(
            replace(span, edtf=_edtf_before_year_1(text, match) or span.edtf),
            (f"“{text}” is before the year 1, which is not supported",),
        )
    tokens = tokenize_dateline(text, evidence)
    expressions = [dates for dates in group_tokens(tokens) if any(map(_has_month_or_year, dates))]
    if not expressions:
        if year_alone := _year_of_impossible_day(text, tokens):
            return year_alone
        is_undated = any(token.kind == "undated" for token in tokens)
        return ParsedDateline(_undated(text, year), () if is_undated else (f"“{text}” has no date",))
    chosen = _choose_expression([repeat_months(dates) for dates in expressions])
    dates, warnings = _complete_years(chosen, year, evidence)
    try:
        resolved = resolve_dates(fill_missing_parts(dates, year)) if _has_year(dates, year) else _yearless()
    except ValueError:
        resolved = _resolve_months(dates, year)
        warnings = (*warnings, f"“{text}” is not a day of the calendar; only its month is used")
    span = DateSpan(
        resolved.edtf,
        _display(text, dates, year) + _conversion(dates, resolved),
        resolved.earliest,
        resolved.latest,
        _certainty(resolved.certainty, dates, year),
        _year_source(dates),
    )
    unread = [f"“{piece}” was not used" for piece in _unread(text, tokens, expressions, dates)]
    yearless = [] if _has_year(dates, year) else ["it has no year"]
    faults = (*resolved.warnings, *unread, *yearless)
    warnings = (*warnings, *(f"“{text}”: {fault}" for fault in faults), *_bracket_warnings(text))
    return ParsedDateline(span, warnings, _place(text, tokens))


def refine_with_dateline(span: DateSpan, printed: str, *, year: int | None = None) -> ParsedDateline | None:
    """Refine the date in a document's heading with the dateline of the letter itself: "2 June [1932]".

    The day stays that of the heading. A year in the dateline determines the source of the year and, if the
    heading's date is exact, the displayed form.

    Args:
        span: the date in the heading.
        printed: the letter's dateline.
        year: the chapter's, for a dateline without a year.

    Returns:
        The refined date, or None unless both dates are the same single day and the dateline's is exact or
        inferred.
    """
    dateline = parse_dateline_details(printed, year=year)
    letter_span = dateline.span
    agrees = letter_span.earliest is not None and letter_span.earliest == letter_span.latest == span.earliest
    if not agrees or span.earliest != span.latest or letter_span.certainty not in ("exact", "inferred"):
        return None
    if letter_span.year_source == "chapter":
        return replace(dateline, span=span)
    display = letter_span.display if span.certainty == "exact" else span.display
    return replace(dateline, span=replace(span, display=display, year_source=letter_span.year_source))


def parse_day(text: str) -> tuple[date, date]:
    """Parse ``2026``, ``2026-11`` or ``2026-11-23`` (a filter value) into its first and last day.

    Raises:
        ValueError: with a message for the user that explains what is wrong and what to write instead.
    """
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", text.strip())
    if not match:
        raise ValueError(
            f"“{text}” is not a date; write a year, month or day like 1932, 1932-06 or 1932-06-05"
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise ValueError("0000 is not a year; years run from 0001 to 9999")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}” is not a month; months run from 01 to 12")
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= day <= last:
        raise ValueError(f"“{text}” is not a day; the days of this month run from 01 to {last}")
    return date(year, month, day), date(year, month, day)


def format_span(span: DateSpan) -> str:
    """Format a date for a title: "2 June 1932", "[11 August 1931]", "later than 11 August 1931".

    Editors' brackets remain only around an inferred date.
    """
    if span.certainty == "inferred":
        return span.display
    return span.display.replace("[", "").replace("]", "")


def _choose_expression(expressions: Sequence[list[DateParts]]) -> list[DateParts]:
    """Return the first expression with a month or season; if there is none, the years of the first.

    If it has no year, one that is printed separately ("4 May, Berlin 1821", "4 May – 1821") is added to its
    last date.
    """
    chosen = next((dates for dates in expressions if any(map(_has_month, dates))), expressions[0])
    if not any(map(_has_month, chosen)):
        return [parts for parts in chosen if not parts.day]
    others = [parts for dates in expressions if dates is not chosen for parts in dates]
    separate_year = next((parts for parts in others if parts.year and not _has_month(parts)), None)
    if separate_year and all(parts.year is None for parts in chosen):
        return [*chosen[:-1], copy_year(chosen[-1], separate_year)]
    is_separated = (
        chosen[-1].precision == "year" and not chosen[-1].day and chosen[-1].connector in ("to", "list")
    )
    if is_separated and chosen[-2].day and chosen[-2].month and chosen[-2].year is None:
        return [*chosen[:-2], replace(copy_year(chosen[-2], chosen[-1]), end=chosen[-1].end)]
    return chosen


def _has_month(parts: DateParts) -> bool:
    return bool(parts.month or parts.season)


def _has_month_or_year(parts: DateParts) -> bool:
    return _has_month(parts) or bool(parts.year)


def _complete_years(
    dates: Sequence[DateParts], year: int | None, evidence: DateEvidence
) -> tuple[list[DateParts], tuple[str, ...]]:
    """Complete incomplete years ("932"); warn of these, and of years that differ from the chapter's.

    A year for which there is neither a chapter's nor evidence is a guess and makes the date doubtful.
    """
    result: list[DateParts] = []
    warnings: list[str] = []
    for parts in dates:
        if parts.year_mark == "incomplete" and parts.year is not None:
            known = _known_year(parts.year, year) or evidence.complete_year(parts.year)
            complete = known or _likely_year(parts.year)
            warnings.append(f"the year {parts.year} is incomplete; it is taken as {complete}")
            doubt: frozenset[TokenKind] = frozenset() if known else frozenset(("doubt",))
            parts = replace(parts, year=complete, qualifiers=parts.qualifiers | doubt)
        elif parts.year and year and parts.year != year:
            warnings.append(f"the year {parts.year} differs from the chapter's, {year}")
        result.append(parts)
    return result, tuple(warnings)


def _known_year(incomplete: int, year: int | None) -> int | None:
    """Complete a year of two or three digits to the chapter's if that contains them; None if not."""
    digits = f"{incomplete:02}"
    return year if year and re.fullmatch(".*".join(["", *digits, ""]), str(year)) else None


def _likely_year(incomplete: int) -> int:
    """Complete a year of two or three digits to 19xx or 1xxx."""
    digits = f"{incomplete:02}"
    return int("1900"[: 4 - len(digits)] + digits)


def _has_year(dates: Sequence[DateParts], year: int | None) -> bool:
    return bool(year) or any(parts.year for parts in dates)


def _unread(
    text: str, tokens: Sequence[DateToken], expressions: Sequence[list[DateParts]], dates: Sequence[DateParts]
) -> list[str]:
    """Return the pieces of a dateline that look like parts of a date but were not used."""
    years, has_day = {parts.year for parts in dates}, any(parts.day for parts in dates)
    repeated = [
        parts
        for expression in expressions
        for parts in expression
        if parts.precision == "year" and not parts.day and parts.year in years
    ]
    used = {offset for parts in (*dates, *repeated) for offset in range(parts.start, parts.end)}
    unread = {
        (token.start, token.end)
        for token in tokens
        if (token.kind in ("day", "month", "season", "year") or text[token.start].isdigit())
        and token.kind != "aside"
        and token.start not in used
        and not (has_day and _is_house_number(text, token))
    }
    return [text[start:end] for start, end in sorted(unread)]


def _year_of_impossible_day(text: str, tokens: Sequence[DateToken]) -> ParsedDateline | None:
    """Return the year of a dateline whose day and month do not exist ("00/13/1926"), as an uncertain date."""
    match = _IMPOSSIBLE_DAY.search(text)
    span = parse_dateline(match["first"] or match["last"]) if match else None
    if span is None or span.earliest is None:
        return None
    warning = f"“{text}” is not a day of the calendar; only its year is used"
    return ParsedDateline(replace(span, certainty="uncertain"), (warning,), _place(text, tokens))


def _edtf_before_year_1(text: str, match: re.Match[str]) -> str | None:
    """Return a single date before the year 1 in EDTF (44 BC is -0043); None if it cannot be parsed."""
    if match["year"] is None:
        return None
    year = int(match["year"])
    edtf = parse_edtf(parse_dateline(f"{text[: match.start()]}{year:04}{text[match.end() :]}").edtf)
    if not isinstance(edtf, EdtfDate) or edtf.year != f"{year:04}":
        return None
    before = replace(edtf, year=f"-{year - 1:04}" if year > 1 else "0000")
    try:
        return str(parse_edtf(str(before)))
    except ValueError:
        return None


def _yearless() -> ResolvedDate:
    """Return an unknown date, for a day and month if no year is known."""
    return ResolvedDate(_UNKNOWN_DATE, None, None, "uncertain")


def _resolve_months(dates: Sequence[DateParts], year: int | None) -> ResolvedDate:
    """Resolve dates by their months alone, as an uncertain date, because a day does not exist."""
    months = [replace(parts, day=None, qualifiers=frozenset()) for parts in fill_missing_parts(dates, year)]
    return replace(resolve_dates(months), certainty="uncertain")


def _undated(text: str, year: int | None) -> DateSpan:
    """Return the date of a dateline that has none: the chapter's year, uncertain; without bounds if None."""
    if not year:
        return DateSpan(_UNKNOWN_DATE, text.strip("[] ") or "undated", None, None, "uncertain", "chapter")
    display = f"{text.strip('[] ') or 'undated'}, {year}"
    return DateSpan(f"{year:04}?", display, date(year, 1, 1), date(year, 12, 31), "uncertain", "chapter")


def _certainty(certainty: Certainty, dates: Sequence[DateParts], year: int | None) -> Certainty:
    """Return a date's certainty, but "inferred" if it is exact with parts supplied by the editors.

    A year in brackets that is the chapter's is certain.
    """
    is_supplied = any(
        parts.day_bracketed or parts.month_bracketed or (_has_supplied_year(parts) and parts.year != year)
        for parts in dates
    )
    return "inferred" if certainty == "exact" and is_supplied else certainty


def _year_source(dates: Sequence[DateParts]) -> YearSource:
    """Return where the last year comes from: the dateline, its editors (in brackets), or else the chapter."""
    dated = [parts for parts in dates if parts.year]
    if not dated:
        return "chapter"
    return "editors" if _has_supplied_year(dated[-1]) else "dateline"


def _has_supplied_year(parts: DateParts) -> bool:
    """Return whether the year of a date is in the editors' brackets or completed."""
    return parts.year_bracketed or parts.year_mark == "incomplete"


def _display(text: str, dates: Sequence[DateParts], year: int | None) -> str:
    """Return the date as printed, normalised in order, with the editors' brackets and its year."""
    last = dates[-1]
    is_single = len(dates) == 1 and last.day and last.month and not last.qualifiers and not _is_worded(last)
    wording = _day_wording(last) if is_single else _wording(text, dates)
    all_bracketed = all(parts.is_bracketed for parts in dates) and (last.month or last.season)
    if all_bracketed:
        wording = wording.replace("[", "").replace("]", "")
    display_year = last.year or year
    has_year = re.search(rf"(?<![0-9])0*{display_year}(?![0-9])", wording)
    if display_year and not _is_worded(last) and not has_year:
        is_supplied = last.year and _has_supplied_year(last) and not all_bracketed
        wording = f"{wording} [{display_year}]" if is_supplied else f"{wording} {display_year}"
    return f"[{wording.strip()}]" if all_bracketed else wording.strip()


def _is_worded(parts: DateParts) -> bool:
    """Return whether a date is displayed in its own words: "4/3/1901", "187-", "4 ventôse an IX"."""
    is_year_worded = parts.year_mark in ("dual", "range", "decade", "century")
    return is_year_worded or parts.is_either or _is_of_other_calendar(parts)


def _is_of_other_calendar(parts: DateParts) -> bool:
    """Return whether a date is printed in another calendar than the Gregorian one."""
    return parts.is_converted or bool(parts.qualifiers & {"old-style", "venetian-style"})


def _conversion(dates: Sequence[DateParts], resolved: ResolvedDate) -> str:
    """Return the Gregorian day of a single day in another calendar, in parentheses; "" for all others."""
    parts = dates[-1]
    if len(dates) > 1 or not _is_of_other_calendar(parts) or resolved.earliest != resolved.latest:
        return ""
    style = " N.S." if parts.is_julian else ""
    return f" ({format_edtf(parse_edtf(str(resolved.earliest)))}{style})" if resolved.earliest else ""


def _day_wording(parts: DateParts) -> str:
    """Format day and month, each in brackets if it is bracketed in print: "5 [June]"."""
    day = f"[{parts.day}]" if parts.day_bracketed else str(parts.day)
    month = MONTH_NAMES[(parts.month or 1) - 1]
    return f"{day} [{month}]" if parts.month_bracketed else f"{day} {month}"


def _wording(text: str, dates: Sequence[DateParts]) -> str:
    """Return the dates as worded, without brackets and without a bracketed or incomplete last year."""
    wording = text[dates[0].start : dates[-1].end].replace("[", "").replace("]", "").strip()
    if _has_supplied_year(dates[-1]) and not _is_worded(dates[-1]):
        wording = re.sub(r"[\s,/.]*['’]?\d{2,4}\.?\Z", "", wording)
    return _ISO_DATE.sub(lambda match: format_edtf(parse_edtf(match.group())), wording)


def _is_house_number(text: str, token: DateToken) -> bool:
    """Return whether a number before a comma belongs to an address: "5 Harbour Row,", "Hafenstraße 5,"."""
    after = text[token.end :]
    return bool(
        _STREET_AFTER.match(after) or (_STREET_BEFORE.search(text[: token.start]) and after[:1] == ",")
    )


def _address_end(text: str, tokens: Sequence[DateToken]) -> int | None:
    """Return where the address ends that a dateline begins with ("5 Harbour Row, Loo, 4 March"); or None.

    It has a number, a street and a town, and a comma before the date.
    """
    kinds = [token.kind for token in tokens]
    if not text[:1].isdigit() or kinds[1:2] != ["word"]:
        return None
    inside = ("word", "comma", "other", "filler")
    after = next((at for at, kind in enumerate(kinds) if at and kind not in inside), 0)
    while kinds[after - 1] == "filler":
        after -= 1
    has_town = kinds[:after].count("comma") > 1 and kinds[after - 1] == "comma"
    return tokens[after - 1].start if after and has_town else None


def _place(text: str, tokens: Sequence[DateToken]) -> str | None:
    """Return the place or address that a dateline begins with ("Moscow, 5 June"); None if there is none."""
    if end := _address_end(text, tokens):
        return text[:end]
    first = next((token for token in tokens if token.kind not in ("word", "other", "filler")), None)
    if first is None or first.kind != "comma":
        return None
    match = _PLACE.fullmatch(text[: first.start].strip("[] "))
    return match.group() if match else None


def _bracket_warnings(text: str) -> tuple[str, ...]:
    """Return a warning if a text has unbalanced square brackets."""
    return () if text.count("[") == text.count("]") else (f"“{text}” has unbalanced brackets",)
