"""Anchors of highlighted matches in a text, by which a reader jumps from one to the next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from markupsafe import Markup

from web.text_layout import BlockWithNotes, RenderedNote, RenderedParagraph

_MARK = re.compile("(?<!</mark> )<mark>")
"""The ``mark`` tag of our rendering (the edition's text is escaped); adjacent marks count as one match."""


def number_matches(blocks: Iterable[BlockWithNotes]) -> tuple[tuple[BlockWithNotes, ...], int]:
    """Add the HTML ids ``hit-1``, ``hit-2`` … to the matches in a text; return the blocks and the count."""
    numbers = count(1)
    numbered_blocks = tuple(
        BlockWithNotes(
            tuple(_numbered(paragraph, numbers) for paragraph in block.paragraphs),
            tuple(_numbered_note(note, numbers) for note in block.notes),
        )
        for block in blocks
    )
    return numbered_blocks, next(numbers) - 1


def _numbered_note(note: RenderedNote, numbers: count[int]) -> RenderedNote:
    return replace(note, paragraphs=tuple(_numbered(paragraph, numbers) for paragraph in note.paragraphs))


def _numbered(paragraph: RenderedParagraph, numbers: count[int]) -> RenderedParagraph:
    html = _MARK.sub(lambda _: f'<mark id="hit-{next(numbers)}">', paragraph.html)
    return replace(paragraph, html=Markup(html))
