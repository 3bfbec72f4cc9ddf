"""The notes of a document: an id for each as its marker is read, its text when the document is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.slugs import unique_slug

from .inline import Pages
from .nodes import Node

SOURCE = "source"


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note, the end of its unit's id (``n3``), its number as printed, and the page of its marker."""

    node: Node
    suffix: str
    number: str | None
    page: str | None


@dataclass(slots=True)
class NoteTaker:
    """Takes the notes of one unit.

    ``parent`` is the unit's id; ``standing_off`` are notes that stand elsewhere, by their ``xml:id``
    and by that of the place they belong to;
    ``by_id`` gives the units of the notes taken.
    """

    parent: str
    pages: Pages
    standing_off: dict[str, Node] = field(default_factory=dict)
    found: list[FoundNote] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def mark(self, node: Node) -> tuple[str, str | None] | None:
        """Take a note, or the one that an element leads to, and give its marker; None: there is none."""
        target = (node.get("target") or "").removeprefix("#")
        if node.tag != "note":
            return self._mark_led_to(node, node.id if node.tag == "anchor" else target)
        if target and not node.text:
            return node.get("n") or "*", self.by_id.get(target)
        return self._marker(self.take(node))

    def _marker(self, note: FoundNote) -> tuple[str, str]:
        return note.number or note.suffix, f"{self.parent}.{note.suffix}"

    def _mark_led_to(self, node: Node, id: str | None) -> tuple[str, str | None] | None:
        note = self.standing_off.get(id or "")
        if note is None:
            return None
        if note.id in self.by_id:
            return node.text or note.get("n") or "*", self.by_id[note.id]
        return self._marker(self.take(note))

    def take(self, node: Node) -> FoundNote:
        """Take a note that has no marker in the text."""
        number = node.get("n")
        if node.get("type") == SOURCE and not number:
            suffix = unique_slug(SOURCE, self._taken)
        else:
            number = number or str(len(self.found) + 1)
            suffix = unique_slug(f"n{number}", self._taken)
        note = FoundNote(node, suffix, number, self.pages.current)
        self.found.append(note)
        if node.id:
            self.by_id.setdefault(node.id, f"{self.parent}.{suffix}")
        return note
