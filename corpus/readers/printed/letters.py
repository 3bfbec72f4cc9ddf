"""The paragraphs of a letter, rejoined over page breaks and each in its style, and those of its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.model import Paragraph, ParagraphStyle, ReportLine
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.paragraphs import TextBlock, join_blocks, make_paragraph
from corpus.readers.printed.rejoin import Vocabulary, continues

_POSTSCRIPT = re.compile(r"\W*P\.\s?(?:P\.\s?)?S\b")
_LOWER_START = re.compile(r"[\s“\"'(\[*]*[a-zß-ÿа-я]")
_ADDRESS = re.compile(r"(?:To|Dear|Greetings|Hello|Esteemed|Honou?red|Sir|Madam|My)\b")
_SMALL_LABEL = re.compile(r"\s*[a-z]{1,3}:\s")
_ITEM = re.compile(r"[\s–-]*\(?(?:\d{1,3}|[a-z])\)\s")
SHORT_LINE = 90
"""Characters of the longest salutation or signature."""
FIRST_LINES = 4
"""Blocks at the start of a letter among which its salutation stands."""


def make_letter(
    blocks: Iterable[TextBlock], vocabulary: Vocabulary, surnames: Iterable[str]
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    """Make the paragraphs of a letter, rejoined over page breaks, each in its style."""
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    styles = _styles(joined, tuple(surnames))
    paragraphs = (
        make_paragraph(block.text, block.line, style) for block, style in zip(joined, styles, strict=True)
    )
    return tuple(paragraphs), report


def make_note_paragraphs(
    blocks: Iterable[TextBlock], vocabulary: Vocabulary
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    """Make the paragraphs of a note."""
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    paragraphs = (
        make_paragraph(block.text, block.line, "table" if block.kind == "table" else "paragraph")
        for block in joined
    )
    return tuple(paragraphs), report


def _continues_block(left: TextBlock, right: TextBlock) -> bool:
    """Whether a block goes on with the one before it; a short line is not gone on with by a capital."""
    if left.kind != "text" or right.kind != "text" or right.label is not None:
        return False
    if _is_address_line(left) or _begins_list(left, right) or not continues(left.text, right.text):
        return False
    before = plain_text(left.text)
    is_open = right.text.lstrip().startswith("(") or (_is_item(left) and before.endswith(","))
    return is_open or bool(_LOWER_START.match(right.text)) or len(before) > SHORT_LINE


def _begins_list(left: TextBlock, right: TextBlock) -> bool:
    """An unnumbered list, or a label such as "cc:", right under its text and not over a page break."""
    under = right.line - left.last_line <= 2 and plain_text(left.text).rstrip().endswith((":", ";"))
    return under or bool(_SMALL_LABEL.match(right.text))


def _is_item(block: TextBlock) -> bool:
    return block.label is not None or bool(_ITEM.match(block.text))


def _styles(joined: Sequence[TextBlock], surnames: tuple[str, ...]) -> list[ParagraphStyle]:
    styles = [_style(block) for block in joined]
    for index, block in enumerate(joined[:FIRST_LINES]):
        if styles[index] == "paragraph" and _is_salutation(block):
            styles[index] = "salutation"
            break
    in_postscript = False
    for index, block in enumerate(joined):
        if _POSTSCRIPT.match(plain_text(block.text)):
            in_postscript = True
        if styles[index] == "paragraph" and index > 0 and is_signature(block, surnames):
            styles[index] = "signature"
        elif in_postscript and styles[index] == "paragraph":
            styles[index] = "postscript"
    return styles


def _style(block: TextBlock) -> ParagraphStyle:
    if block.kind in ("heading", "table"):
        return "heading" if block.kind == "heading" else "table"
    return "item" if _is_item(block) else "paragraph"


def _is_address_line(block: TextBlock) -> bool:
    """Say whether a line by itself addresses the reader; what follows may begin with a small letter."""
    text = plain_text(block.text)
    return len(text) < SHORT_LINE and text.endswith((",", "!")) and bool(_ADDRESS.match(text))


def _is_salutation(block: TextBlock) -> bool:
    text = plain_text(block.text)
    return len(text) < SHORT_LINE and (text.endswith(("!", ",")) or bool(_ADDRESS.match(text)))


def is_signature(block: TextBlock, surnames: tuple[str, ...]) -> bool:
    """A short line that names a sender or gives the initials."""
    text = plain_text(block.text)
    named = any(name in text for name in surnames)
    initials = re.fullmatch(r"(?:[A-Z][a-z]{0,2}\.\s?){1,3}(?:St\.?)?", text)
    return len(text) < SHORT_LINE and len(text.split()) <= 8 and (named or initials is not None)
