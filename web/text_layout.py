"""Layout of a unit's text: rendered paragraphs with their notes beside them. Pure."""

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
"""A function from a text to the (start, end) offsets of its matches."""
PrintedReference: TypeAlias = tuple[str, int, int, int, tuple[str, ...]]
"""A cross-reference: printed text, index of the paragraph, start, end, ids of the targets."""


@dataclass(frozen=True, slots=True)
class RenderedParagraph:
    """A paragraph as HTML; ``anchor`` is its fragment ("" in notes).

    If it is a table, ``html`` has only the mark of a new page, if any.
    """

    html: Markup
    style: ParagraphStyle
    anchor: str = ""
    table: RenderedTable | None = None
    gloss_ids: frozenset[str] = frozenset()
    """The HTML ids of the glosses that its words link to."""


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note as HTML; ``back`` is the fragment of its marker, None if the text has no marker for it."""

    fragment: str
    number: str
    paragraphs: tuple[RenderedParagraph, ...]
    back: str | None


@dataclass(frozen=True, slots=True)
class BlockWithNotes:
    """A paragraph with note markers, the paragraphs after it that have no new ones, and their notes."""

    paragraphs: tuple[RenderedParagraph, ...]
    notes: tuple[RenderedNote, ...]

    @property
    def gloss_ids(self) -> frozenset[str]:
        """The HTML ids of all glosses to which the block's paragraphs and notes link."""
        note_paragraphs = (paragraph for note in self.notes for paragraph in note.paragraphs)
        return frozenset(
            id for paragraph in (*self.paragraphs, *note_paragraphs) for id in paragraph.gloss_ids
        )


@dataclass(slots=True)
class _BlockBuilder:
    """A block under construction."""

    paragraphs: list[RenderedParagraph] = field(default_factory=list)
    notes: list[RenderedNote] = field(default_factory=list)


def lay_out_text(
    view: UnitView, highlight: Highlighter, gloss_finder: GlossFinder
) -> tuple[BlockWithNotes, ...]:
    """Return a unit's text as blocks; notes without a marker are placed beside the last block.

    Args:
        highlight: finds the matches of a query in a text.
        gloss_finder: finds the words to be linked to glosses.
    """
    notes = {note.id: note for note in view.notes}
    placed: set[str] = set()
    blocks: list[_BlockBuilder] = []
    page: str | None = None
    for index, paragraph in enumerate(view.unit.paragraphs):
        new_note_ids = [
            id
            for id in dict.fromkeys(marker.note for marker in paragraph.markers)
            if id in notes and id not in placed
        ]
        if new_note_ids or not blocks:
            blocks.append(_BlockBuilder())
        links = with_gloss_links(reference_links(view.references, index), paragraph.text, gloss_finder)
        overlay = ParagraphOverlay(
            links, highlight(paragraph.text), backlinked=frozenset(id for id in new_note_ids if id)
        )
        blocks[-1].paragraphs.append(
            _render_text_paragraph(paragraph, overlay, index, begins_page=paragraph.page != page)
        )
        blocks[-1].notes += [
            render_note(notes[id], view, highlight, gloss_finder, has_marker=True)
            for id in new_note_ids
            if id
        ]
        placed |= {id for id in new_note_ids if id}
        page = paragraph.breaks[-1][1] if paragraph.breaks else paragraph.page
    unplaced_notes = [
        render_note(note, view, highlight, gloss_finder, has_marker=False)
        for id, note in notes.items()
        if id not in placed
    ]
    if unplaced_notes:
        blocks = blocks or [_BlockBuilder()]
        blocks[-1].notes += unplaced_notes
    return tuple(BlockWithNotes(tuple(block.paragraphs), tuple(block.notes)) for block in blocks)


def render_note(
    note: Unit, view: UnitView, highlight: Highlighter, gloss_finder: GlossFinder, *, has_marker: bool
) -> RenderedNote:
    """Render a note of a unit: its number, its paragraphs as HTML without page breaks, and its link back.

    Args:
        has_marker: whether a marker in the text refers to the note; if not, there is no link back.
    """
    references = view.note_references.get(note.id, ())
    fragment = note_fragment(note.id)
    return RenderedNote(
        fragment=fragment,
        number=note.number or fragment.lstrip("n"),
        paragraphs=tuple(
            _render_note_paragraph(
                paragraph,
                with_gloss_links(reference_links(references, index), paragraph.text, gloss_finder),
                highlight,
            )
            for index, paragraph in enumerate(note.paragraphs)
        ),
        back=f"ref-{fragment}" if has_marker else None,
    )


def reference_links(references: Iterable[PrintedReference], paragraph_index: int) -> tuple[TextLink, ...]:
    """Return the cross-references in a paragraph, given by its index, as links to their first targets.

    Those without a target are omitted.
    """
    return tuple(
        TextLink(start, end, unit_address(targets[0]), printed)
        for printed, paragraph, start, end, targets in references
        if paragraph == paragraph_index and targets
    )


def with_gloss_links(
    links: tuple[TextLink, ...], text: str, gloss_finder: GlossFinder
) -> tuple[TextLink, ...]:
    """Return links, then links from words in the text to glosses; the latter never overlap the former."""
    gloss_links = (
        TextLink(span.start, span.end, span.by.address, card=span.by.id)
        for span in gloss_finder.find(text)
        if not any(link.start < span.end and span.start < link.end for link in links)
    )
    return (*links, *gloss_links)


def _render_note_paragraph(
    paragraph: Paragraph, links: tuple[TextLink, ...], highlight: Highlighter
) -> RenderedParagraph:
    """Render a paragraph of a note without page breaks, which belong to the main text."""
    html = render_paragraph(replace(paragraph, breaks=()), ParagraphOverlay(links, highlight(paragraph.text)))
    return RenderedParagraph(html, paragraph.style, gloss_ids=_gloss_ids(links))


def _render_text_paragraph(
    paragraph: Paragraph, overlay: ParagraphOverlay, index: int, *, begins_page: bool
) -> RenderedParagraph:
    """Render a paragraph of the main text, with a page mark if it begins on a new page."""
    page_mark = render_page_break(paragraph.page) if begins_page and paragraph.page else Markup()
    table = render_table(paragraph, overlay) if paragraph.style == "table" else None
    html = page_mark if table else page_mark + render_paragraph(paragraph, overlay)
    return RenderedParagraph(html, paragraph.style, f"p{index + 1}", table, _gloss_ids(overlay.links))


def _gloss_ids(links: Iterable[TextLink]) -> frozenset[str]:
    return frozenset(link.card for link in links if link.card)
