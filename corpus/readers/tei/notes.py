"""The notes of a document: each gets an id when its marker is parsed; its text is parsed afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.slugs import unique_slug

from .inline import PageTracker
from .xml_tree import XmlElement

SOURCE_TYPE = "source"


@dataclass(frozen=True, slots=True)
class CollectedNote:
    """A note: its element, the suffix of its unit id (``n3``), its number, and the page of its marker.

    ``number`` is the printed number or, by default, the note's position; None for an unnumbered source note.
    """

    element: XmlElement
    suffix: str
    number: str | None
    page: str | None


@dataclass(slots=True)
class NoteCollector:
    """A collector of the notes of one unit.

    ``parent`` is the id of the unit. ``stand_off`` maps ids to notes that are encoded apart from the text: by
    their own ids and by those of the elements they point to. ``by_id`` maps the ``xml:id`` of each collected
    note to its unit id.
    """

    parent: str
    pages: PageTracker
    stand_off: dict[str, XmlElement] = field(default_factory=dict)
    notes: list[CollectedNote] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    _used_suffixes: set[str] = field(default_factory=set)

    def marker_for(self, element: XmlElement) -> tuple[str, str | None] | None:
        """Collect a note, or the note that an element refers to, and return its marker (label, unit id).

        A stand-off note that was collected before is not added again. The unit id is None if an empty
        ``note`` points to one that has not been collected.

        Returns:
            None if the element neither is a note nor refers to a stand-off note.
        """
        target = (element.get("target") or "").removeprefix("#")
        if element.tag != "note":
            return self._marker_for_target(element, element.id if element.tag == "anchor" else target)
        if target and not element.text:
            return element.get("n") or "*", self.by_id.get(target)
        return self._marker(self.add(element))

    def _marker(self, note: CollectedNote) -> tuple[str, str]:
        """Return a collected note's marker: its label and unit id."""
        return note.number or note.suffix, f"{self.parent}.{note.suffix}"

    def _marker_for_target(self, element: XmlElement, id: str | None) -> tuple[str, str | None] | None:
        """Return the marker (label, unit id) of the stand-off note with an id; None if there is none.

        The note is collected unless it was before.
        """
        note = self.stand_off.get(id or "")
        if note is None:
            return None
        if note.id in self.by_id:
            return element.text or note.get("n") or "*", self.by_id[note.id]
        return self._marker(self.add(note))

    def add(self, element: XmlElement) -> CollectedNote:
        """Collect a note and assign the suffix of its unit id, by its number or its position."""
        number = element.get("n")
        if element.get("type") == SOURCE_TYPE and not number:
            suffix = unique_slug(SOURCE_TYPE, self._used_suffixes)
        else:
            number = number or str(len(self.notes) + 1)
            suffix = unique_slug(f"n{number}", self._used_suffixes)
        note = CollectedNote(element, suffix, number, self.pages.current)
        self.notes.append(note)
        if element.id:
            self.by_id.setdefault(element.id, f"{self.parent}.{suffix}")
        return note
