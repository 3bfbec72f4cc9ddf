"""Elements → paragraphs: what stands as a block in print becomes one, with the notes set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus.model import ParagraphStyle

from .inline import Block, Pages, TextBuilder
from .nodes import Node

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
MarkNote = Callable[[Node], tuple[str, str | None] | None]


@dataclass(slots=True)
class BlockReader:
    """Reads elements into blocks, one after the other.

    ``mark_note`` takes the notes; ``aside`` is shown each element that stands as a block, and says whether it
    has taken it, so that it is not read here.
    """

    pages: Pages
    mark_note: MarkNote
    aside: Callable[[Node], bool] = lambda _: False
    blocks: list[Block] = field(default_factory=list)
    _builder: TextBuilder | None = None

    def read(self, node: Node, style: ParagraphStyle = "paragraph") -> list[Block]:
        """Read all that is inside an element; gives all blocks read so far."""
        self._children(node, style)
        self._flush()
        return self.blocks

    def _children(self, node: Node, style: ParagraphStyle) -> None:
        if node.tag == "row":
            self._row(node)
            return
        for child in node.children:
            if isinstance(child, str):
                if child.strip() or self._builder:
                    self._current(node, style).add(child)
            elif _is_block(child, node):
                self._flush()
                if self.aside(child):
                    continue
                self._children(child, _STYLES.get(child.tag, _inherited(style)))
                self._flush()
            elif child.tag == "pb" and not self._builder:
                self.pages.turn(child)
            elif child.tag == "note" and not self._builder and node.tag in _DIVISIONS:
                self.mark_note(child)
            elif child.tag in _PASSED_OVER and node.tag in _DIVISIONS:
                self._follow_pages(child)
            else:
                self._current(child, style).node(child)

    def _follow_pages(self, node: Node) -> None:
        for one in node.all("pb"):
            self.pages.turn(one)

    def _row(self, node: Node) -> None:
        """A row is one paragraph, a bar between its cells."""
        builder = self._current(node, "table")
        for number, cell in enumerate(cell for cell in node.elements if cell.tag == "cell"):
            builder.add(" | " if number else "")
            builder.node(cell)

    def _current(self, node: Node, style: ParagraphStyle) -> TextBuilder:
        if self._builder is None:
            self._builder = TextBuilder(self.pages, self.mark_note, style, node.line)
        return self._builder

    def _flush(self) -> None:
        block = self._builder.block() if self._builder else None
        self._builder = None
        if block:
            self.blocks.append(block)


def pages_of(first: str | None, blocks: Iterable[Block]) -> tuple[str, ...]:
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


def _is_block(node: Node, parent: Node) -> bool:
    if node.tag in _SOMETIMES_INLINE and parent.tag in _INLINE_WITHIN:
        return node.tag in ("quote", "cit") and node.first("p", "l") is not None
    return node.tag in _BLOCKS
