"""Mixed content → text with offsets: styles, note markers, page breaks and links are kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.model import Marker, Paragraph, ParagraphStyle, SpanStyle, StyledSpan

from .xml_tree import XmlElement

_STYLES: dict[str, SpanStyle] = {
    "italic": "italic", "italics": "italic", "i": "italic", "bold": "bold", "strong": "bold", "b": "bold",
    "superscript": "superscript", "sup": "superscript",
}  # fmt: skip
_READINGS = ("corr", "reg", "expan", "lem", "sic", "orig", "abbr", "rdg", "seg", "unclear")
"""What is read of several readings, the first there is."""
_LEFT_OUT = frozenset(("del", "fw", "graphic", "figDesc", "index", "certainty", "desc", "surplus"))
_LINKS = frozenset(("persName", "orgName", "name", "rs", "ref", "ptr", "placeName", "gloss", "term"))
_MARKING = frozenset(("note", "ref", "ptr", "anchor"))
_TIGHT_BEFORE = tuple("),.;]")
_TIGHT_AFTER = ("(", "[")


@dataclass(frozen=True, slots=True)
class InlineLink:
    """An element that names a person or leads somewhere, and the characters it holds."""

    start: int
    end: int
    element: XmlElement


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph and the links in it."""

    paragraph: Paragraph
    links: tuple[InlineLink, ...] = ()


@dataclass(slots=True)
class PageTracker:
    """The page that is being read."""

    current: str | None = None

    def advance(self, element: XmlElement) -> str | None:
        """Take a page break; None if it names no page."""
        label = element.get("n") or (element.id or "").removeprefix("pg_") or None
        self.current = label or self.current
        return label


@dataclass(slots=True)
class TextBuilder:
    """Collects the text of one paragraph; white space is made single as it comes.

    ``mark_note`` is told of each note and of what may lead to one; it gives the marker's label and the note's
    id, None for no marker.
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
        """Add characters; a space that indentation left before a stop or after a bracket is taken away."""
        if self._is_joining and text:
            text, self._is_joining = text.lstrip(), False
        single = " ".join(text.split())
        if text[:1].isspace() and self._length and self._last not in (" ", *_TIGHT_AFTER):
            self._append(" ")
        if single.startswith(_TIGHT_BEFORE) and not text[:1].isspace():
            self._take_off(" ")
        if single and not self._length:
            self.page = self.pages.current
        self._append(single)
        if single and text[-1:].isspace():
            self._append(" ")

    def add_element(self, element: XmlElement) -> None:
        """Add an element that is part of the running text."""
        if element.tag in ("pb", "milestone"):
            self._turn(element)
        elif element.tag in ("lb", "cb", "space"):
            self._break(element)
        elif element.tag in _MARKING and self._mark(element):
            return
        elif element.tag in ("ref", "ptr") and not element.text:
            self._add_target(element)
        elif element.tag == "seg" and (element.get("rend") or element.get("type")):
            self._set_apart(element)
        elif element.tag == "gap":
            self.add_text("[…]")
        elif element.tag == "c" and not element.children:
            self.add_text("." * _count(element))
        elif element.tag in ("choice", "app"):
            self._read_one(element)
        elif element.tag == "subst":
            for child in element.child_elements:
                self.add_element(child)
        elif element.tag not in _LEFT_OUT:
            self._inside(element)

    def build(self) -> TextBlock | None:
        """What has been collected; None if it is nothing."""
        text = "".join(self._pieces).rstrip()
        if not text:
            return None
        end = len(text)
        spans = tuple(
            StyledSpan(one.start, min(one.end, end), one.style) for one in self._spans if one.start < end
        )
        markers = tuple(Marker(min(one.offset, end), one.label, one.note) for one in self._markers)
        links = tuple(
            InlineLink(one.start, min(one.end, end), one.element) for one in self._links if one.start < end
        )
        breaks = tuple(one for one in self._breaks if 0 < one[0] < end)
        paragraph = Paragraph(text, self.style, self.page, spans, markers, breaks, self.line)
        return TextBlock(paragraph, links)

    @property
    def _last(self) -> str:
        return self._pieces[-1][-1] if self._pieces else ""

    @property
    def _end(self) -> int:
        """The length without a space at the end; there is never more than one."""
        return self._length - (self._last == " ")

    def _append(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _take_off(self, sign: str) -> None:
        """Take a sign off the end, if it is there."""
        if self._last == sign:
            piece = self._pieces.pop()[:-1]
            self._length -= 1 + len(piece)
            self._append(piece)

    def _inside(self, element: XmlElement) -> None:
        start, place = self._length, len(self._pieces)
        for child in element.children:
            if isinstance(child, str):
                self.add_text(child)
            else:
                self.add_element(child)
        start += self._pieces[place : place + 1] == [" "]
        end = self._end
        style = _style(element)
        if style and end > start:
            self._spans.append(StyledSpan(start, end, style))
        if element.tag in _LINKS and end > start:
            self._links.append(InlineLink(start, end, element))

    def _set_apart(self, element: XmlElement) -> None:
        self.add_text(" ")
        self._inside(element)
        self.add_text(" ")

    def _add_target(self, element: XmlElement) -> None:
        """What an empty reference leads to, where that can be read ("1904-11-20")."""
        target = element.get("target") or ""
        if not target.startswith(("#", "http")):
            self.add_text(target)

    def _turn(self, element: XmlElement) -> None:
        if element.tag != "pb":
            return
        self._break(element)
        label = self.pages.advance(element)
        if label and self._length:
            self._breaks.append((self._length, label))

    def _break(self, element: XmlElement) -> None:
        """A line or page ends; a word that goes on loses the hyphen it was broken with."""
        if element.get("break") == "no":
            for sign in (" ", "-", "¬"):
                self._take_off(sign)
            self._is_joining = True
        else:
            self.add_text(" ")

    def _mark(self, element: XmlElement) -> bool:
        """Whether an element is a note, or leads to one; then its marker is set."""
        marked = self.note_marker(element)
        if marked:
            self._markers.append(Marker(self._end, *marked))
        return marked is not None or element.tag == "note"

    def _read_one(self, element: XmlElement) -> None:
        for tag in _READINGS:
            for child in element.child_elements:
                if child.tag == tag:
                    self._inside(child)
                    return


def _style(element: XmlElement) -> SpanStyle | None:
    if element.tag not in ("hi", "emph"):
        return None
    rendered = (element.get("rend") or element.get("rendition") or "italic").lstrip("#").lower()
    return _STYLES.get(rendered.partition(" ")[0])


def _count(element: XmlElement) -> int:
    number = element.get("n") or "1"
    return min(int(number), 10) if number.isdecimal() else 1
