"""Units get the headings of the printed index that lead to them: an indexer's choice of subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.model import Locator, Unit

LONGEST_RANGE = 60
"""Pages or documents from the first to the last of a range; more are a misprint."""


class PageIndex:
    """The units by the pages they stand on."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._notes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for unit in units:
            for page in unit.pages:
                if unit.kind == "note":
                    self._notes[page, unit.number or ""].append(unit.id)
                elif unit.kind in ("document", "introduction"):
                    self._texts[page].append(unit.id)

    def texts_on(self, page: str) -> Sequence[str]:
        """The ids of the documents and introductions on a page."""
        return self._texts.get(page, ())

    def units_of(self, locator: Locator) -> list[str]:
        """The ids a locator leads to: of the texts on its pages, or of the one note it names ("53n4")."""
        return [
            id
            for page in pages_of(locator)
            for id in (self._notes.get((page, locator.note), ()) if locator.note else self.texts_on(page))
        ]


def give_index_terms(units: Sequence[Unit], leads: Iterable[tuple[str, Iterable[str]]]) -> list[Unit]:
    """Set ``Unit.index_terms``; ``leads`` are headings with the ids of the units they lead to."""
    terms: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for term, ids in leads:
        for id in ids:
            terms[id].setdefault(term)
    return [replace(unit, index_terms=tuple(terms.get(unit.id, unit.index_terms))) for unit in units]


def pages_of(locator: Locator) -> list[str]:
    """List the pages of a locator; "131–32" ends on 132."""
    if not locator.last or not locator.page.isdecimal() or not locator.last.isdecimal():
        return [locator.page]
    first, last = int(locator.page), int(locator.page[: -len(locator.last)] + locator.last)
    pages = range(first, last + 1)
    return [str(page) for page in pages] if 0 < len(pages) <= LONGEST_RANGE else [locator.page]
