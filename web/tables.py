"""Rendering of tables, which are paragraphs whose lines are rows and whose tabs separate cells. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from corpus.model import Paragraph
from web.html_rendering import ParagraphOverlay, render_paragraph

CELL: Final = re.compile(r"[^\t\n]*(?P<end>[\t\n]|$)")


@dataclass(frozen=True, slots=True)
class RenderedTable:
    """A table whose cells are HTML.

    ``head`` is the first of several rows if its first cell is empty; otherwise there is none.
    """

    head: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]


def render_table(paragraph: Paragraph, overlay: ParagraphOverlay) -> RenderedTable:
    """Return a paragraph as a table, with its styles, markers, page breaks and overlay in place."""
    rows: list[list[Markup]] = [[]]
    for match in CELL.finditer(paragraph.text):
        start, end = match.start(), match.start("end")
        rows[-1].append(render_paragraph(*_slice_paragraph(paragraph, overlay, start, end)))
        if match["end"] == "\n":
            rows.append([])
        if not match["end"]:
            break
    finished_rows = tuple(tuple(row) for row in rows)
    has_head = len(finished_rows) > 1 and not finished_rows[0][0]
    return (
        RenderedTable(finished_rows[0], finished_rows[1:]) if has_head else RenderedTable((), finished_rows)
    )


def _slice_paragraph(
    paragraph: Paragraph, overlay: ParagraphOverlay, start: int, end: int
) -> tuple[Paragraph, ParagraphOverlay]:
    """Return the piece of a paragraph and of its overlay between two offsets, with offsets from ``start``.

    ``nearest`` is not adjusted.
    """
    piece = Paragraph(
        paragraph.text[start:end],
        spans=tuple(
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in paragraph.spans
            if span.start < end and span.end > start
        ),
        markers=tuple(
            replace(marker, offset=marker.offset - start)
            for marker in paragraph.markers
            if start <= marker.offset <= end
        ),
        breaks=tuple((offset - start, page) for offset, page in paragraph.breaks if start <= offset <= end),
    )
    links = tuple(
        replace(link, start=max(link.start, start) - start, end=min(link.end, end) - start)
        for link in overlay.links
        if link.start < end and link.end > start
    )
    highlights = tuple(
        (max(highlight_start, start) - start, min(highlight_end, end) - start)
        for highlight_start, highlight_end in overlay.highlights
        if highlight_start < end and highlight_end > start
    )
    return piece, replace(overlay, links=links, highlights=highlights)
