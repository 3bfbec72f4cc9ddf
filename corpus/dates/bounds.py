"""Closes open dates: "[later than 11 August 1931]" does not reach into 1936.

An editor's "after" or "before" is meant within the part of the edition where the document is printed. The
missing end is taken from the chapter, if its heading names its years; else from the neighbouring documents,
if the documents are printed in chronological order; else it is ``DEFAULT_DAYS`` from the known end. The
printed form and the EDTF expression stay as they are; ``DateSpan.bounded_by`` names the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from corpus.model import BoundSource, DateSpan, Unit

CHRONOLOGICAL_SHARE: Final = 0.9
"""Share of neighbouring documents that must be in order of date for an edition to count as chronological."""
CHRONOLOGICAL_LEAST: Final = 5
"""Dated documents needed to tell whether an edition is chronological."""
DEFAULT_DAYS: Final = 365
"""Length in days of an open date about which the edition gives no other evidence."""
_YEARS: Final = re.compile(r"(?<!\d)(1\d{3}|20\d\d)(?:\s*[-–—/]\s*(\d{4}|\d{2}))?(?!\d)")


def close_open_dates(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Give every open date of an edition its missing end; a note has the date of its document.

    Args:
        units: all units of one edition, in printed order.
    """
    documents = [unit for unit in units if unit.kind == "document"]
    closed = dict(_closed(documents))
    return tuple(
        replace(unit, date=closed[unit.parent or unit.id]) if (unit.parent or unit.id) in closed else unit
        for unit in units
    )


def is_open(span: DateSpan | None) -> bool:
    """Whether a date has exactly one known end."""
    return span is not None and (span.earliest is None) != (span.latest is None)


def chapter_years(heading: str | None) -> tuple[date, date] | None:
    """Return the first and the last day of the years that a chapter's heading names, "1931" or "1931–33"."""
    years = [year for match in _YEARS.finditer(heading or "") for year in _years_of(match)]
    return (date(min(years), 1, 1), date(max(years), 12, 31)) if years else None


def _years_of(match: re.Match[str]) -> tuple[int, ...]:
    first, last = match.groups()
    return (int(first), int(first[: -len(last)] + last)) if last else (int(first),)


def _closed(documents: Sequence[Unit]) -> Iterable[tuple[str, DateSpan]]:
    is_chronological = _is_chronological(documents)
    for position, unit in enumerate(documents):
        span = unit.date
        if span is None or not is_open(span):
            continue
        yield unit.id, _closed_by(span, unit, documents, position if is_chronological else None)


def _closed_by(span: DateSpan, unit: Unit, documents: Sequence[Unit], position: int | None) -> DateSpan:
    years = chapter_years(unit.chapter)
    if years and (closed := _with_end(span, years, "chapter")):
        return closed
    if position is not None:
        neighbours = _neighbouring_day(span, documents, position)
        if neighbours and (closed := _with_end(span, (neighbours, neighbours), "neighbours")):
            return closed
    return _default(span)


def _with_end(span: DateSpan, ends: tuple[date, date], source: BoundSource) -> DateSpan | None:
    """Close a date by an outer span; None where the span contradicts its known end."""
    if span.earliest is None:
        known = span.latest
        return replace(span, earliest=ends[0], bounded_by=source) if known and ends[0] <= known else None
    return replace(span, latest=ends[1], bounded_by=source) if span.earliest <= ends[1] else None


def _neighbouring_day(span: DateSpan, documents: Sequence[Unit], position: int) -> date | None:
    """Return the nearest day on the open side of a date that a neighbouring document names."""
    following = documents[position + 1 :] if span.latest is None else reversed(documents[:position])
    for unit in following:
        if unit.date and unit.date.earliest and unit.date.latest:
            return unit.date.latest if span.latest is None else unit.date.earliest
    return None


def _default(span: DateSpan) -> DateSpan:
    length = timedelta(DEFAULT_DAYS)
    if span.earliest is None:
        last = span.latest or date.min
        return replace(span, earliest=max(last, date.min + length) - length, bounded_by="default")
    return replace(span, latest=min(span.earliest, date.max - length) + length, bounded_by="default")


def _is_chronological(documents: Sequence[Unit]) -> bool:
    days = [unit.date.known_day for unit in documents if unit.date and unit.date.known_day]
    if len(days) < CHRONOLOGICAL_LEAST:
        return False
    in_order = sum(first <= second for first, second in pairwise(days))
    return in_order >= CHRONOLOGICAL_SHARE * (len(days) - 1)
