"""Index terms of units: the headings of the printed index, resolved to the units on their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.model import Locator, Unit


class PageIndex:
    """The ids of documents and introductions by their printed pages, and of notes by page and number."""

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
        """Return the ids of the documents and introductions on a page; empty if there are none."""
        return self._texts.get(page, ())

    def resolve_locator(self, locator: Locator) -> list[str]:
        """Return the ids of the texts on a locator's pages, or of the notes it names ("53n4"), by page."""
        return [
            id
            for page in locator.pages
            for id in (
                self._notes.get((page, locator.note), ()) if locator.note else self.texts_on_page(page)
            )
        ]


def assign_index_terms(units: Sequence[Unit], targets: Iterable[tuple[str, Iterable[str]]]) -> list[Unit]:
    """Return the units with ``index_terms`` set; a unit without terms in ``targets`` keeps those it has.

    Args:
        targets: headings, each with the ids of the units it refers to.
    """
    terms: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for term, ids in targets:
        for id in ids:
            terms[id].setdefault(term)
    return [replace(unit, index_terms=tuple(terms.get(unit.id, unit.index_terms))) for unit in units]
