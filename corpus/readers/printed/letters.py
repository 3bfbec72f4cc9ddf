"""The paragraphs of a letter and of its notes, rejoined over page breaks and with their styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.model import Paragraph, ParagraphStyle, ReportLine
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.paragraphs import SourceBlock, join_blocks, make_paragraph
from corpus.readers.printed.rejoin import Vocabulary, continues

_POSTSCRIPT = re.compile(r"\W*P\.\s?(?:P\.\s?)?S\b")
_LOWER_START = re.compile(r"[\s“\"'(\[*]*[a-zß-ÿа-я]")
_ADDRESS = re.compile(r"(?:To|Dear|Greetings|Hello|Esteemed|Honou?red|Sir|Madam|My)\b")
_SMALL_LABEL = re.compile(r"\s*[a-z]{1,3}:\s")
_ITEM = re.compile(r"[\s–-]*\(?(?:\d{1,3}|[a-z])\)\s")
SHORT_LINE = 90
"""The length in characters that a salutation or signature does not reach."""
FIRST_LINES = 4
"""The number of blocks at the start of a letter among which its salutation must be."""


def make_letter(
    blocks: Iterable[SourceBlock], vocabulary: Vocabulary, surnames: Iterable[str]
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    """Return a letter's paragraphs, rejoined over page breaks and with their styles, and the report.

    Args:
        surnames: the senders' surnames, by which signatures are recognised.
    """
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    styles = _styles(joined, tuple(surnames))
    paragraphs = (
        make_paragraph(block.text, block.line, style) for block, style in zip(joined, styles, strict=True)
    )
    return tuple(paragraphs), report


def make_note_paragraphs(
    blocks: Iterable[SourceBlock], vocabulary: Vocabulary
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    """Return a note's paragraphs, rejoined over page breaks, and the report."""
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    paragraphs = (
        make_paragraph(block.text, block.line, "table" if block.kind == "table" else "paragraph")
        for block in joined
    )
    return tuple(paragraphs), report


def _continues_block(left: SourceBlock, right: SourceBlock) -> bool:
    """Return whether ``right`` continues the text of ``left``.

    A short line is continued only by a small letter, by a bracket, or after a list item that ends with a
    comma.
    """
    if left.kind != "text" or right.kind != "text" or right.label is not None:
        return False
    if _is_address_line(left) or _begins_list(left, right) or not continues(left.text, right.text):
        return False
    before = plain_text(left.text)
    is_open = right.text.lstrip().startswith("(") or (_is_item(left) and before.endswith(","))
    return is_open or bool(_LOWER_START.match(right.text)) or len(before) > SHORT_LINE


def _begins_list(left: SourceBlock, right: SourceBlock) -> bool:
    """Return whether ``right`` directly follows a colon or semicolon, or is a label ("cc:")."""
    is_adjacent = right.line - left.last_line <= 2 and plain_text(left.text).rstrip().endswith((":", ";"))
    return is_adjacent or bool(_SMALL_LABEL.match(right.text))


def _is_item(block: SourceBlock) -> bool:
    """Return whether a block is numbered or begins like a list item: "2)", "(a)"."""
    return block.label is not None or bool(_ITEM.match(block.text))


def _styles(joined: Sequence[SourceBlock], surnames: tuple[str, ...]) -> list[ParagraphStyle]:
    """Return the style of each block: at most one salutation, and postscripts from the first "P.S." on."""
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


def _style(block: SourceBlock) -> ParagraphStyle:
    """Return a block's style by its form alone: "heading", "table", "item" or "paragraph"."""
    if block.kind in ("heading", "table"):
        return "heading" if block.kind == "heading" else "table"
    return "item" if _is_item(block) else "paragraph"


def _is_address_line(block: SourceBlock) -> bool:
    """Return whether a short line only addresses the reader; the text may continue with a small letter."""
    text = plain_text(block.text)
    return len(text) < SHORT_LINE and text.endswith((",", "!")) and bool(_ADDRESS.match(text))


def _is_salutation(block: SourceBlock) -> bool:
    """Return whether a short line addresses the reader, or ends with a comma or exclamation mark."""
    text = plain_text(block.text)
    return len(text) < SHORT_LINE and (text.endswith(("!", ",")) or bool(_ADDRESS.match(text)))


def is_signature(block: SourceBlock, surnames: tuple[str, ...]) -> bool:
    """Return whether a line of at most eight words names one of the senders or consists of initials."""
    text = plain_text(block.text)
    named = any(name in text for name in surnames)
    initials = re.fullmatch(r"(?:[A-Z][a-z]{0,2}\.\s?){1,3}(?:St\.?)?", text)
    return len(text) < SHORT_LINE and len(text.split()) <= 8 and (named or initials is not None)
