"""Mixed content parsed into plain text, with offsets of styles, note markers, page breaks and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.model import Marker, Paragraph, ParagraphStyle, SpanStyle, StyledSpan

from .xml_tree import XmlElement

_STYLES: dict[str, SpanStyle] = {
    "italic": "italic", "italics": "italic", "i": "italic", "bold": "bold", "strong": "bold", "b": "bold",
    "superscript": "superscript", "sup": "superscript",
}  # fmt: skip
_PREFERRED_READINGS = ("corr", "reg", "expan", "lem", "sic", "orig", "abbr", "rdg", "seg", "unclear")
"""Elements of ``choice`` and ``app`` in order of preference; only the first that occurs is used."""
_OMITTED = frozenset(("del", "fw", "graphic", "figDesc", "index", "certainty", "desc", "surplus"))
_LINK_TAGS = frozenset(("persName", "orgName", "name", "rs", "ref", "ptr", "placeName", "gloss", "term"))
_NOTE_TAGS = frozenset(("note", "ref", "ptr", "anchor"))
_TIGHT_BEFORE = tuple("),.;]")
_TIGHT_AFTER = ("(", "[")


@dataclass(frozen=True, slots=True)
class InlineLink:
    """An element that names a person, place or term or refers to something, with its offsets in the text.

    ``end`` is exclusive.
    """

    start: int
    end: int
    element: XmlElement


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, and the links in it to persons, places, terms or other texts."""

    paragraph: Paragraph
    links: tuple[InlineLink, ...] = ()


@dataclass(slots=True)
class PageTracker:
    """The label of the current page, advanced by page breaks; None before the first."""

    current: str | None = None

    def advance(self, element: XmlElement) -> str | None:
        """Advance to the page of a ``pb`` and return its label; None (and no change) if it has none."""
        label = element.get("n") or (element.id or "").removeprefix("pg_") or None
        self.current = label or self.current
        return label


