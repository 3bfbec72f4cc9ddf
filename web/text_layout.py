"""A unit laid out for reading: its paragraphs set, its notes beside the paragraphs that call them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from markupsafe import Markup

from corpus.model import Paragraph, ParagraphStyle, Unit
from exports.addresses import unit_address
from search.model import UnitView
from web.glosses import GlossFinder
from web.html_rendering import ParagraphOverlay, TextLink, note_fragment, render_page_break, render_paragraph
from web.tables import RenderedTable, render_table

Highlighter: TypeAlias = Callable[[str], tuple[tuple[int, int], ...]]
PrintedReference: TypeAlias = tuple[str, int, int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RenderedParagraph:
    """A paragraph ready for the page; ``anchor`` is its fragment (empty in notes)."""

    html: Markup
    style: ParagraphStyle
    anchor: str = ""
    table: RenderedTable | None = None
    gloss_ids: frozenset[str] = frozenset()
    """The explanations its words call."""


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note ready for the page; ``back`` is the fragment of its marker, None where the print has none."""

    fragment: str
    number: str
    paragraphs: tuple[RenderedParagraph, ...]
    back: str | None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph that calls notes and the ones after it that call none, with those notes beside them."""

    paragraphs: tuple[RenderedParagraph, ...]
    notes: tuple[RenderedNote, ...]

    @property
    def gloss_ids(self) -> frozenset[str]:
        """The explanations its words call."""
        noted = (paragraph for note in self.notes for paragraph in note.paragraphs)
        return frozenset(card for paragraph in (*self.paragraphs, *noted) for card in paragraph.gloss_ids)


@dataclass(slots=True)
class _BlockBuilder:
    paragraphs: list[RenderedParagraph] = field(default_factory=list)
    notes: list[RenderedNote] = field(default_factory=list)


def lay_out_text(view: UnitView, highlight: Highlighter, gloss_finder: GlossFinder) -> tuple[TextBlock, ...]:
    """Lay out a unit: blocks in the order of the print; notes that no marker calls stand by the last."""
    notes = {note.id: note for note in view.notes}
    placed: set[str] = set()
    blocks: list[_BlockBuilder] = []
    page: str | None = None
    for place, paragraph in enumerate(view.unit.paragraphs):
        called = [
            id
            for id in dict.fromkeys(marker.note for marker in paragraph.markers)
            if id in notes and id not in placed
        ]
        if called or not blocks:
            blocks.append(_BlockBuilder())
        links = with_gloss_links(reference_links(view.references, place), paragraph.text, gloss_finder)
        overlay = ParagraphOverlay(
            links, highlight(paragraph.text), backlinked=frozenset(id for id in called if id)
        )
        blocks[-1].paragraphs.append(
            _render_text_paragraph(paragraph, overlay, place, turned=paragraph.page != page)
        )
        blocks[-1].notes += [
            render_note(notes[id], view, highlight, gloss_finder, called=True) for id in called if id
        ]
        placed |= {id for id in called if id}
        page = paragraph.breaks[-1][1] if paragraph.breaks else paragraph.page
    left = [
        render_note(note, view, highlight, gloss_finder, called=False)
        for id, note in notes.items()
        if id not in placed
    ]
    if left:
        blocks = blocks or [_BlockBuilder()]
        blocks[-1].notes += left
    return tuple(TextBlock(tuple(block.paragraphs), tuple(block.notes)) for block in blocks)


def render_note(
    note: Unit, view: UnitView, highlight: Highlighter, gloss_finder: GlossFinder, *, called: bool
) -> RenderedNote:
    """Set a note of the unit in view."""
    references = view.note_references.get(note.id, ())
    fragment = note_fragment(note.id)
    return RenderedNote(
        fragment=fragment,
        number=note.number or fragment.lstrip("n"),
        paragraphs=tuple(
            _render_note_paragraph(
                paragraph,
                with_gloss_links(reference_links(references, place), paragraph.text, gloss_finder),
                highlight,
            )
            for place, paragraph in enumerate(note.paragraphs)
        ),
        back=f"ref-{fragment}" if called else None,
    )


def reference_links(references: Iterable[PrintedReference], place: int) -> tuple[TextLink, ...]:
    """Make the editors' cross-references of paragraph ``place`` (from 0) links to their first target."""
    return tuple(
        TextLink(start, end, unit_address(targets[0]), printed)
        for printed, paragraph, start, end, targets in references
        if paragraph == place and targets
    )


def with_gloss_links(
    links: tuple[TextLink, ...], text: str, gloss_finder: GlossFinder
) -> tuple[TextLink, ...]:
    """Add links to what explains names and terms, where no cross-reference stands."""
    glossed = (
        TextLink(one.start, one.end, one.by.address, card=one.by.id)
        for one in gloss_finder.find(text)
        if not any(link.start < one.end and one.start < link.end for link in links)
    )
    return (*links, *glossed)


def _render_note_paragraph(
    paragraph: Paragraph, links: tuple[TextLink, ...], highlight: Highlighter
) -> RenderedParagraph:
    """Set a paragraph of a note: the margin marks the pages of the text it belongs to, not its own."""
    html = render_paragraph(replace(paragraph, breaks=()), ParagraphOverlay(links, highlight(paragraph.text)))
    return RenderedParagraph(html, paragraph.style, gloss_ids=_gloss_ids(links))


def _render_text_paragraph(
    paragraph: Paragraph, overlay: ParagraphOverlay, place: int, *, turned: bool
) -> RenderedParagraph:
    """Set a paragraph, with the mark of its page where that begins with it."""
    opening = render_page_break(paragraph.page) if turned and paragraph.page else Markup()
    table = render_table(paragraph, overlay) if paragraph.style == "table" else None
    html = opening if table else opening + render_paragraph(paragraph, overlay)
    return RenderedParagraph(html, paragraph.style, f"p{place + 1}", table, _gloss_ids(overlay.links))


def _gloss_ids(links: Iterable[TextLink]) -> frozenset[str]:
    return frozenset(link.card for link in links if link.card)
