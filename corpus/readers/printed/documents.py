"""The documents of a section: where each starts, its number, head, dateline and archive line.

A document starts with an optional number ("· 24 ·"), a head ("Stalin to Kaganovich"), a dateline and an
archive line. A missing number is inferred from the preceding document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.dates.datelines import parse_dateline_details
from corpus.model import ReportLine
from corpus.persons.heads import CorrespondenceHead, parse_correspondence_head
from corpus.readers.printed.lines import SourceLine
from corpus.references.archives import is_archive_line

_NUMBER = re.compile(
    r"[#\s]*(?:[·•∙.*—–-]\s*(\d{1,4})\s*[·•∙.*—–-]?|(?:No\.?|Letter|Document)\s+(\d{1,4})\.?)\s*"
)
LOOK_AHEAD = 6
"""The number of non-blank lines within which head, dateline and archive line must occur."""


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document in the source, from line number ``line``; ``lines`` are those after its archive line.

    ``printed_number`` is None if no number is printed; ``number`` is then inferred.
    """

    number: int
    printed_number: int | None
    head: CorrespondenceHead
    head_text: str
    dateline: str | None
    archive: str | None
    line: int
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class PrintedDocuments:
    """The documents of a section in order, and the lines ``before`` the first."""

    documents: tuple[PrintedDocument, ...]
    before: tuple[SourceLine, ...]
    report: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class _DocumentStart:
    """The start of a document: indexes of its first line and of its body, and what is printed between."""

    first: int
    body: int
    printed_number: int | None
    head: CorrespondenceHead
    head_text: str
    dateline: str | None
    archive: str | None


def split_documents(lines: Sequence[SourceLine], *, first_number: int) -> PrintedDocuments:
    """Split a section into documents; if there are none, all lines are in ``before``.

    Args:
        first_number: the number expected for the first document.
    """
    starts = _find_starts(lines)
    if not starts:
        return PrintedDocuments((), tuple(lines), ())
    numbers, report = _assign_numbers(starts, lines, first_number)
    ends = [start.first for start in starts[1:]] + [len(lines)]
    documents = tuple(
        PrintedDocument(
            number,
            start.printed_number,
            start.head,
            start.head_text,
            start.dateline,
            start.archive,
            lines[start.first].number,
            tuple(lines[start.body : end]),
        )
        for start, end, number in zip(starts, ends, numbers, strict=True)
    )
    return PrintedDocuments(documents, tuple(lines[: starts[0].first]), tuple(report))


def _find_starts(lines: Sequence[SourceLine]) -> list[_DocumentStart]:
    """Return the starts of all documents in order."""
    starts: list[_DocumentStart] = []
    position = 0
    while position < len(lines):
        start = _start_at(lines, position)
        if start:
            starts.append(start)
            position = start.body
        else:
            position += 1
    return starts


def _start_at(lines: Sequence[SourceLine], position: int) -> _DocumentStart | None:
    """Return the document that starts at the line at an index; None if none does.

    It must have an archive line, or both a number and a dateline; the head takes one to three lines.
    """
    if lines[position].is_blank:
        return None
    match = _NUMBER.fullmatch(lines[position].plain_text)
    number = int(match[1] or match[2]) if match else None
    nonblank = (index for index in range(position + bool(match), len(lines)) if not lines[index].is_blank)
    following = list(islice(nonblank, LOOK_AHEAD))
    for size in (1, 2, 3):
        head_text = " ".join(lines[index].plain_text for index in following[:size])
        head = parse_correspondence_head(head_text) if len(following) >= size else None
        if head is None:
            continue
        start = _with_date_and_archive(lines, position, following, size, number, head, head_text)
        if start:
            head_is_below = match is None and size > 1 and _is_separate_head(lines, following, size)
            return None if head_is_below else start
    return None


def _is_separate_head(lines: Sequence[SourceLine], following: list[int], size: int) -> bool:
    """Return whether a head's last line is a head by itself, below the end of the previous letter.

    Args:
        following: the indexes of the next non-blank lines, from the head on.
        size: the number of lines in the head, at least two.
    """
    above, last = (lines[index].plain_text for index in following[size - 2 : size])
    return parse_correspondence_head(last) is not None and not above.endswith((",", ";", "&", " and", " to"))


def _with_date_and_archive(
    lines: Sequence[SourceLine],
    position: int,
    following: list[int],
    size: int,
    number: int | None,
    head: CorrespondenceHead,
    head_text: str,
) -> _DocumentStart | None:
    """Parse dateline and archive line after a head of ``size`` lines; None if they do not confirm the start.

    Args:
        position: the index of the document's first line.
        following: the indexes of the next non-blank lines, from the head on.
        number: the printed number, if any.
    """
    dateline: str | None = None
    archive: str | None = None
    used = size
    if used < len(following) and is_dateline(lines[following[used]].plain_text):
        dateline = lines[following[used]].plain_text
        used += 1
    if used < len(following) and is_archive_line(lines[following[used]].text):
        archive = lines[following[used]].plain_text
        used += 1
    is_start = archive is not None or (number is not None and dateline is not None)
    if not is_start:
        return None
    return _DocumentStart(position, following[used - 1] + 1, number, head, head_text, dateline, archive)


def is_dateline(text: str) -> bool:
    """Return whether a line of at most 80 characters is hardly more than a date; False for archive lines."""
    if len(text) > 80 or not any(character.isdigit() for character in text) or is_archive_line(text):
        return False
    span = parse_dateline_details(text).span
    return bool(span.edtf) or span.earliest is not None or span.latest is not None


def _assign_numbers(
    starts: list[_DocumentStart], lines: Sequence[SourceLine], first_number: int
) -> tuple[list[int], list[ReportLine]]:
    """Return the number of each document: as printed if higher than expected, otherwise the expected one.

    Expected is the previous number plus 1. Missing and unexpected numbers are reported.
    """
    numbers: list[int] = []
    report: list[ReportLine] = []
    for start in starts:
        expected = numbers[-1] + 1 if numbers else first_number
        printed = start.printed_number
        line = lines[start.first].number
        if printed is None:
            message = f"document {expected} has no printed number; numbered by its position"
            report.append(ReportLine("info", "number-lost", message, line))
        elif printed != expected:
            message = f"a document has the number {printed} instead of {expected}"
            report.append(ReportLine("warning", "number-jumps", message, line))
        numbers.append(printed if printed is not None and printed > expected else expected)
    return numbers, report
