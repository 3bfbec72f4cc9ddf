"""Rendering of paragraphs as safe HTML: styles, note markers, page breaks, links and highlights. Pure.

The text is split at every offset at which something begins, ends or is inserted; each segment is escaped, so
that an edition's text is never interpreted as markup.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

from corpus.model import Marker, Paragraph
from corpus.unit_id import UnitId
from web.texts import LazyText

TAGS: Final = {"italic": "em", "bold": "strong", "superscript": "sup"}


@dataclass(frozen=True, slots=True)
class TextLink:
    """Characters, from ``start`` to ``end`` (exclusive), that form a link.

    It is a cross-reference, or a glossed word if ``card``, the HTML id of its gloss, is set.
    """

    start: int
    end: int
    address: str
    title: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphOverlay:
    """What is rendered over a paragraph's own text.

    ``highlights`` are the (start, end) matches of a query, ordered and not overlapping; ``nearest`` is the
    sentence most similar to it; ``backlinked`` are the ids of the notes whose back-link leads to this
    paragraph (a note cited twice leads back to its first marker).
    """

    links: tuple[TextLink, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    nearest: tuple[int, int] | None = None
    backlinked: frozenset[str] = frozenset()


def render_paragraph(paragraph: Paragraph, overlay: ParagraphOverlay | None = None) -> Markup:
    """Return a paragraph as HTML with its styles, markers, page breaks and overlay."""
    overlay = overlay or ParagraphOverlay()
    html: list[str] = []
    open_link: TextLink | None = None
    for start, end in pairwise(_boundaries(paragraph, overlay)):
        milestones = _render_milestones(start, paragraph, overlay)
        link = next((link for link in overlay.links if link.start <= start < link.end), None)
        if open_link and (milestones or link != open_link):
            html.append("</a>")
            open_link = None
        html.append(milestones)
        if link and link != open_link:
            html.append(_opening_tag(link))
            open_link = link
        html.append(_render_segment(start, end, paragraph, overlay))
    if open_link:
        html.append("</a>")
    html.append(_render_milestones(len(paragraph.text), paragraph, overlay))
    return Markup("".join(html))  # every part is escaped


def render_highlighted(
    text: str, highlights: tuple[tuple[int, int], ...], nearest: tuple[int, int] | None = None
) -> Markup:
    """Return plain text as HTML with highlights and its most similar sentence, as (start, end) offsets."""
    return render_paragraph(Paragraph(text), ParagraphOverlay(highlights=highlights, nearest=nearest))


def note_fragment(note: str) -> str:
    """Return the fragment of a note on its parent's page: ``n3`` for ``…/doc-24.n3``."""
    return UnitId(note).label


def _boundaries(paragraph: Paragraph, overlay: ParagraphOverlay) -> list[int]:
    """Return the sorted offsets where the rendering changes, including both ends of the text."""
    length = len(paragraph.text)
    offsets = {0, length}
    for span in paragraph.spans:
        offsets |= {span.start, span.end}
    for link in overlay.links:
        offsets |= {link.start, link.end}
    for start, end in (*overlay.highlights, *filter(None, [overlay.nearest])):
        offsets |= {start, end}
    offsets |= {marker.offset for marker in paragraph.markers}
    offsets |= {end_of_word(paragraph.text, offset) for offset, _ in paragraph.breaks}
    return sorted(offset for offset in offsets if 0 <= offset <= length)


def _render_segment(start: int, end: int, paragraph: Paragraph, overlay: ParagraphOverlay) -> str:
    """Return a segment without inner boundaries as escaped HTML in its styles."""
    html = str(escape(paragraph.text[start:end]))
    if _is_highlighted(start, overlay.highlights):
        html = f"<mark>{html}</mark>"
    if overlay.nearest and overlay.nearest[0] <= start < overlay.nearest[1]:
        html = f'<span class="near">{html}</span>'
    for style in {span.style for span in paragraph.spans if span.start <= start < span.end}:
        html = f"<{TAGS[style]}>{html}</{TAGS[style]}>"
    return html


def _is_highlighted(offset: int, highlights: tuple[tuple[int, int], ...]) -> bool:
    """Return whether an offset is highlighted; highlights are ordered and do not overlap."""
    index = bisect_right(highlights, offset, key=lambda highlight: highlight[0]) - 1
    return index >= 0 and offset < highlights[index][1]


def _render_milestones(offset: int, paragraph: Paragraph, overlay: ParagraphOverlay) -> Markup:
    """Return the note markers and page breaks at an offset as HTML; "" if there are none."""
    html = Markup()
    if not paragraph.markers and not paragraph.breaks:
        return html
    for index, marker in enumerate(paragraph.markers):
        if marker.offset == offset:
            html += _render_marker(marker, backlinked=_is_anchor(index, paragraph, overlay))
    for break_offset, page in paragraph.breaks:
        if page and end_of_word(paragraph.text, break_offset) == offset:
            html += render_page_break(page)
    return html


def render_page_break(page: str) -> Markup:
    """Return the mark at the beginning of a printed page, "[p. 115]", as HTML."""
    label = LazyText("p. %(page)s", {"page": page})
    return Markup('<span class="page-break" id="page-{0}">[{1}]</span>').format(page, label)


def end_of_word(text: str, offset: int) -> int:
    """Return the offset after a word that a page break splits and after the space that follows it.

    If the offset is not inside a word, return it unchanged.
    """
    if not (text[:offset][-1:].isalnum() and text[offset : offset + 1].isalnum()):
        return offset
    space = text.find(" ", offset)
    return len(text) if space < 0 else space + 1


def _is_anchor(index: int, paragraph: Paragraph, overlay: ParagraphOverlay) -> bool:
    """Return whether the back-link of a marker's note leads to this marker, the note's first."""
    note = paragraph.markers[index].note
    earlier = {marker.note for marker in paragraph.markers[:index]}
    return note is not None and note in overlay.backlinked and note not in earlier


def _render_marker(marker: Marker, *, backlinked: bool) -> Markup:
    if marker.note is None:
        return Markup('<sup class="marker">{}</sup>').format(marker.label)
    fragment = note_fragment(marker.note)
    anchor = Markup(' id="ref-{}"').format(fragment) if backlinked else Markup()
    label = LazyText("Note %(number)s", {"number": marker.label})
    template = Markup('<sup class="marker"><a href="#{0}"{1} aria-label="{2}">{3}</a></sup>')
    return template.format(fragment, anchor, label, marker.label)


def _opening_tag(link: TextLink) -> Markup:
    if link.card:
        return Markup('<a class="at-hand" href="{}" data-card="{}">').format(link.address, link.card)
    title = Markup(' title="{}"').format(link.title) if link.title else Markup()
    return Markup('<a class="reference" href="{}"{}>').format(link.address, title)
