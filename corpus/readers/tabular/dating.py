"""The date of a row: from a date, from columns for its parts, or from the date it is sorted by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from corpus.dates.datelines import parse_dateline_details
from corpus.dates.evidence import NO_EVIDENCE, DateEvidence, collect_evidence
from corpus.dates.spans import span_from_edtf
from corpus.model import Certainty, DateSpan
from corpus.text.placeholders import states_absence

from .columns import LetterRow

_UNKNOWN: Final = "XXXX"
_TOLERANCE: Final = timedelta(days=1)
"""How far a sorting date may lie outside a date: "before 3 May" is sorted at that day."""
_EDTF_SIGNS: Final = re.compile(r"[-\dX/.,?~%\[\]{}]{4,}")
"""Matches dates of digits and EDTF characters alone, which are evidently meant as EDTF."""
_ISO_DAY: Final = re.compile(r"(?!0000)(\d{4})-?(\d\d)-?(\d\d)")
"""Matches a day in the basic or extended format of ISO 8601; zeros stand for an unknown day or month."""
_ZERO_DAY: Final = re.compile(r"00?[./-](\d\d?)[./-](\d{4})")
"""Matches a date whose day, and perhaps month, is unknown: "00/12/1926"."""
_YES: Final = re.compile(r"1|y(?:es)?|true|x|j|ja|oui|да|s[iì]|conjecture[ds]?|inferred", re.IGNORECASE)
_JULIAN: Final = re.compile(r"j|jul|julian\w*|j[jm]|o\.?s\.?|old style", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowDate:
    """The date of a row, None if it has none, and what is wrong with it."""

    span: DateSpan | None
    warnings: tuple[str, ...] = ()


def collect_date_evidence(rows: Iterable[LetterRow], language: str) -> DateEvidence:
    """Collect what the dates of all rows tell about ambiguous ones, given the language of the edition."""
    columns = ("date", "dateline", "date_sort")
    return collect_evidence((row.value(column) for row in rows for column in columns), language)


def date_of(row: LetterRow, evidence: DateEvidence = NO_EVIDENCE) -> RowDate:
    """Return the date of a row; ``evidence`` is what the dates of all rows tell.

    EDTF goes before words, words before columns for year, month and day. The sorting date is used, as
    inferred, where these have no date or lack the year, unless they state that the letter is undated; and for
    dates in the Julian calendar.
    """
    dateline, sorting = row.value("dateline"), row.value("date_sort")
    texts = [row.value("date_edtf"), row.value("date"), *_part_dates(row), dateline]
    texts = [text for text in texts if text]
    if sorting and (not texts or _JULIAN.fullmatch(row.value("date_calendar"))):
        return _infer(sorting, next(iter(texts), ""))
    dates = [_parse(text, dateline, evidence) for text in texts]
    dated = next((date for date in dates if date.span and date.span.edtf != _UNKNOWN), None)
    if dated is None:
        is_inferable = sorting and not states_absence(texts[0])
        return _infer(sorting, texts[0]) if is_inferable else next(iter(dates), RowDate(None))
    warnings = (*dated.warnings, *_contradiction(dated, sorting))
    return RowDate(_with_flags(dated.span, row), warnings)


def _parse(text: str, dateline: str = "", evidence: DateEvidence = NO_EVIDENCE) -> RowDate:
    """Parse a date as EDTF, or else as words; ``dateline`` is displayed for EDTF, if there is one."""
    try:
        span = span_from_edtf(_extended(text), dateline=dateline or None)
    except ValueError as error:
        parsed = parse_dateline_details(_extended(text), evidence=evidence)
        is_edtf = _EDTF_SIGNS.fullmatch(text)
        invalid = (f"the date is not valid EDTF and was parsed as text: {error}",) if is_edtf else ()
        return RowDate(parsed.span, (*invalid, *parsed.warnings))
    if not span.earliest and not span.latest and span.edtf != _UNKNOWN:
        early = f"“{text}” is before the year 1; it is shown, but cannot be searched by date"
        return RowDate(span, (early,))
    return RowDate(span)


def _extended(text: str) -> str:
    """Return a day of ISO 8601, or two with "/" between them, as EDTF; any other text unchanged.

    A day of which zeros stand for a part is without it.
    """
    if zero := _ZERO_DAY.fullmatch(text):
        return "-".join(filter(None, (zero[2], zero[1].zfill(2) * bool(int(zero[1])))))
    days = [_ISO_DAY.fullmatch(part.strip()) for part in text.split("/")]
    if None in days or len(days) > 2:
        return text
    return "/".join("-".join(unit for unit in day.groups() if int(unit)) for day in days if day)


def _infer(sorting: str, printed: str) -> RowDate:
    """Return the date by which a row is sorted as an inferred one, displayed as printed."""
    date = _parse(sorting)
    if date.span is None or date.span.edtf == _UNKNOWN:
        return date
    certainty = "inferred" if date.span.certainty == "exact" else date.span.certainty
    display = f"{printed} [{date.span.display}]" if printed else f"[{date.span.display}]"
    return replace(date, span=replace(date.span, display=display, certainty=certainty, year_source="editors"))


def _part_dates(row: LetterRow) -> Iterator[str]:
    """Yield the dates that are made of the columns for parts of dates."""
    first, last = _day(row, ""), _day(row, "end_")
    if first:
        yield f"{first}/{last}" if last and last != first else first
    start, end = row.value("date_from"), row.value("date_to")
    if start or end:
        yield f"{start or '..'}/{end or '..'}" if start != end else start
    earliest, latest = row.value("date_not_before"), row.value("date_not_after")
    if earliest or latest:
        yield f"[{earliest}..{latest}]" if earliest != latest else earliest


def _day(row: LetterRow, end: str) -> str:
    """Return the date in the columns for year, month and day: EDTF if all are figures, else words; or ""."""
    year, month, day = (row.value(f"date_{end}{unit}") for unit in ("year", "month", "day"))
    parts = [part.split(".")[0].zfill(size) for part, size in ((year, 4), (month, 2), (day, 2)) if part]
    if not year:
        return " ".join(filter(None, (day, month)))
    if all(part.isdecimal() for part in parts) and (month or not day):
        return "-".join(part for part in parts if int(part))
    return " ".join(filter(None, (day, month, year)))


def _with_flags(span: DateSpan | None, row: LetterRow) -> DateSpan | None:
    """Return a date with the certainty that the row states in columns of yes and no."""
    flags: tuple[Certainty, ...] = ("uncertain", "approximate", "inferred")
    stated = next((flag for flag in flags if _YES.fullmatch(row.value(f"date_{flag}"))), None)
    if not span or not stated or (span.certainty != "exact" and stated != "uncertain"):
        return span
    return replace(span, certainty=stated)


def _contradiction(date: RowDate, sorting: str) -> Iterator[str]:
    """Yield a warning if the date by which a row is sorted lies outside its date."""
    days = _parse(sorting).span if sorting else None
    span = date.span
    if not days or not span or not (days.earliest and days.latest):
        return
    too_late = span.latest and days.earliest > span.latest + _TOLERANCE
    if too_late or (span.earliest and days.latest < span.earliest - _TOLERANCE):
        yield f"the date by which the row is sorted, {sorting}, lies outside “{span.display}”"
