"""TEI elements parsed into paragraphs, one for each block-level element; notes are collected separately."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from corpus.model import Marker, ParagraphStyle

from .divisions import DIVISION_TAGS
from .inline import NoteMark, PageTracker, TextBlock, TextBuilder, TextContext
from .xml_tree import XmlElement

_STYLES: dict[str, ParagraphStyle] = {
    "head": "heading", "salute": "salutation", "item": "item", "row": "table", "signed": "signature",
    "closer": "signature", "postscript": "postscript",
}  # fmt: skip
_STYLES_OF_DIVISIONS: dict[str, ParagraphStyle] = {
    "salutation": "salutation", "salute": "salutation", "closer": "signature", "closing": "signature",
    "signature": "signature", "signed": "signature", "postscript": "postscript", "ps": "postscript",
}  # fmt: skip
"""The styles of the paragraphs in divisions, by the types of the divisions."""
_BLOCK_NAMES = """
p ab head item list row table opener closer dateline salute signed quote cit
floatingText body text lg l postscript figure attachment byline trailer label argument epigraph address
addrLine docTitle titlePart docImprint docDate docAuthor
listWit listBibl bibl sp speaker stage imprimatur group front back entry
entryFree def listPerson listPlace listOrg listEvent noteGrp standOff group
"""
BLOCK_TAGS = frozenset((*_BLOCK_NAMES.split(), *DIVISION_TAGS))
_INLINE_WITHIN = frozenset(("p", "item", "note", "cell", "hi", "ab"))
_SOMETIMES_INLINE = frozenset(
    ("bibl", "quote", "address", "salute", "signed", "label", "l", "dateline", "cit")
)
_DIVISIONS = frozenset((*DIVISION_TAGS, "group", "body", "text", "front", "back", "attachment"))
_NON_TEXT = frozenset(("gap", "lb", "titlePage"))
"""Elements between the blocks of a division that hold no text of it."""
MarksAt = Callable[[XmlElement], list[NoteMark]]
"""Takes an element; returns the marks of the notes that it is or refers to."""


@dataclass(slots=True)
class BlockParser:
    """A parser of elements into blocks, in document order.

    ``marks_at`` is called for every element and returns the marks of its notes. ``intercept`` is called for
    each block element; if it returns True it has handled the element, which is then skipped here.
    """

    pages: PageTracker
    marks_at: MarksAt
    intercept: Callable[[XmlElement], bool] = lambda _: False
    context: TextContext = field(default_factory=TextContext)
    blocks: list[TextBlock] = field(default_factory=list)
    _builder: TextBuilder | None = None

    def parse(self, element: XmlElement, style: ParagraphStyle = "paragraph") -> list[TextBlock]:
        """Parse the content of an element; return all blocks that this parser has parsed so far."""
        self._parse_children(element, style)
        self._flush()
        return self.blocks

    def _parse_children(self, element: XmlElement, style: ParagraphStyle) -> None:
        """Parse the content of an element; ``style`` is the style of the paragraphs directly in it."""
        if element.tag == "row":
            self._parse_row(element)
            return
        for child in element.children:
            if isinstance(child, str):
                if child.strip() or self._builder:
                    self._current(element, style).add_source_text(child)
            elif _is_block(child, element):
                self._flush()
                if not self.intercept(child):
                    self._parse_block(child, style)
            elif child.tag == "pb" and not self._builder:
                self.pages.advance(child)
            elif child.tag == "note" and not self._builder and element.tag in _DIVISIONS:
                self.marks_at(child)
            elif child.tag in _NON_TEXT and element.tag in _DIVISIONS and not self._is_within(child):
                self._follow_pages(child)
                self.context.account.leave(child, "title pages")
            else:
                self._current(child, style).add_element(child)

    def _parse_block(self, element: XmlElement, style: ParagraphStyle) -> None:
        """Parse a block element; notes that point to it have their markers at its end."""
        self._parse_children(element, _style_of(element) or _inherited(style))
        marks = self.marks_at(element)
        if self._builder:
            self._builder.add_marks(marks)
        elif marks and self.blocks:
            self.blocks[-1] = _with_marks(self.blocks[-1], marks)
        self._flush()

    def _is_within(self, element: XmlElement) -> bool:
        """Return whether an element stands within a text that is directly in a division."""
        return self._builder is not None and element.tag != "titlePage"

    def _follow_pages(self, element: XmlElement) -> None:
        """Advance to the last page that begins inside a skipped element."""
        for page_break in element.find_all("pb"):
            self.pages.advance(page_break)

    def _parse_row(self, element: XmlElement) -> None:
        """Parse a table row into one paragraph, with a bar between its cells."""
        builder = self._current(element, "table")
        for number, cell in enumerate(element.child_elements):
            builder.add_text(" | " if number and cell.tag == "cell" else "")
            builder.add_element(cell)

    def _current(self, element: XmlElement, style: ParagraphStyle) -> TextBuilder:
        """Return the builder of the current paragraph, or a new one for a paragraph that begins here."""
        if self._builder is None:
            self._builder = TextBuilder(self.pages, self.marks_at, self.context, style, element.line)
        return self._builder

    def _flush(self) -> None:
        """Add the current paragraph, if it has text, to the blocks."""
        builder, self._builder = self._builder, None
        block = builder.build() if builder else None
        if block:
            self.blocks.append(block)
        elif builder and builder.marks and self.blocks:
            self.blocks[-1] = _with_marks(self.blocks[-1], builder.marks)


def pages_of_blocks(first: str | None, blocks: Iterable[TextBlock]) -> tuple[str, ...]:
    """Return the page labels of consecutive blocks, in order, without duplicates.

    Args:
        first: the page before the blocks, if known.
    """
    pages = dict.fromkeys([first] if first else [])
    for block in blocks:
        paragraph = block.paragraph
        pages |= dict.fromkeys([paragraph.page] if paragraph.page else [])
        pages |= dict.fromkeys(label for _, label in paragraph.breaks)
    return tuple(pages)


def _style_of(element: XmlElement) -> ParagraphStyle | None:
    """Return the style of the paragraphs in a block, by its tag or, for a division, its type; or None."""
    if element.tag in _DIVISIONS:
        return _STYLES_OF_DIVISIONS.get((element.get("type") or "").lower())
    return _STYLES.get(element.tag)


def _with_marks(block: TextBlock, marks: Iterable[NoteMark]) -> TextBlock:
    """Return a block with the markers of notes at its end."""
    paragraph = block.paragraph
    markers = (Marker(len(paragraph.text), *mark) for mark in marks)
    return replace(block, paragraph=replace(paragraph, markers=(*paragraph.markers, *markers)))


def _inherited(style: ParagraphStyle) -> ParagraphStyle:
    """Return the style of paragraphs within a block: that of a closer, postscript or item is inherited."""
    return style if style in ("postscript", "signature", "item") else "paragraph"


def _is_block(element: XmlElement, parent: XmlElement) -> bool:
    """Return whether an element is a paragraph of its own inside ``parent``, rather than running text."""
    if element.tag == "noteGrp":
        return parent.tag in _DIVISIONS or parent.tag == "standOff"
    if element.tag in _SOMETIMES_INLINE and parent.tag in _INLINE_WITHIN:
        return element.tag in ("quote", "cit") and element.find("p", "l") is not None
    return element.tag in BLOCK_TAGS
