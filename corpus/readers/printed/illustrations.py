"""Removes plates bound into a section: facsimiles read by OCR, and captions, which belong to no unit."""

from __future__ import annotations

import re

from corpus.model import ReportLine
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.note_series import marker_labels
from corpus.readers.printed.paragraphs import SourceBlock
from corpus.readers.printed.rejoin import continues, is_finished

CAPTION_LENGTH = 200
"""The length in characters that a caption does not reach."""
CAPTIONS_IN_A_ROW = 4
"""The fewest captions at a section's end that count as plates without a facsimile."""
TEXT_LENGTH = 400
"""The length in characters above which a block after plates is text."""


def remove_illustrations(
    blocks: tuple[SourceBlock, ...], *, illustrated: bool = False
) -> tuple[tuple[SourceBlock, ...], list[ReportLine]]:
    """Remove and report plates, from the first facsimile to where the text resumes or the section ends.

    Args:
        illustrated: the contents page places illustrations here; then a run of short paragraphs at the end
            counts as captions even without a facsimile before it.
    """
    start = _start_of_plates(blocks, illustrated)
    end = _end_of_plates(blocks, start)
    if start == end:
        return blocks, []
    dropped = blocks[start:end]
    line_range = f"lines {dropped[0].line}–{dropped[-1].last_line}"
    message = f"{len(dropped)} blocks of illustrations and captions ({line_range})"
    return blocks[:start] + blocks[end:], [ReportLine("dropped", "illustrations", message, dropped[0].line)]


def _start_of_plates(blocks: tuple[SourceBlock, ...], illustrated: bool) -> int:
    """Return the index of the first block of plates, or the number of blocks if there are none."""
    facsimiles = [index for index, block in enumerate(blocks) if _is_facsimile(block)]
    if facsimiles and len(facsimiles) < len(blocks) / 2:
        start = facsimiles[0]
        while start > 0 and not _has_words(blocks[start - 1]):
            start -= 1
        return start
    captions = len(blocks)
    while captions > 0 and _is_caption(blocks[captions - 1]):
        captions -= 1
    return captions if illustrated and len(blocks) - captions >= CAPTIONS_IN_A_ROW else len(blocks)


def _end_of_plates(blocks: tuple[SourceBlock, ...], start: int) -> int:
    """Return the index of the block with which the text resumes after plates, or the number of blocks."""
    text_before = blocks[start - 1].text if start else ""
    for index in range(start, len(blocks)):
        if _resumes_text(text_before, blocks[index]):
            return index
    return len(blocks)


def _resumes_text(text_before: str, block: SourceBlock) -> bool:
    """Return whether a block is text: it has note markers, is long, or continues ``text_before``."""
    if _is_facsimile(block):
        return False
    if marker_labels((block,)) or (len(block.text) > TEXT_LENGTH and block.kind == "text"):
        return True
    return (
        bool(text_before)
        and not is_finished(text_before)
        and block.text[:1].islower()
        and continues(text_before, block.text)
    )


def _is_facsimile(block: SourceBlock) -> bool:
    """Return whether a block has ten letters or more, most of them not Latin: OCR of a facsimile."""
    letters = [character for character in block.text if character.isalpha()]
    return len(letters) >= 10 and sum(letter > "ɏ" for letter in letters) > len(letters) / 2


def _has_words(block: SourceBlock) -> bool:
    """Return whether a block has two small letters in a row, unlike marks on a facsimile ("17/V", "89")."""
    return re.search(r"[a-z]{2}", block.text) is not None


def _is_caption(block: SourceBlock) -> bool:
    """Return whether a block is short, unnumbered and without note markers."""
    text = plain_text(block.text)
    return len(text) < CAPTION_LENGTH and block.label is None and not marker_labels((block,))
