"""Elements → paragraphs: what stands as a block in print becomes one, with the notes set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus.model import ParagraphStyle

from .inline import PageTracker, TextBlock, TextBuilder
from .xml_tree import XmlElement

_STYLES: dict[str, ParagraphStyle] = {
    "head": "heading", "salute": "salutation", "item": "item", "row": "table", "signed": "signature",
    "closer": "signature", "postscript": "postscript",
}  # fmt: skip
_BLOCK_NAMES = """
p ab div div1 div2 div3 head item list row table opener closer dateline salute signed quote cit
floatingText body text lg l postscript figure attachment byline trailer label argument epigraph address
addrLine docTitle titlePart docImprint listBibl bibl sp speaker stage imprimatur group front back entry
entryFree def listPerson listPlace listOrg listEvent noteGrp standOff
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_INLINE_WITHIN = frozenset(("p", "item", "note", "cell", "hi", "ab"))
_SOMETIMES_INLINE = frozenset(
    ("bibl", "quote", "address", "salute", "signed", "label", "l", "dateline", "cit")
)
_DIVISIONS = frozenset(("div", "body", "text", "front", "back", "attachment"))
_PASSED_OVER = frozenset(("gap", "lb", "titlePage"))
"""What is no text between the parts of a division."""
NoteMarker = Callable[[XmlElement], tuple[str, str | None] | None]


@dataclass(slots=True)
class BlockParser:
    """Reads elements into blocks, one after the other.

    ``mark_note`` takes the notes; ``aside`` is shown each element that stands as a block, and says whether it
    has taken it, so that it is not read here.
    """

    pages: PageTracker
    note_marker: NoteMarker
    intercept: Callable[[XmlElement], bool] = lambda _: False
    blocks: list[TextBlock] = field(default_factory=list)
    _builder: TextBuilder | None = None

    def parse(self, element: XmlElement, style: ParagraphStyle = "paragraph") -> list[TextBlock]:
        """Read all that is inside an element; gives all blocks read so far."""
        self._children(element, style)
        self._flush()
        return self.blocks

    def _children(self, element: XmlElement, style: ParagraphStyle) -> None:
        if element.tag == "row":
            self._row(element)
            return
        for child in element.children:
            if isinstance(child, str):
                if child.strip() or self._builder:
                    self._current(element, style).add_text(child)
            elif _is_block(child, element):
                self._flush()
                if self.intercept(child):
                    continue
                self._children(child, _STYLES.get(child.tag, _inherited(style)))
                self._flush()
            elif child.tag == "pb" and not self._builder:
                self.pages.advance(child)
            elif child.tag == "note" and not self._builder and element.tag in _DIVISIONS:
                self.note_marker(child)
            elif child.tag in _PASSED_OVER and element.tag in _DIVISIONS:
                self._follow_pages(child)
            else:
                self._current(child, style).add_element(child)

    def _follow_pages(self, element: XmlElement) -> None:
        for one in element.find_all("pb"):
            self.pages.advance(one)

    def _row(self, element: XmlElement) -> None:
        """A row is one paragraph, a bar between its cells."""
        builder = self._current(element, "table")
        for number, cell in enumerate(cell for cell in element.child_elements if cell.tag == "cell"):
            builder.add_text(" | " if number else "")
            builder.add_element(cell)

    def _current(self, element: XmlElement, style: ParagraphStyle) -> TextBuilder:
        if self._builder is None:
            self._builder = TextBuilder(self.pages, self.note_marker, style, element.line)
        return self._builder

    def _flush(self) -> None:
        block = self._builder.build() if self._builder else None
        self._builder = None
        if block:
            self.blocks.append(block)


def pages_of_blocks(first: str | None, blocks: Iterable[TextBlock]) -> tuple[str, ...]:
    """The pages some blocks stand on, in order; ``first`` is that of what stands before them."""
    pages = dict.fromkeys([first] if first else [])
    for block in blocks:
        paragraph = block.paragraph
        pages |= dict.fromkeys([paragraph.page] if paragraph.page else [])
        pages |= dict.fromkeys(label for _, label in paragraph.breaks)
    return tuple(pages)


def _inherited(style: ParagraphStyle) -> ParagraphStyle:
    """A paragraph in a closer or postscript belongs to it; one after a heading does not."""
    return style if style in ("postscript", "signature", "item") else "paragraph"


def _is_block(element: XmlElement, parent: XmlElement) -> bool:
    if element.tag in _SOMETIMES_INLINE and parent.tag in _INLINE_WITHIN:
        return element.tag in ("quote", "cit") and element.find("p", "l") is not None
    return element.tag in _BLOCKS
