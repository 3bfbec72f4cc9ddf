"""Units get the headings of the printed index that lead to them: an indexer's choice of subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.model import Locator, Unit


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

    def texts_on_page(self, page: str) -> Sequence[str]:
        """The ids of the documents and introductions on a page."""
        return self._texts.get(page, ())

    def resolve_locator(self, locator: Locator) -> list[str]:
        """The ids a locator leads to: of the texts on its pages, or of the one note it names ("53n4")."""
        return [
            id
            for page in locator.pages
            for id in (
                self._notes.get((page, locator.note), ()) if locator.note else self.texts_on_page(page)
            )
        ]


def assign_index_terms(units: Sequence[Unit], targets: Iterable[tuple[str, Iterable[str]]]) -> list[Unit]:
    """Set ``Unit.index_terms``; ``leads`` are headings with the ids of the units they lead to."""
    terms: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for term, ids in targets:
        for id in ids:
            terms[id].setdefault(term)
    return [replace(unit, index_terms=tuple(terms.get(unit.id, unit.index_terms))) for unit in units]
