"""TEI ``date`` elements parsed into ``DateSpan``, by their dating attributes, ``cert`` and ``evidence``.

They become EDTF (ISO 8601-2) as in the Correspondence Metadata Interchange Format: ``when`` is a date,
``from``/``to`` is ``a/b``, ``notBefore``/``notAfter`` is ``[a..b]``. Words in or beside it may qualify it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from corpus.dates.calendars import gregorian_day
from corpus.dates.datelines import parse_dateline_details, refine_with_dateline
from corpus.dates.edtf import parse_edtf
from corpus.dates.phrases import find_dates
from corpus.dates.spans import span_from_edtf
from corpus.model import DateSpan

from .xml_tree import XmlElement

CONTRADICTED: Final = "dates whose words name another day"
"""What dates with a contradiction are called in the report."""
_ISO = re.compile(r"(-?\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T[0-9:.]+(?:Z|[+-]\d{2}:?\d{2})?)?Z?")
_MONTH_ALONE = re.compile(r"[\[(]?[^\W\d]+\.?,? \d{4}[\]).]*")
_BRACKETED = re.compile(r"\s*\[[^\]]*\]")
_UNSURE = ("low", "medium", "unknown")
_CONCLUDED = ("conjecture", "external", "internal")


def parse_date_element(element: XmlElement, *, bracketed: bool = False) -> DateSpan | None:
    """Parse a ``date`` element by its attributes; None if it has no dating attribute.

    A date with ``evidence`` of a conjecture counts as inferred, as does one whose words have a part in
    brackets ("16 Dec [1875]"); one with ``cert`` other than "high", or with a question mark, as uncertain.
    A day is that of its words if these name a longer period that begins with it ("[1866?]"), or correct it in
    brackets ("21 [31] January"); if they name another, it is the editors', thus inferred.

    Args:
        element: the ``date``.
        bracketed: whether it is in the editors' brackets, which also makes an exact date an inferred one.

    Raises:
        ValueError: an attribute is not a date.
    """
    edtf = _edtf(element)
    if edtf is None:
        return None
    is_inferred = bracketed or element.get("evidence") in _CONCLUDED
    span = span_from_edtf(edtf, inferred=is_inferred)
    if element.get("cert") in _UNSURE:
        return _doubtful(span)
    return _refine(span, element.text, is_inferred=is_inferred)


def contradiction(element: XmlElement, span: DateSpan) -> str | None:
    """Return what the words of a ``date`` name instead of the day of its attributes; None if they agree."""
    stated = parse_dateline_details(element.text)
    if stated.warnings or not _is_other_day(span, stated.span):
        return None
    return f"{span.edtf}, in words “{element.text}”"


def combine_dates(spans: Sequence[DateSpan]) -> DateSpan | None:
    """Return the date of a letter with several dates: consecutive days are a period, others alternatives.

    Returns:
        The first date if one of them is not a single day, month or year; None if there is none.
    """
    distinct = list({span.edtf: span for span in spans}.values())
    edtf = [span.edtf.rstrip("?~%") for span in distinct]
    if len(distinct) < 2 or not all(map(_is_single, edtf)):
        return distinct[0] if distinct else None
    days = sorted(span.earliest for span in distinct if span.earliest)
    is_period = all(after - before == timedelta(days=1) for before, after in pairwise(days))
    inferred = any(span.certainty == "inferred" for span in distinct)
    joined = f"{min(edtf)}/{max(edtf)}" if is_period else f"[{','.join(sorted(edtf))}]"
    combined = span_from_edtf(joined, inferred=inferred)
    return _doubtful(combined) if any(span.certainty == "uncertain" for span in distinct) else combined


def adopt_certainty(span: DateSpan, printed: Iterable[str]) -> DateSpan:
    """Return a date with the certainty that other words for the same days state: "[Narva, 4 March 1921?]".

    A longer or shorter period decides if it is doubtful ("probably 1920").

    Args:
        printed: datelines and titles; the first that names these days decides.
    """
    for text in printed:
        stated = parse_dateline_details(text)
        days = stated.span.earliest, stated.span.latest
        if stated.warnings or not (stated.span.earliest and stated.span.latest):
            continue
        if stated.span.edtf.endswith("?") and _overlap(span, stated.span):
            return _doubtful(span)
        if days == (span.earliest, span.latest):
            if stated.span.certainty == "uncertain":
                return _doubtful(span)
            is_supplied = (stated.span.certainty, span.certainty) == ("inferred", "exact")
            return replace(span, certainty="inferred") if is_supplied else span
    return span


def find_date(text: str) -> DateSpan | None:
    """Return the first day, month or span in a heading, as an inferred date; None if there is none."""
    dates = [match for match in find_dates(text) if match.precision in ("day", "month", "span")]
    return span_from_edtf(dates[0].edtf, inferred=True) if dates else None


def find_dateline_date(dateline: str) -> DateSpan | None:
    """Return the date in a dateline, as an inferred date; None if there is none.

    Words that are dates in datelines only ("die IV Martii 1521") count if they name a single day and nothing
    is left over.
    """
    parsed = parse_dateline_details(dateline)
    if parsed.span.certainty in ("exact", "inferred") and not parsed.warnings:
        return span_from_edtf(parsed.span.edtf, inferred=True)
    return find_date(dateline)


def _refine(span: DateSpan, printed: str, *, is_inferred: bool) -> DateSpan:
    """Return a date as its words qualify it: the longer period, the doubt, the part in brackets."""
    if not printed:
        return span
    stated = parse_dateline_details(printed)
    bracketed = _with_brackets(span, printed) if stated.span.certainty == "inferred" else span
    if stated.warnings or not (stated.span.earliest and stated.span.latest and span.latest):
        return bracketed
    if span.earliest == span.latest == stated.span.earliest < stated.span.latest:
        return span_from_edtf(stated.span.edtf, inferred=is_inferred)
    if _is_other_day(span, stated.span):
        is_corrected = _names(_BRACKETED.sub(" ", printed), span)
        inferred = replace(span, certainty="inferred") if span.certainty == "exact" else span
        return stated.span if is_corrected else inferred
    if stated.span.certainty == "uncertain" and _overlap(span, stated.span):
        return _doubtful(span)
    return bracketed


def _overlap(span: DateSpan, stated: DateSpan) -> bool:
    """Return whether two dates, of which the second has both bounds, have a day in common."""
    first, last = stated.earliest or date.min, stated.latest or date.max
    return first <= (span.latest or date.max) and (span.earliest or date.min) <= last


def _names(words: str, span: DateSpan) -> bool:
    """Return whether words name exactly the days of a date."""
    stated = parse_dateline_details(words).span
    return (stated.earliest, stated.latest) == (span.earliest, span.latest)


def _is_other_day(span: DateSpan, stated: DateSpan) -> bool:
    """Return whether a day and that of its words differ, other than as days of two calendars."""
    day, other = span.earliest, stated.earliest
    are_days = day and other and day == span.latest and other == stated.latest
    if not are_days or stated.certainty not in ("exact", "inferred"):
        return False
    return day != other and not any(_is_julian(*pair) for pair in ((day, other), (other, day)))


def _is_julian(day: date | None, other: date | None) -> bool:
    """Return whether a day is another one of the Julian calendar in the Gregorian one."""
    try:
        return other is not None and gregorian_day(other.year, other.month, other.day) == day
    except ValueError:
        return False


def _doubtful(span: DateSpan) -> DateSpan:
    """Return a date as an uncertain one; a single date gets a question mark."""
    is_open = _is_single(span.edtf) and not span.edtf.endswith(("?", "~", "%"))
    return replace(span, edtf=f"{span.edtf}?" if is_open else span.edtf, certainty="uncertain")


def _with_brackets(span: DateSpan, printed: str) -> DateSpan:
    """Return an exact date as an inferred one if its words, which the editors completed, have brackets."""
    if span.certainty != "exact" or "[" not in printed:
        return span
    parsed = refine_with_dateline(span, printed)
    return replace(parsed.span, certainty="inferred") if parsed else span


def _edtf(element: XmlElement) -> str | None:
    """Return the dating attributes of a ``date`` as EDTF; None if it has none.

    The day of ``when`` is dropped if the text names only a month and year.

    Raises:
        ValueError: an attribute is not a date.
    """
    when = _iso(element, "when", "when-iso", "when-custom")
    first, last = _iso(element, "from", "from-iso"), _iso(element, "to", "to-iso")
    earliest, latest = _iso(element, "notBefore", "notBefore-iso"), _iso(element, "notAfter", "notAfter-iso")
    if when and last:
        first, when = when, None
    if when:
        is_month = len(when) == 10 and _MONTH_ALONE.fullmatch(element.text)
        return when[:7] if is_month else when
    if first or last:
        return _interval(first or earliest, last or latest)
    if earliest or latest:
        return earliest if earliest == latest else f"[{earliest or ''}..{latest or ''}]"
    return None


def _interval(first: str | None, last: str | None) -> str:
    """Return the EDTF interval between two dates, None being an open end; a single date if they are equal."""
    if first and first == last:
        return first
    return f"{first or '..'}/{last or '..'}"


def _iso(element: XmlElement, *names: str) -> str | None:
    """Return the first of the named attributes that is set, without its time of day; None if none is set.

    ``when`` and the like may be any EDTF, the ends of a period only a day, month or year.

    Raises:
        ValueError: its value is not a date.
    """
    for name in names:
        value = element.get(name)
        if value:
            match = _ISO.fullmatch(value)
            if match:
                return match[1]
            if not name.startswith("when"):
                raise ValueError(f"{name}=“{value}” is not a date")
            return _any_edtf(name, value)
    return None


def _any_edtf(name: str, value: str) -> str:
    """Return the EDTF in an attribute.

    Raises:
        ValueError: it is not EDTF.
    """
    try:
        return str(parse_edtf(value))
    except ValueError as error:
        raise ValueError(f"{name}=“{value}” is not a date") from error


def is_single_date(element: XmlElement) -> bool:
    """Return whether the attributes of a ``date`` say when something happened, rather than a period."""
    try:
        edtf = _edtf(element)
    except ValueError:
        return False
    return edtf is not None and "/" not in edtf


def _is_single(edtf: str) -> bool:
    """Return whether an EDTF expression is neither an interval nor a set."""
    return not set(edtf) & set("/[")
