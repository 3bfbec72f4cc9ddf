"""Gives units the headings of the printed index that lead to them: an indexer's choice of subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import IndexEntry, Locator, Unit


def give_index_terms(units: Sequence[Unit], index: Sequence[IndexEntry]) -> list[Unit]:
    """Set ``Unit.index_terms``.

    A page leads to the letters and introductions that stand on it, a note's locator ("53n4") to that note
    alone. A subheading is given after its heading ("Agriculture: beet harvest").
    """
    by_page: defaultdict[str, list[str]] = defaultdict(list)
    notes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for unit in units:
        for page in unit.pages:
            if unit.kind == "note":
                notes[page, unit.number or ""].append(unit.id)
            elif unit.kind in ("document", "introduction"):
                by_page[page].append(unit.id)
    terms: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for entry in index:
        term = f"{entry.heading}: {entry.subheading}" if entry.subheading else entry.heading
        for locator in entry.locators:
            for page in _pages(locator):
                found = notes[page, locator.note] if locator.note else by_page[page]
                for id in found:
                    terms[id].setdefault(term)
    return [replace(unit, index_terms=tuple(terms[unit.id])) if unit.id in terms else unit for unit in units]


def _pages(locator: Locator) -> list[str]:
    if locator.last and locator.page.isdigit() and locator.last.isdigit():
        return [str(page) for page in range(int(locator.page), int(locator.last) + 1)]
    return [locator.page]
