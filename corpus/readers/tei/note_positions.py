"""The positions of a letter's notes, which make the ids of those that have no number of their own.

All ``note`` elements count, whatever becomes of them (entries of registers, commentary, notes to a version
that is left out): ids stay when the reader learns to take a note for something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from .inline import OMITTED_TAGS, preferred_reading
from .xml_tree import XmlElement

_APART: Final = ("back", "standOff", "noteGrp")
_NON_TEXT: Final = (*_APART, "listPerson", "listPlace", "listOrg", "listEvent", "correspDesc", "titlePage")
_POINTING: Final = ("ref", "ptr", "anchor")


@dataclass(slots=True)
class NotePositions:
    """The positions of notes, from 1, by ``id()`` of their elements.

    They are those in the order of the text, of a note in ``back`` or ``standOff`` where it is referred to.
    Then follow notes of the metadata, notes that nothing refers to, notes within notes, and all others in the
    order in which they are asked for.
    """

    _positions: dict[int, int] = field(default_factory=dict)
    _ordered: list[XmlElement] = field(default_factory=list)
    _apart: dict[str, XmlElement] = field(default_factory=dict)

    @classmethod
    def of(
        cls, text: XmlElement | None, root: XmlElement | None, metadata_notes: Iterable[XmlElement]
    ) -> NotePositions:
        """Find the positions of a letter's notes.

        Args:
            text: the text of the letter.
            root: the root of the file, if all notes in it belong to the letter.
            metadata_notes: notes in the description of the letter.
        """
        apart = list(_notes_apart(root)) if root else []
        positions = cls()
        for note in apart:
            targets = (id for name in ("target", "corresp") for id in (note.get(name) or "").split())
            for id in filter(None, (note.id, *(target.removeprefix("#") for target in targets))):
                positions._apart.setdefault(id, note)
        if text:
            positions._follow(text)
        for note in (*metadata_notes, *apart):
            positions._add(note)
        for note in positions._ordered:
            positions._follow(note)
        return positions

    def position(self, note: XmlElement) -> int:
        """Return the position of a note; one that is not known yet comes after all others."""
        self._add(note)
        return self._positions[id(note)]

    def _add(self, note: XmlElement) -> None:
        """Give a note the next position, unless it has one."""
        if id(note) not in self._positions:
            self._ordered.append(note)
            self._positions[id(note)] = len(self._ordered)

    def _follow(self, element: XmlElement) -> None:
        """Add the notes in an element and those that it refers to, without notes within notes."""
        for child in element.child_elements:
            if child.tag == "note":
                if child.text or not child.get("target"):
                    self._add(child)
            elif child.tag in ("choice", "app"):
                reading = preferred_reading(child)
                self._follow(reading or XmlElement("choice"))
            elif child.tag not in OMITTED_TAGS and child.tag not in _NON_TEXT:
                pointer = child.id if child.tag == "anchor" else child.get("target")
                note = self._apart.get((pointer or "").removeprefix("#")) if child.tag in _POINTING else None
                if note:
                    self._add(note)
                self._follow(child)


def _notes_apart(root: XmlElement) -> Iterator[XmlElement]:
    """Yield the notes with text in ``back``, ``standOff`` or ``noteGrp``, directly or in divisions."""
    for parent in root.find_all(*_APART):
        yield from (note for note in _notes_in(parent) if note.text)


def _notes_in(parent: XmlElement) -> Iterator[XmlElement]:
    """Yield the notes directly in an element and in the divisions in it."""
    for child in parent.child_elements:
        if child.tag == "note":
            yield child
        elif child.tag == "div":
            yield from _notes_in(child)
