"""The notes of a document: an id for each as its marker is read, its text when the document is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.slugs import unique_slug

from .inline import PageTracker
from .xml_tree import XmlElement

SOURCE = "source"


@dataclass(frozen=True, slots=True)
class CollectedNote:
    """A note, the end of its unit's id (``n3``), its number as printed, and the page of its marker."""

    element: XmlElement
    suffix: str
    number: str | None
    page: str | None


@dataclass(slots=True)
class NoteCollector:
    """Takes the notes of one unit.

    ``parent`` is the unit's id; ``standing_off`` are notes that stand elsewhere, by their ``xml:id``
    and by that of the place they belong to;
    ``by_id`` gives the units of the notes taken.
    """

    parent: str
    pages: PageTracker
    stand_off: dict[str, XmlElement] = field(default_factory=dict)
    notes: list[CollectedNote] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def marker_for(self, element: XmlElement) -> tuple[str, str | None] | None:
        """Take a note, or the one that an element leads to, and give its marker; None: there is none."""
        target = (element.get("target") or "").removeprefix("#")
        if element.tag != "note":
            return self._mark_led_to(element, element.id if element.tag == "anchor" else target)
        if target and not element.text:
            return element.get("n") or "*", self.by_id.get(target)
        return self._marker(self.add(element))

    def _marker(self, note: CollectedNote) -> tuple[str, str]:
        return note.number or note.suffix, f"{self.parent}.{note.suffix}"

    def _mark_led_to(self, element: XmlElement, id: str | None) -> tuple[str, str | None] | None:
        note = self.stand_off.get(id or "")
        if note is None:
            return None
        if note.id in self.by_id:
            return element.text or note.get("n") or "*", self.by_id[note.id]
        return self._marker(self.add(note))

    def add(self, element: XmlElement) -> CollectedNote:
        """Take a note that has no marker in the text."""
        number = element.get("n")
        if element.get("type") == SOURCE and not number:
            suffix = unique_slug(SOURCE, self._taken)
        else:
            number = number or str(len(self.notes) + 1)
            suffix = unique_slug(f"n{number}", self._taken)
        note = CollectedNote(element, suffix, number, self.pages.current)
        self.notes.append(note)
        if element.id:
            self.by_id.setdefault(element.id, f"{self.parent}.{suffix}")
        return note
