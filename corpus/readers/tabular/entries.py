"""Columns of entries that name a recipient and a date together: "М. А. Рудину. (1). 29 июня 1832."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.dates.datelines import parse_dateline_details

_NAME: Final = (
    r"(?:(?i:letter|brief|lettre|lettera|carta|письмо)\s+)?(?:(?i:to|an|à|a|к|ко|aan)\s+)?"
    r"(?P<name>[^\W\d_a-zа-яё][^\d\n]{2,80}?)"
)
_ENTRIES: Final = (
    re.compile(rf"{_NAME}[.,:]?\s*\((?P<count>\d+)\)[.,]?\s+(?P<date>.*\d.*)"),
    re.compile(rf"{_NAME}[.,:]?(?P<count>)\s+(?P<date>\d.*|[^\W\d_]+\.?\s+\d{{4}}\W*)"),
)
"""A name, the number of letters in brackets, and a date; a name and a date."""
_NAME_ALONE: Final = re.compile(r"[^\W\d_a-zа-яё][\w.'’-]*(?:,?\s(?:[^\W\d_a-zа-яё][\w.'’-]*|\w{1,3})){0,5}")
_LEAST_ENTRIES: Final = 3
_LEAST_SHARE: Final = 0.8
"""The share of a column's cells, and their number, that make it one of entries."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The name and the date in an entry, as written."""

    name: str
    date: str


def parse_entry(cell: str) -> Entry | None:
    """Return the name and the date that a cell consists of; None if it is no entry.

    A year alone is a date only after the number of letters: "M. Orr. (2). 1870".
    """
    match = next(filter(None, (form.fullmatch(cell.strip()) for form in _ENTRIES)), None)
    if match is None:
        return None
    date = match["date"].strip(" .")
    reading = parse_dateline_details(date)
    is_dated = reading.place is None and bool(reading.span.earliest or reading.span.latest)
    is_exact = bool(match["count"]) or "-" in reading.span.edtf.replace("..", "").lstrip("-")
    is_name = bool(match["count"]) or _NAME_ALONE.fullmatch(match["name"].strip()) is not None
    return Entry(match["name"].strip(), date) if is_dated and is_exact and is_name else None


def entry_heading(headings: Sequence[str], records: Sequence[Sequence[str]]) -> str | None:
    """Return the heading of the first column whose cells are entries; None if there is none."""
    for place, heading in enumerate(headings):
        cells = [cells[place] for cells in records if len(cells) > place and cells[place].strip()]
        entries = sum(parse_entry(cell) is not None for cell in cells)
        if entries >= max(_LEAST_ENTRIES, _LEAST_SHARE * len(cells)):
            return heading
    return None


def split_entries(
    cells: Sequence[tuple[str, str]], heading: str, parts: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the cells of a row, that of a heading as its name and its date under two other headings."""
    result: list[tuple[str, str]] = []
    for title, cell in cells:
        entry = parse_entry(cell) if title == heading else None
        result += [(title, cell)] if entry is None else zip(parts, (entry.name, entry.date), strict=True)
    return result
