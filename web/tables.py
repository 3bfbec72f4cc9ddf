"""A printed table, kept as lines with tabs, as rows of cells. Pure."""

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
    """The rows of a table; ``head`` is its first row where that has no name of its own."""

    head: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]


def render_table(paragraph: Paragraph, overlay: ParagraphOverlay) -> RenderedTable:
    """Set a table cell by cell, so that italics, markers and highlights stay where they were."""
    rows: list[list[Markup]] = [[]]
    for match in CELL.finditer(paragraph.text):
        start, end = match.start(), match.start("end")
        rows[-1].append(render_paragraph(*_slice_paragraph(paragraph, overlay, start, end)))
        if match["end"] == "\n":
            rows.append([])
        if not match["end"]:
            break
    ready = tuple(tuple(row) for row in rows)
    has_head = len(ready) > 1 and not ready[0][0]
    return RenderedTable(ready[0], ready[1:]) if has_head else RenderedTable((), ready)


def _slice_paragraph(
    paragraph: Paragraph, overlay: ParagraphOverlay, start: int, end: int
) -> tuple[Paragraph, ParagraphOverlay]:
    """Cut a piece out of a paragraph with what is laid over it."""
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
        (max(first, start) - start, min(last, end) - start)
        for first, last in overlay.highlights
        if first < end and last > start
    )
    return piece, replace(overlay, links=links, highlights=highlights)
