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
class Link:
    """Characters that lead somewhere: a cross-reference, or a word with the ``card`` that explains it."""

    start: int
    end: int
    address: str
    title: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is laid over a paragraph.

    ``highlights`` are (start, end) pieces a reader searched for, in order and apart; ``nearest`` is the
    sentence nearest in meaning; ``anchored`` are the notes whose back-link leads to this paragraph (a note
    cited twice has one place to go back to).
    """

    links: tuple[Link, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    nearest: tuple[int, int] | None = None
    anchored: frozenset[str] = frozenset()


def typeset(paragraph: Paragraph, setting: Setting | None = None) -> Markup:
    """Set a paragraph's text with everything that belongs to it."""
    laid = setting or Setting()
    html: list[str] = []
    open_link: Link | None = None
    for start, end in pairwise(_cuts(paragraph, laid)):
        points = _points(start, paragraph, laid)
        link = next((link for link in laid.links if link.start <= start < link.end), None)
        if open_link and (points or link != open_link):
            html.append("</a>")
            open_link = None
        html.append(points)
        if link and link != open_link:
            html.append(_opening(link))
            open_link = link
        html.append(_piece(start, end, paragraph, laid))
    if open_link:
        html.append("</a>")
    html.append(_points(len(paragraph.text), paragraph, laid))
    return Markup("".join(html))  # of pieces that are escaped, each for itself


def mark(
    text: str, highlights: tuple[tuple[int, int], ...], nearest: tuple[int, int] | None = None
) -> Markup:
    """Set plain text with its highlights and its nearest sentence."""
    return typeset(Paragraph(text), Setting(highlights=highlights, nearest=nearest))


def note_fragment(note: str) -> str:
    """Give the fragment of a note on its parent's page: ``n3`` for ``…/doc-24.n3``."""
    return UnitId(note).label


def _cuts(paragraph: Paragraph, laid: Setting) -> list[int]:
    """List the offsets where something changes, the ends of the text included."""
    length = len(paragraph.text)
    offsets = {0, length}
    for span in paragraph.spans:
        offsets |= {span.start, span.end}
    for link in laid.links:
        offsets |= {link.start, link.end}
    for start, end in (*laid.highlights, *filter(None, [laid.nearest])):
        offsets |= {start, end}
    offsets |= {marker.offset for marker in paragraph.markers}
    offsets |= {after_word(paragraph.text, offset) for offset, _ in paragraph.breaks}
    return sorted(offset for offset in offsets if 0 <= offset <= length)


def _piece(start: int, end: int, paragraph: Paragraph, laid: Setting) -> str:
    """Set a piece that nothing begins or ends inside of; its text is escaped."""
    html = str(escape(paragraph.text[start:end]))
    if _is_highlighted(start, laid.highlights):
        html = f"<mark>{html}</mark>"
    if laid.nearest and laid.nearest[0] <= start < laid.nearest[1]:
        html = f'<span class="near">{html}</span>'
    for style in {span.style for span in paragraph.spans if span.start <= start < span.end}:
        html = f"<{TAGS[style]}>{html}</{TAGS[style]}>"
    return html


def _is_highlighted(offset: int, highlights: tuple[tuple[int, int], ...]) -> bool:
    """Whether a highlight covers an offset; they come in order and do not overlap."""
    before = bisect_right(highlights, offset, key=lambda one: one[0]) - 1
    return before >= 0 and offset < highlights[before][1]


def _points(offset: int, paragraph: Paragraph, laid: Setting) -> Markup:
    """Set the note markers and page breaks that stand at an offset; a marker closes what goes before."""
    html = Markup()
    if not paragraph.markers and not paragraph.breaks:
        return html
    for index, marker in enumerate(paragraph.markers):
        if marker.offset == offset:
            html += _marker(marker, anchored=_is_anchor(index, paragraph, laid))
    for place, page in paragraph.breaks:
        if page and after_word(paragraph.text, place) == offset:
            html += page_break(page)
    return html


def page_break(page: str) -> Markup:
    """Set the mark of the printed page that begins here."""
    label = LazyText("p. %(page)s", {"page": page})
    return Markup('<span class="page-break" id="page-{0}">[{1}]</span>').format(page, label)


def after_word(text: str, offset: int) -> int:
    """Give the offset after the word that a page break runs through: a mark does not stand within a word."""
    if not (text[:offset][-1:].isalnum() and text[offset : offset + 1].isalnum()):
        return offset
    space = text.find(" ", offset)
    return len(text) if space < 0 else space + 1


def _is_anchor(index: int, paragraph: Paragraph, laid: Setting) -> bool:
    note = paragraph.markers[index].note
    earlier = {marker.note for marker in paragraph.markers[:index]}
    return note is not None and note in laid.anchored and note not in earlier


def _marker(marker: Marker, *, anchored: bool) -> Markup:
    if marker.note is None:
        return Markup('<sup class="marker">{}</sup>').format(marker.label)
    fragment = note_fragment(marker.note)
    anchor = Markup(' id="ref-{}"').format(fragment) if anchored else Markup()
    label = LazyText("Note %(number)s", {"number": marker.label})
    template = Markup('<sup class="marker"><a href="#{0}"{1} aria-label="{2}">{3}</a></sup>')
    return template.format(fragment, anchor, label, marker.label)


def _opening(link: Link) -> Markup:
    if link.card:
        return Markup('<a class="at-hand" href="{}" data-card="{}">').format(link.address, link.card)
    title = Markup(' title="{}"').format(link.title) if link.title else Markup()
    return Markup('<a class="reference" href="{}"{}>').format(link.address, title)
