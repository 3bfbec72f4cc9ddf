"""A paragraph as printed → safe HTML: italics, note markers, page breaks, cross-references, highlights.

Pure. The text is cut wherever something begins, ends or stands; every piece is escaped, so that nothing of
an edition's text is ever read as markup.
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
    """Characters that lead somewhere: a cross-reference, or a word with the ``card`` that explains it."""

    start: int
    end: int
    address: str
    title: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphOverlay:
    """What is laid over a paragraph.

    ``highlights`` are (start, end) pieces a reader searched for, in order and apart; ``nearest`` is the
    sentence nearest in meaning; ``anchored`` are the notes whose back-link leads to this paragraph (a note
    cited twice has one place to go back to).
    """

    links: tuple[TextLink, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    nearest: tuple[int, int] | None = None
    backlinked: frozenset[str] = frozenset()


def render_paragraph(paragraph: Paragraph, overlay: ParagraphOverlay | None = None) -> Markup:
    """Set a paragraph's text with everything that belongs to it."""
    overlay = overlay or ParagraphOverlay()
    html: list[str] = []
    open_link: TextLink | None = None
    for start, end in pairwise(_boundaries(paragraph, overlay)):
        points = _render_milestones(start, paragraph, overlay)
        link = next((link for link in overlay.links if link.start <= start < link.end), None)
        if open_link and (points or link != open_link):
            html.append("</a>")
            open_link = None
        html.append(points)
        if link and link != open_link:
            html.append(_opening_tag(link))
            open_link = link
        html.append(_render_segment(start, end, paragraph, overlay))
    if open_link:
        html.append("</a>")
    html.append(_render_milestones(len(paragraph.text), paragraph, overlay))
    return Markup("".join(html))  # of pieces that are escaped, each for itself


def render_highlighted(
    text: str, highlights: tuple[tuple[int, int], ...], nearest: tuple[int, int] | None = None
) -> Markup:
    """Set plain text with its highlights and its nearest sentence."""
    return render_paragraph(Paragraph(text), ParagraphOverlay(highlights=highlights, nearest=nearest))


def note_fragment(note: str) -> str:
    """Give the fragment of a note on its parent's page: ``n3`` for ``…/doc-24.n3``."""
    return UnitId(note).label


def _boundaries(paragraph: Paragraph, overlay: ParagraphOverlay) -> list[int]:
    """List the offsets where something changes, the ends of the text included."""
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
    """Set a piece that nothing begins or ends inside of; its text is escaped."""
    html = str(escape(paragraph.text[start:end]))
    if _is_highlighted(start, overlay.highlights):
        html = f"<mark>{html}</mark>"
    if overlay.nearest and overlay.nearest[0] <= start < overlay.nearest[1]:
        html = f'<span class="near">{html}</span>'
    for style in {span.style for span in paragraph.spans if span.start <= start < span.end}:
        html = f"<{TAGS[style]}>{html}</{TAGS[style]}>"
    return html


def _is_highlighted(offset: int, highlights: tuple[tuple[int, int], ...]) -> bool:
    """Whether a highlight covers an offset; they come in order and do not overlap."""
    before = bisect_right(highlights, offset, key=lambda one: one[0]) - 1
    return before >= 0 and offset < highlights[before][1]


def _render_milestones(offset: int, paragraph: Paragraph, overlay: ParagraphOverlay) -> Markup:
    """Set the note markers and page breaks that stand at an offset; a marker closes what goes before."""
    html = Markup()
    if not paragraph.markers and not paragraph.breaks:
        return html
    for index, marker in enumerate(paragraph.markers):
        if marker.offset == offset:
            html += _render_marker(marker, backlinked=_is_anchor(index, paragraph, overlay))
    for place, page in paragraph.breaks:
        if page and end_of_word(paragraph.text, place) == offset:
            html += render_page_break(page)
    return html


def render_page_break(page: str) -> Markup:
    """Set the mark of the printed page that begins here."""
    label = LazyText("p. %(page)s", {"page": page})
    return Markup('<span class="page-break" id="page-{0}">[{1}]</span>').format(page, label)


def end_of_word(text: str, offset: int) -> int:
    """Give the offset after the word that a page break runs through: a mark does not stand within a word."""
    if not (text[:offset][-1:].isalnum() and text[offset : offset + 1].isalnum()):
        return offset
    space = text.find(" ", offset)
    return len(text) if space < 0 else space + 1


def _is_anchor(index: int, paragraph: Paragraph, overlay: ParagraphOverlay) -> bool:
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
