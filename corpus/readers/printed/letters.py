"""A document's lines → its letter and its notes.

The notes are the last series that starts at 1 after the letter. Letters have numbered paragraphs of their
own and notes quote numbered lists, so of all ways to cut, the one that explains the markers best is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from corpus.model import Paragraph, ParagraphStyle, ReportLine
from corpus.readers.printed.footnotes import marker_labels
from corpus.readers.printed.inline import plain
from corpus.readers.printed.lines import NUMBERED
from corpus.readers.printed.paragraphs import Block, make_paragraph, mended, report_join
from corpus.readers.printed.rejoin import Vocabulary, continues, rejoin

_POSTSCRIPT = re.compile(r"\W*P\.\s?(?:P\.\s?)?S\b")
_LOWER_START = re.compile(r"[\s“\"'(\[*]*[a-zß-ÿа-я]")
_ADDRESS = re.compile(r"(?:To|Dear|Greetings|Hello|Esteemed|Honou?red|Sir|Madam|My)\b")
_SMALL_LABEL = re.compile(r"\s*[a-z]{1,3}:\s")
_ITEM = re.compile(r"[\s–-]*\(?(?:\d{1,3}|[a-z])\)\s")
SHORT_LINE = 90
"""Characters of the longest salutation or signature."""
FIRST_LINES = 4
"""Blocks at the start of a letter among which its salutation stands."""
LAST_LINES = 3
"""Blocks at the end of a letter among which its signature stands."""


@dataclass(frozen=True, slots=True)
class SortedLetter:
    """The blocks of the letter, and of each note by its label."""

    letter: tuple[Block, ...]
    notes: tuple[tuple[int, tuple[Block, ...]], ...]


def sort_letter(printed: Sequence[Block], surnames: Sequence[str] = ()) -> SortedLetter:
    """Sort the blocks of a document.

    Args:
        surnames: the senders', by which a signature is known.
    """
    own = tuple(printed)
    start = _start_of_notes(own, tuple(surnames))
    if start is None:
        return SortedLetter(own, ())
    return SortedLetter(own[:start], _notes(own[start:], set(marker_labels(own[:start]))))


def make_letter(
    printed: Iterable[Block], vocabulary: Vocabulary, surnames: Iterable[str]
) -> tuple[tuple[Paragraph, ...], tuple[ReportLine, ...]]:
    """Make the paragraphs of a letter, rejoined over page breaks, each in its style."""
    blocks, report = join_blocks(printed, vocabulary)
    styles = _styles(blocks, tuple(surnames))
    paragraphs = (
        make_paragraph(block.text, block.line, style) for block, style in zip(blocks, styles, strict=True)
    )
    return tuple(paragraphs), report


def make_note_paragraphs(
    printed: Sequence[Block], vocabulary: Vocabulary
) -> tuple[tuple[Paragraph, ...], tuple[ReportLine, ...]]:
    """Make the paragraphs of a note, without its number."""
    first = replace(printed[0], text=NUMBERED.sub("", printed[0].text, count=1))
    blocks, report = join_blocks((first, *printed[1:]), vocabulary)
    paragraphs = (
        make_paragraph(block.text, block.line, "table" if block.kind == "table" else "paragraph")
        for block in blocks
    )
    return tuple(paragraphs), report


def join_blocks(
    printed: Iterable[Block], vocabulary: Vocabulary
) -> tuple[tuple[Block, ...], tuple[ReportLine, ...]]:
    """Rejoin what page breaks tore apart; a short line is not gone on with by a capital."""
    joined: list[Block] = []
    report: list[ReportLine] = []
    for one in printed:
        block, words = mended(one, vocabulary)
        report += words
        if joined and _goes_on(joined[-1], block):
            join = rejoin(joined[-1].text, block.text, vocabulary)
            report.append(report_join(join, block.line))
            joined[-1] = replace(joined[-1], text=join.text, last_line=block.last_line)
        else:
            joined.append(block)
    return tuple(joined), tuple(report)


def _goes_on(left: Block, right: Block) -> bool:
    if left.kind != "text" or right.kind != "text" or right.label is not None:
        return False
    if _is_address(left) or _begins_list(left, right) or not continues(left.text, right.text):
        return False
    before = plain(left.text)
    is_open = right.text.lstrip().startswith("(") or (_is_item(left) and before.endswith(","))
    return is_open or bool(_LOWER_START.match(right.text)) or len(before) > SHORT_LINE


def _begins_list(left: Block, right: Block) -> bool:
    """An unnumbered list, or a label such as "cc:", right under its text and not over a page break."""
    under = right.line - left.last_line <= 2 and plain(left.text).rstrip().endswith((":", ";"))
    return under or bool(_SMALL_LABEL.match(right.text))


def _is_item(block: Block) -> bool:
    return block.label is not None or bool(_ITEM.match(block.text))


def _start_of_notes(printed: Sequence[Block], surnames: tuple[str, ...]) -> int | None:
    """Choose where the notes begin: the cut that explains most markers and leaves fewest in doubt.

    Of equal cuts the last is taken, but none at a list that a note quotes.
    """
    candidates = [place for place, block in enumerate(printed) if block.label == 1 and place > 0]
    scored = [
        (_explained(printed, place, surnames), not _is_in_list(printed, place), place) for place in candidates
    ]
    best = max(scored, default=(0.0, False, 0))
    return best[2] if best[0] > 0 else None


def _explained(printed: Sequence[Block], start: int, surnames: tuple[str, ...]) -> float:
    """Count markers before the cut with a note after it, less those that would be without their twin.

    A letter without any marker has notes only after its signature.
    """
    markers = set(marker_labels(printed[:start]))
    notes = set(_chain(printed[start:]))
    if not markers:
        last = printed[max(start - LAST_LINES, 0) : start]
        return 0.1 if any(_is_signature(block, surnames) for block in last) else 0.0
    return len(markers & notes) - 0.5 * len(markers ^ notes)


def _chain(printed: Sequence[Block]) -> list[int]:
    expected = 1
    for block in printed:
        if block.label == expected:
            expected += 1
    return list(range(1, expected))


def _notes(printed: Sequence[Block], markers: Set[int]) -> tuple[tuple[int, tuple[Block, ...]], ...]:
    """Part the notes: each number is the best place for the next note of the series."""
    places = _series(printed, markers, max([len(_chain(printed)), *markers]))
    ends = [*places[1:], len(printed)]
    return tuple(
        (printed[place].label or 0, tuple(printed[place:end]))
        for place, end in zip(places, ends, strict=True)
    )


def _series(printed: Sequence[Block], markers: Set[int], last: int) -> list[int]:
    """Choose a rising series of numbered blocks from the first on (longest path, lists avoided).

    A gap in the series is unlikely, less so before a note that a marker of the letter asks for.
    """
    labelled = [(place, block.label) for place, block in enumerate(printed) if block.label is not None]
    labelled = [(place, label) for place, label in labelled if label <= last]
    worth: list[float] = []
    links: list[int | None] = []
    for position, (place, label) in enumerate(labelled):
        unlikely = 0.5 if label in markers else 2.0
        gaps = [
            (worth[earlier] - unlikely * (label - labelled[earlier][1] - 1), earlier)
            for earlier in range(position)
            if labelled[earlier][1] < label
        ]
        before, link = max(gaps, key=lambda pair: pair[0], default=(0.0, None))
        worth.append(before + (1.0 - 0.8 * _is_in_list(printed, place) if position else 5.0))
        links.append(link)
    chosen: list[int] = []
    at: int | None = max(range(len(worth)), key=lambda position: worth[position])
    while at is not None:
        chosen.append(labelled[at][0])
        at = links[at]
    return chosen[::-1]


def _is_in_list(printed: Sequence[Block], place: int) -> bool:
    """Say whether a numbered block is an item of a list that starts under a colon or quotation."""
    label = printed[place].label or 0
    at = place
    while at > 0 and label > 1 and printed[at - 1].label == label - 1:
        at, label = at - 1, label - 1
    if at == 0:
        return False
    return plain(printed[at - 1].text).rstrip().endswith((":", "“", '"'))


def _styles(blocks: Sequence[Block], surnames: tuple[str, ...]) -> list[ParagraphStyle]:
    styles = [_style(block) for block in blocks]
    for place, block in enumerate(blocks[:FIRST_LINES]):
        if styles[place] == "paragraph" and _is_salutation(block):
            styles[place] = "salutation"
            break
    in_postscript = False
    for place, block in enumerate(blocks):
        if _POSTSCRIPT.match(plain(block.text)):
            in_postscript = True
        if styles[place] == "paragraph" and place > 0 and _is_signature(block, surnames):
            styles[place] = "signature"
        elif in_postscript and styles[place] == "paragraph":
            styles[place] = "postscript"
    return styles


def _style(block: Block) -> ParagraphStyle:
    if block.kind in ("heading", "table"):
        return "heading" if block.kind == "heading" else "table"
    return "item" if _is_item(block) else "paragraph"


def _is_address(block: Block) -> bool:
    """Say whether a line by itself addresses the reader; what follows may begin with a small letter."""
    text = plain(block.text)
    return len(text) < SHORT_LINE and text.endswith((",", "!")) and bool(_ADDRESS.match(text))


def _is_salutation(block: Block) -> bool:
    text = plain(block.text)
    return len(text) < SHORT_LINE and (text.endswith(("!", ",")) or bool(_ADDRESS.match(text)))


def _is_signature(block: Block, surnames: tuple[str, ...]) -> bool:
    """A short line that names a sender or gives the initials."""
    text = plain(block.text)
    named = any(name in text for name in surnames)
    initials = re.fullmatch(r"(?:[A-Z][a-z]{0,2}\.\s?){1,3}(?:St\.?)?", text)
    return len(text) < SHORT_LINE and len(text.split()) <= 8 and (named or initials is not None)
