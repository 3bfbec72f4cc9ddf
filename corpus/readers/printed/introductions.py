"""Prefaces, essays and chapter introductions: their text rejoined, their footnotes split off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from corpus.model import Paragraph, ParagraphStyle, ReportLine, Unit
from corpus.readers.printed.drop_caps import normalize_drop_cap
from corpus.readers.printed.illustrations import remove_illustrations
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.note_series import marker_labels
from corpus.readers.printed.notes import UnitWithNotes, make_notes, report_footnote_gaps, split_footnotes
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks, join_blocks, make_paragraph
from corpus.readers.printed.rejoin import Vocabulary, continues

LONGEST_TITLE = 60
"""The length in characters that a heading in title case does not reach."""


def read_introduction(
    blocks: tuple[SourceBlock, ...],
    vocabulary: Vocabulary,
    *,
    id: str,
    edition: str,
    title: str,
    chapter: str | None = None,
    carried_over: tuple[SourceLine, ...] = (),
    illustrated: bool = False,
) -> UnitWithNotes:
    """Return the unit of one introduction and those of its footnotes, with everything there is to report.

    Args:
        blocks: the section's blocks, with or without its heading.
        vocabulary: the words of the whole source.
        id: the unit's id, ``<edition>/1931-introduction``.
        title: the unit's title ("Introduction to 1931"); its notes are called "Note 3 to …".
        carried_over: lines of this introduction's footnotes that were printed in the next document;
            ``missing_labels`` returns the numbers to look for there.
        illustrated: the contents page places illustrations in this section or right after it.
    """
    body, report = _without_half_titles(blocks)
    remaining, dropped = remove_illustrations(body, illustrated=illustrated)
    report += dropped
    section = split_footnotes(remaining, group_blocks(carried_over))
    paragraphs, joins = _make_paragraphs(section.text, vocabulary, has_drop_cap=True)
    report += joins + report_footnote_gaps(section.text, section.notes)
    unit = Unit(id, edition, "introduction", title, 0, paragraphs, chapter=chapter, language="")
    make_paragraphs = partial(_make_paragraphs, vocabulary=vocabulary)
    unit, notes, note_joins = make_notes(unit, section.notes, title, make_paragraphs)
    return UnitWithNotes(unit, notes, tuple(report + note_joins))


def missing_labels(blocks: tuple[SourceBlock, ...]) -> tuple[int, ...]:
    """Return the numbers of the footnotes that have a marker here but no text, in rising order.

    Their text may be printed in the next document.
    """
    remaining, _ = remove_illustrations(blocks)
    note_labels = {label for label, _ in split_footnotes(remaining).notes}
    return tuple(label for label in sorted(marker_labels(remaining)) if label not in note_labels)


def _without_half_titles(blocks: tuple[SourceBlock, ...]) -> tuple[tuple[SourceBlock, ...], list[ReportLine]]:
    """Remove the headings at the section's start, and the half title of the next part, which is reported."""
    start, end = 0, len(blocks)
    while start < end and blocks[start].kind == "heading":
        start += 1
    while end > start and _ends_with_half_title(blocks[start:end]):
        end -= 1
    report = [
        ReportLine("dropped", "half-title", f"“{plain_text(block.text)}” is a title without text", block.line)
        for block in blocks[end:]
    ]
    return blocks[start:end], report


def _ends_with_half_title(blocks: tuple[SourceBlock, ...]) -> bool:
    """Return whether the last of the blocks is a half title: a heading, or years below a heading."""
    last = blocks[-1]
    years = last.kind == "text" and not any(character.isalpha() for character in last.text)
    return last.kind == "heading" or (years and len(blocks) > 1 and blocks[-2].kind == "heading")


def _make_paragraphs(
    blocks: Iterable[SourceBlock], vocabulary: Vocabulary, *, has_drop_cap: bool = False
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    """Return the paragraphs of rejoined blocks, each with its style, and the report.

    Args:
        has_drop_cap: whether to normalize a drop cap in the first paragraph.
    """
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    styles = [_style(block, after) for block, after in zip_longest(joined, joined[1:])]
    if has_drop_cap:
        report += _normalize_drop_cap(joined, styles, vocabulary)
    styled = zip(joined, styles, strict=True)
    return tuple(make_paragraph(block.text, block.line, style) for block, style in styled), report


def _continues_block(left: SourceBlock, right: SourceBlock) -> bool:
    """Return whether ``right`` is text that continues ``left``, a paragraph or verse but not a heading."""
    is_text = left.kind in ("text", "verse") and right.kind == "text"
    return is_text and continues(left.text, right.text) and not _is_heading(left, right)


def _is_heading(block: SourceBlock, after: SourceBlock) -> bool:
    """Return whether a block is a heading: a short title before a block that begins with a capital letter."""
    return _is_title(block.text) and after.text[:1].isupper()


def _is_title(text: str) -> bool:
    """Return whether a text is short, ends in a letter and has all its long words capitalised."""
    words = [word for word in plain_text(text).split() if len(word) > 3]
    return len(text) < LONGEST_TITLE and all(word[0].isupper() for word in words) and text[-1:].isalpha()


def _style(block: SourceBlock, after: SourceBlock | None) -> ParagraphStyle:
    """Return a block's style; ``after`` is the next block, None for the last."""
    if block.kind in ("heading", "table"):
        return "heading" if block.kind == "heading" else "table"
    is_text = after is not None and after.kind == "text"
    if after and is_text and continues(block.text, after.text) and _is_heading(block, after):
        return "heading"
    return "item" if block.label is not None else "paragraph"


def _normalize_drop_cap(
    joined: list[SourceBlock], styles: list[ParagraphStyle], vocabulary: Vocabulary
) -> list[ReportLine]:
    """Normalize the drop cap of the first block of style "paragraph", in place; return the report lines."""
    index = styles.index("paragraph") if "paragraph" in styles else None
    first = joined[index] if index is not None else None
    if first is None or (normalized := normalize_drop_cap(first.text, vocabulary)) == first.text:
        return []
    joined[index or 0] = replace(first, text=normalized)
    message = f"drop cap “{_first_words(first.text)}” changed to “{_first_words(normalized)}”"
    return [ReportLine("info", "drop-cap", message, first.line)]


def _first_words(text: str) -> str:
    """Return the first four words of a text, for the report."""
    return " ".join(plain_text(text[:60]).split()[:4])
