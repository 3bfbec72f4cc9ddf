"""Plates bound into a section: facsimiles read by OCR and captions, which are text of no unit."""

from __future__ import annotations

from corpus.model import ReportLine
from corpus.readers.printed.footnotes import marker_labels
from corpus.readers.printed.inline import plain
from corpus.readers.printed.paragraphs import Block

CAPTION_LENGTH = 200
CAPTIONS_IN_A_ROW = 4


def cut_illustrations(printed: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[ReportLine]]:
    """Drop plates at the end of a section, from the first facsimile or caption on."""
    start = _start_of_plates(printed)
    if start == len(printed):
        return printed, []
    dropped = printed[start:]
    place = f"lines {dropped[0].line}–{dropped[-1].last_line}"
    message = f"{len(dropped)} blocks of illustrations and captions ({place})"
    return printed[:start], [ReportLine("dropped", "illustrations", message, dropped[0].line)]


def _start_of_plates(printed: tuple[Block, ...]) -> int:
    foreign = next((index for index, block in enumerate(printed) if _is_foreign(block)), len(printed))
    if foreign < len(printed):
        while foreign > 0 and not _has_words(printed[foreign - 1]):
            foreign -= 1
        return foreign
    captions = len(printed)
    while captions > 0 and _is_caption(printed[captions - 1]):
        captions -= 1
    return captions if len(printed) - captions >= CAPTIONS_IN_A_ROW else len(printed)


def _is_foreign(block: Block) -> bool:
    """Most letters are in another script than the book's: a facsimile."""
    letters = [sign for sign in block.text if sign.isalpha()]
    return len(letters) >= 10 and sum(sign > "ɏ" for sign in letters) > len(letters) / 2


def _has_words(block: Block) -> bool:
    return any(sign.isalpha() for sign in block.text)


def _is_caption(block: Block) -> bool:
    text = plain(block.text)
    return len(text) < CAPTION_LENGTH and block.label is None and not marker_labels((block,))