@dataclass(slots=True)
class TextBuilder:
    """A builder of the text of one paragraph, which collapses white space.

    ``note_marker`` is called for each note and each possible reference to one; it returns the marker's label
    and the note's unit id, or None for no marker.
    """

    pages: PageTracker
    note_marker: Callable[[XmlElement], tuple[str, str | None] | None]
    style: ParagraphStyle = "paragraph"
    line: int = 0
    page: str | None = None
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _spans: list[StyledSpan] = field(default_factory=list)
    _markers: list[Marker] = field(default_factory=list)
    _breaks: list[tuple[int, str]] = field(default_factory=list)
    _links: list[InlineLink] = field(default_factory=list)
    _is_joining: bool = False

    def add_text(self, text: str) -> None:
        """Append text, collapsing white space and dropping it before punctuation and after brackets."""
        if self._is_joining and text:
            text, self._is_joining = text.lstrip(), False
        collapsed = " ".join(text.split())
        if text[:1].isspace() and self._length and self._last not in (" ", *_TIGHT_AFTER):
            self._append(" ")
        if collapsed.startswith(_TIGHT_BEFORE) and not text[:1].isspace():
            self._remove_last(" ")
        if collapsed and not self._length:
            self.page = self.pages.current
        self._append(collapsed)
        if collapsed and text[-1:].isspace():
            self._append(" ")

    def add_element(self, element: XmlElement) -> None:
        """Append an element of the running text, with its styles, markers, page breaks and links.

        Deleted text, running heads and pictures are left out; of ``choice`` and ``app`` one reading is
        appended.
        """
        if element.tag in ("pb", "milestone"):
            self._add_page_break(element)
        elif element.tag in ("lb", "cb", "space"):
            self._add_break(element)
        elif element.tag in _NOTE_TAGS and self._add_marker(element):
            return
        elif element.tag in ("ref", "ptr") and not element.text:
            self._add_target(element)
        elif element.tag == "seg" and (element.get("rend") or element.get("type")):
            self._add_spaced(element)
        elif element.tag == "gap":
            self.add_text("[…]")
        elif element.tag == "c" and not element.children:
            self.add_text("." * _count(element))
        elif element.tag in ("choice", "app"):
            self._add_preferred(element)
        elif element.tag == "subst":
            for child in element.child_elements:
                self.add_element(child)
        elif element.tag not in _OMITTED:
            self._add_content(element)

    def build(self) -> TextBlock | None:
        """Return the paragraph that has been built; None if it has no text."""
        text = "".join(self._pieces).rstrip()
        if not text:
            return None
        end = len(text)
        spans = tuple(
            StyledSpan(span.start, min(span.end, end), span.style) for span in self._spans if span.start < end
        )
        markers = tuple(
            Marker(min(marker.offset, end), marker.label, marker.note) for marker in self._markers
        )
        links = tuple(
            InlineLink(link.start, min(link.end, end), link.element)
            for link in self._links
            if link.start < end
        )
        breaks = tuple((offset, label) for offset, label in self._breaks if 0 < offset < end)
        paragraph = Paragraph(text, self.style, self.page, spans, markers, breaks, self.line)
        return TextBlock(paragraph, links)

    @property
    def _last(self) -> str:
        """The last character of the text; "" if it is empty."""
        return self._pieces[-1][-1] if self._pieces else ""

    @property
    def _end(self) -> int:
        """The length of the text without a trailing space, of which there is at most one."""
        return self._length - (self._last == " ")

    def _append(self, text: str) -> None:
        """Append text as it is."""
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _remove_last(self, char: str) -> None:
        """Remove a character from the end of the text, if it is there."""
        if self._last == char:
            piece = self._pieces.pop()[:-1]
            self._length -= 1 + len(piece)
            self._append(piece)

    def _add_content(self, element: XmlElement) -> None:
        """Append the content of an element, and record its style and, if it is a link, its offsets."""
        start, first_piece = self._length, len(self._pieces)
        for child in element.children:
            if isinstance(child, str):
                self.add_text(child)
            else:
                self.add_element(child)
        start += self._pieces[first_piece : first_piece + 1] == [" "]
        end = self._end
        style = _style(element)
        if style and end > start:
            self._spans.append(StyledSpan(start, end, style))
        if element.tag in _LINK_TAGS and end > start:
            self._links.append(InlineLink(start, end, element))

    def _add_spaced(self, element: XmlElement) -> None:
        """Append the content of an element with a space before and after it."""
        self.add_text(" ")
        self._add_content(element)
        self.add_text(" ")

    def _add_target(self, element: XmlElement) -> None:
        """Append the target of an empty reference if it is readable text ("1904-11-20"), not a URL or id."""
        target = element.get("target") or ""
        if not target.startswith(("#", "http")):
            self.add_text(target)

    def _add_page_break(self, element: XmlElement) -> None:
        """Append a ``pb``: advance to its page and record the break, unless the paragraph begins there.

        A ``milestone`` is ignored.
        """
        if element.tag != "pb":
            return
        self._add_break(element)
        label = self.pages.advance(element)
        if label and self._length:
            self._breaks.append((self._length, label))

    def _add_break(self, element: XmlElement) -> None:
        """Append a space for a line or page break; with ``break="no"`` rejoin the word without its hyphen."""
        if element.get("break") == "no":
            for char in (" ", "-", "¬"):
                self._remove_last(char)
            self._is_joining = True
        else:
            self.add_text(" ")

    def _add_marker(self, element: XmlElement) -> bool:
        """Append the marker of a note or reference to a note; return whether the element was one."""
        marker = self.note_marker(element)
        if marker:
            self._markers.append(Marker(self._end, *marker))
        return marker is not None or element.tag == "note"

    def _add_preferred(self, element: XmlElement) -> None:
        """Append the child of a ``choice`` or ``app`` that comes first in ``_PREFERRED_READINGS``, if any."""
        for tag in _PREFERRED_READINGS:
            for child in element.child_elements:
                if child.tag == tag:
                    self._add_content(child)
                    return


def _style(element: XmlElement) -> SpanStyle | None:
    """Return the style of a ``hi`` or ``emph``, italic by default; None for other elements and renderings."""
    if element.tag not in ("hi", "emph"):
        return None
    rendered = (element.get("rend") or element.get("rendition") or "italic").lstrip("#").lower()
    return _STYLES.get(rendered.partition(" ")[0])


def _count(element: XmlElement) -> int:
    """Return the number of characters that a ``c`` stands for, from 1 if undeclared to at most 10."""
    number = element.get("n") or "1"
    return min(int(number), 10) if number.isdecimal() else 1
