"""Preparation of a text for parsing: deleted spans, characters for signs, gaps that editors have filled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .xml_tree import XmlElement

_FOLIATION = re.compile(r"foli(?:o|a|i)|pagin|page.?num|seitenz", re.IGNORECASE)
"""Types of notes that are the numbers on the leaves or pages of a manuscript."""
_SENTENCE_WORDS = 5
"""The fewest words of a commentary, rather than of the name of a category."""


def prepare_text(root: XmlElement) -> list[XmlElement]:
    """Mark deleted spans and foliation, give each ``g`` its character, and remove filled gaps, in place.

    Returns:
        The ``g`` elements for which the file declares no character, other than hyphens.
    """
    _remove_filled_gaps(root)
    for note in root.find_all("note"):
        if _FOLIATION.match(note.get("type") or ""):
            note.tag = "fw"
    if root.find("delSpan"):
        _DeletedSpans.of(root).mark(root)
    empty = [element for element in root.find_all("g") if not element.text]
    characters = _declared_characters(root) if empty else {}
    for element in empty:
        character = characters.get((element.get("ref") or "").rpartition("#")[2])
        element.children = [character] if character else []
    return [sign for sign in empty if not sign.children and "hyphen" not in (sign.get("ref") or "").lower()]


def convert_interpretations(root: XmlElement) -> None:
    """Turn each ``interp`` whose ``desc`` is a sentence into a ``note``, in place.

    Those of few words are categories ("noun"), to which many words of a text may refer.
    """
    for element in root.find_all("interp"):
        described = [child for child in element.child_elements if child.tag == "desc"]
        if sum(len(child.text.split()) for child in described) >= _SENTENCE_WORDS:
            element.tag = "note"
            element.children = [
                XmlElement("p", child.attributes, child.children, child.line) for child in described
            ]


def _remove_filled_gaps(element: XmlElement) -> None:
    """Remove each ``gap`` whose text the ``supplied`` right after it states, in place."""
    following = [*element.children[1:], ""]
    pairs = zip(element.children, following, strict=False)
    element.children = [child for child, after in pairs if not _is_filled(child, after)]
    for child in element.child_elements:
        _remove_filled_gaps(child)


def _is_filled(child: XmlElement | str, after: XmlElement | str) -> bool:
    """Return whether a child is an empty ``gap``, and the one after it a ``supplied``."""
    is_gap = isinstance(child, XmlElement) and child.tag == "gap" and not child.children
    return is_gap and isinstance(after, XmlElement) and after.tag == "supplied" and bool(after.text)


def _declared_characters(root: XmlElement) -> dict[str, str]:
    """Return the characters that a file's ``charDecl`` maps its signs to, by the ids of the signs."""
    characters: dict[str, str] = {}
    for sign in root.find_all("char", "glyph"):
        mapping = next((element.text for element in sign.find_all("mapping") if element.text), None)
        if sign.id and mapping:
            characters[sign.id] = mapping
    return characters


@dataclass(slots=True)
class _DeletedSpans:
    """The deleted spans of a file: the ids of their ends by ``id()`` of the ``delSpan``.

    ``end`` is the id of the element at which the current span ends, if any.
    """

    ends: dict[int, str]
    end: str | None = None

    @classmethod
    def of(cls, root: XmlElement) -> _DeletedSpans:
        """Find the spans of a file; one whose end does not follow its beginning is ignored."""
        positions = {element.id: i for i, element in enumerate(root.walk()) if element.id}
        ends: dict[int, str] = {}
        for i, element in enumerate(root.walk()):
            target = (element.get("spanTo") or "").removeprefix("#")
            if element.tag == "delSpan" and positions.get(target, -1) > i:
                ends[id(element)] = target
        return cls(ends)

    def mark(self, element: XmlElement) -> None:
        """Put the text in spans below an element into ``del`` elements."""
        children: list[XmlElement | str] = []
        for child in element.children:
            if isinstance(child, str):
                children.append(XmlElement("del", {}, [child], element.line) if self.end else child)
                continue
            self.end = None if child.id == self.end else self.end
            self.end = self.ends.get(id(child), self.end)
            self.mark(child)
            children.append(child)
        element.children = children
