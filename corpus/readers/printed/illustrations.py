"""Plates bound into a section: facsimiles read by OCR and captions, which are text of no unit."""

from __future__ import annotations

import re

from corpus.model import ReportLine
from corpus.readers.printed.inline import plain
from corpus.readers.printed.note_series import marker_labels
from corpus.readers.printed.paragraphs import Block
from corpus.readers.printed.rejoin import continues, is_finished

CAPTION_LENGTH = 200
CAPTIONS_IN_A_ROW = 4
TEXT_LENGTH = 400


def cut_illustrations(
    printed: tuple[Block, ...], *, illustrated: bool = False
) -> tuple[tuple[Block, ...], list[ReportLine]]:
    """Drop plates, from the first facsimile on to where the text resumes, or to the end of the section.

    Args:
        illustrated: the contents page says that illustrations are bound in here; then a run of short
            paragraphs at the end is taken for captions, even without a facsimile before it.
    """
    start = _start_of_plates(printed, illustrated)
    end = _end_of_plates(printed, start)
    if start == end:
        return printed, []
    dropped = printed[start:end]
    place = f"lines {dropped[0].line}–{dropped[-1].last_line}"
    message = f"{len(dropped)} blocks of illustrations and captions ({place})"
    return printed[:start] + printed[end:], [ReportLine("dropped", "illustrations", message, dropped[0].line)]


def _start_of_plates(printed: tuple[Block, ...], illustrated: bool) -> int:
    foreign = [place for place, block in enumerate(printed) if _is_foreign(block)]
    if foreign and len(foreign) < len(printed) / 2:
        start = foreign[0]
        while start > 0 and not _has_words(printed[start - 1]):
            start -= 1
        return start
    captions = len(printed)
    while captions > 0 and _is_caption(printed[captions - 1]):
        captions -= 1
    return captions if illustrated and len(printed) - captions >= CAPTIONS_IN_A_ROW else len(printed)


def _end_of_plates(printed: tuple[Block, ...], start: int) -> int:
    """Find where the text resumes after plates in the middle of a section."""
    left = printed[start - 1].text if start else ""
    for place in range(start, len(printed)):
        if _is_text(left, printed[place]):
            return place
    return len(printed)


def _is_text(left: str, block: Block) -> bool:
    """Text has note markers, is long, or goes on with the sentence that the plates interrupted."""
    if _is_foreign(block):
        return False
    if marker_labels((block,)) or (len(block.text) > TEXT_LENGTH and block.kind == "text"):
        return True
    return bool(left) and not is_finished(left) and block.text[:1].islower() and continues(left, block.text)


def _is_foreign(block: Block) -> bool:
    """Most letters are in another script than the book's: a facsimile."""
    letters = [sign for sign in block.text if sign.isalpha()]
    return len(letters) >= 10 and sum(sign > "ɏ" for sign in letters) > len(letters) / 2


def _has_words(block: Block) -> bool:
    """Words have two small letters in a row; "17/V" and "89" are scribbled on a facsimile."""
    return re.search(r"[a-z]{2}", block.text) is not None


def _is_caption(block: Block) -> bool:
    text = plain(block.text)
    return len(text) < CAPTION_LENGTH and block.label is None and not marker_labels((block,))
