"""Prefaces, essays and chapter introductions: their text rejoined, their footnotes taken out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from corpus.model import Paragraph, ParagraphStyle, ReportLine, Unit
from corpus.readers.printed.drop_caps import normalize_drop_cap
from corpus.readers.printed.illustrations import remove_illustrations
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.note_series import marker_labels
from corpus.readers.printed.notes import UnitWithNotes, make_notes, report_footnote_gaps, split_footnotes
from corpus.readers.printed.paragraphs import TextBlock, group_blocks, join_blocks, make_paragraph
from corpus.readers.printed.rejoin import Vocabulary, continues

LONGEST_TITLE = 60


def read_introduction(
    blocks: tuple[TextBlock, ...],
    vocabulary: Vocabulary,
    *,
    id: str,
    edition: str,
    title: str,
    chapter: str | None = None,
    carried_over: tuple[SourceLine, ...] = (),
    illustrated: bool = False,
) -> UnitWithNotes:
    """Read one introduction.

    Args:
        printed: the section's blocks, with or without its heading.
        vocabulary: the words of the whole source.
        id: the whole address, ``<edition>/1931-introduction``.
        title: what the unit is called ("Introduction to 1931"); its notes are "Note 3 to …".
        carried_over: note lines of this introduction that were printed inside the next document;
            ``missing_labels`` says which to look for there.
        illustrated: the contents page says that illustrations are bound into this section or follow it.
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


def missing_labels(blocks: tuple[TextBlock, ...]) -> tuple[int, ...]:
    """Name the footnotes that have a marker here but no text: they stand inside the next document."""
    remaining, _ = remove_illustrations(blocks)
    note_labels = {label for label, _ in split_footnotes(remaining).notes}
    return tuple(label for label in sorted(marker_labels(remaining)) if label not in note_labels)


def _without_half_titles(blocks: tuple[TextBlock, ...]) -> tuple[tuple[TextBlock, ...], list[ReportLine]]:
    """Drop the section's own heading, which is the unit's title, and the half title of what comes next."""
    start, end = 0, len(blocks)
    while start < end and blocks[start].kind == "heading":
        start += 1
    while end > start and _ends_with_half_title(blocks[start:end]):
        end -= 1
    report = [
        ReportLine(
            "dropped", "half-title", f"“{plain_text(block.text)}” is the title of no text here", block.line
        )
        for block in blocks[end:]
    ]
    return blocks[start:end], report


def _ends_with_half_title(blocks: tuple[TextBlock, ...]) -> bool:
    """The half title of what comes next: a heading, or years under a heading, with no text of its own."""
    last = blocks[-1]
    years = last.kind == "text" and not any(sign.isalpha() for sign in last.text)
    return last.kind == "heading" or (years and len(blocks) > 1 and blocks[-2].kind == "heading")


def _make_paragraphs(
    blocks: Iterable[TextBlock], vocabulary: Vocabulary, *, has_drop_cap: bool = False
) -> tuple[tuple[Paragraph, ...], list[ReportLine]]:
    joined, report = join_blocks(blocks, vocabulary, _continues_block)
    styles = [_style(block, after) for block, after in zip(joined, [*joined[1:], None], strict=True)]
    if has_drop_cap:
        report += _normalize_drop_cap(joined, styles, vocabulary)
    styled = zip(joined, styles, strict=True)
    return tuple(make_paragraph(block.text, block.line, style) for block, style in styled), report


def _continues_block(left: TextBlock, right: TextBlock) -> bool:
    """Say whether a block continues a paragraph; short lines in title case are headings of their own."""
    is_text = left.kind in ("text", "verse") and right.kind == "text"
    return is_text and continues(left.text, right.text) and not _is_heading(left, right)


def _is_heading(block: TextBlock, after: TextBlock) -> bool:
    return _is_title(block.text) and after.text[:1].isupper()


def _is_title(text: str) -> bool:
    """A short line without an end whose long words are all capitalised."""
    words = [word for word in plain_text(text).split() if len(word) > 3]
    return len(text) < LONGEST_TITLE and all(word[0].isupper() for word in words) and text[-1:].isalpha()


def _style(block: TextBlock, after: TextBlock | None) -> ParagraphStyle:
    if block.kind in ("heading", "table"):
        return "heading" if block.kind == "heading" else "table"
    is_text = after is not None and after.kind == "text"
    if after and is_text and continues(block.text, after.text) and _is_heading(block, after):
        return "heading"
    return "item" if block.label is not None else "paragraph"


def _normalize_drop_cap(
    joined: list[TextBlock], styles: list[ParagraphStyle], vocabulary: Vocabulary
) -> list[ReportLine]:
    """Make the drop-cap start of the first paragraph normal words."""
    index = styles.index("paragraph") if "paragraph" in styles else None
    first = joined[index] if index is not None else None
    if first is None or (lowered := normalize_drop_cap(first.text, vocabulary)) == first.text:
        return []
    joined[index or 0] = replace(first, text=lowered)
    message = f"drop cap “{_first_words(first.text)}” read as “{_first_words(lowered)}”"
    return [ReportLine("info", "drop-cap", message, first.line)]


def _first_words(text: str) -> str:
    return " ".join(plain_text(text[:60]).split()[:4])
