"""Groups source lines into blocks, and turns blocks into the paragraphs of a unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.model import Paragraph, ParagraphStyle, ReportLine
from corpus.readers.printed.inline import parse_inline
from corpus.readers.printed.lines import SourceLine, label_of
from corpus.readers.printed.rejoin import Join, Vocabulary, is_finished, rejoin, remove_stray_hyphens

BlockKind = Literal["text", "heading", "table", "verse"]

_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*\Z")
_LONGEST_HEADING = 100
_END_LENGTH = 4_000
"""Characters at the end of a paragraph by which its continuation is recognised."""


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A block of source text: a single line, the rows of a table, or the lines of a stanza."""

    text: str
    line: int
    kind: BlockKind = "text"
    last_line: int = 0

    @property
    def label(self) -> int | None:
        """The number of the note or list item that begins here ("12. …"); None for other blocks."""
        return label_of(self.text) if self.kind == "text" else None


def group_blocks(lines: Iterable[SourceLine]) -> tuple[SourceBlock, ...]:
    """Group lines, separated by blank lines, into blocks; horizontal rules are left out."""
    grouped = groupby((line for line in lines if not line.is_rule), key=lambda line: line.is_blank)
    return tuple(block for is_blank, group in grouped if not is_blank for block in _split_group(list(group)))


def _split_group(group: list[SourceLine]) -> Iterator[SourceBlock]:
    """Yield the blocks of adjacent lines: one table, one stanza, or each line by itself."""
    if any("\t" in line.text.strip("\r\n ") or line.text.startswith("|") for line in group):
        yield _make_block(group, "table")
    elif len(group) > 1 and all(_is_verse(line) for line in group[:-1]) and not _is_list(group):
        yield _make_block(group, "verse")
    else:
        for line in group:
            yield _make_block([line], "heading" if _is_heading(line) else "text")


def _is_heading(line: SourceLine) -> bool:
    """Return whether a line is marked as a heading, or is short and all in bold or in capitals."""
    stripped = line.text.strip()
    if line.level:
        return True
    short = len(stripped) < _LONGEST_HEADING and not is_finished(stripped)
    return short and bool(_BOLD_LINE.match(stripped) or (stripped.isupper() and len(stripped.split()) > 1))


def _make_block(lines: list[SourceLine], kind: BlockKind) -> SourceBlock:
    """Return lines as one block, without the space around them."""
    text = "\n".join(line.text.strip(" \r") for line in lines)
    return SourceBlock(text, lines[0].number, kind, lines[-1].number)


def _is_verse(line: SourceLine) -> bool:
    """Return whether a short, capitalised line ends with two spaces, which is Markdown's line break."""
    return line.text.endswith("  ") and len(line.text) < 80 and line.text.strip()[:1].isupper()


def _is_list(group: list[SourceLine]) -> bool:
    """Return whether one of the lines is numbered."""
    return any(line.label is not None for line in group)


def join_blocks(
    blocks: Iterable[SourceBlock],
    vocabulary: Vocabulary,
    continues_block: Callable[[SourceBlock, SourceBlock], bool],
) -> tuple[list[SourceBlock], list[ReportLine]]:
    """Rejoin blocks split by page breaks and remove stray hyphens; both are reported.

    Args:
        continues_block: returns whether its second block continues its first.
    """
    joined: list[SourceBlock] = []
    report: list[ReportLine] = []
    begun: list[str] = []
    """What precedes the last ``_END_LENGTH`` characters of the last paragraph."""
    for source_block in blocks:
        text, words = remove_stray_hyphens(source_block.text, vocabulary)
        block = replace(source_block, text=text) if words else source_block
        report += report_removed_hyphens(words, block.line)
        if joined and continues_block(joined[-1], block):
            join = rejoin(joined[-1].text, block.text, vocabulary)
            report.append(_report_join(join, block.line))
            begun.append(join.text[:-_END_LENGTH])
            joined[-1] = replace(joined[-1], text=join.text[-_END_LENGTH:], last_line=block.last_line)
        else:
            _complete(joined, begun)
            joined.append(block)
    _complete(joined, begun)
    return joined, report


def _complete(joined: list[SourceBlock], begun: list[str]) -> None:
    """Put the beginning of the last paragraph before its end."""
    if begun:
        joined[-1] = replace(joined[-1], text="".join((*begun, joined[-1].text)))
        begun.clear()


def report_removed_hyphens(words: Iterable[str], line: int) -> list[ReportLine]:
    """Return a report line for each word whose hyphen was removed."""
    return [ReportLine("info", "word-mended", f"stray hyphen removed: “{word}”", line) for word in words]


def make_paragraph(text: str, line: int, style: ParagraphStyle = "paragraph") -> Paragraph:
    """Parse a block's markup into a paragraph; its page breaks have the label "" until pages are known."""
    cleaned = parse_inline(text)
    breaks = tuple((offset, "") for offset in cleaned.breaks)
    return Paragraph(cleaned.text, style, None, cleaned.spans, cleaned.markers, breaks, line)


def _report_join(join: Join, line: int) -> ReportLine:
    """Return the report line of a join; ``line`` is that of the second piece."""
    message = f"“{join.printed}” rejoined as “{join.result}” ({join.kind})"
    return ReportLine("info", "page-break-rejoined", message.replace("\f", ""), line)
