"""The documents of a chapter: where each starts, its head, and its letter told from its notes.

A document starts with an optional number ("· 24 ·"), a head ("Stalin to Kaganovich"), a dateline and an
archive line. The number may be lost; then it follows from its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.dates.datelines import parse_dateline_details
from corpus.model import ReportLine
from corpus.persons.heads import CorrespondenceHead, parse_correspondence_head
from corpus.readers.printed.lines import Line
from corpus.references.archives import is_archive_line

_NUMBER = re.compile(
    r"[#\s]*(?:[·•∙.*—–-]\s*(\d{1,4})\s*[·•∙.*—–-]?|(?:No\.?|Letter|Document)\s+(\d{1,4})\.?)\s*"
)
LOOK_AHEAD = 6
"""Non-blank lines in which head, dateline and archive line must stand."""


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document as it stands in the source. ``printed_number`` is None where the number is lost."""

    number: int
    printed_number: int | None
    head: CorrespondenceHead
    head_text: str
    dateline: str | None
    archive: str | None
    line: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PrintedDocuments:
    """The documents of a section in order, and the lines before the first."""

    documents: tuple[PrintedDocument, ...]
    before: tuple[Line, ...]
    report: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    first: int
    body: int
    printed_number: int | None
    head: CorrespondenceHead
    head_text: str
    dateline: str | None
    archive: str | None


def split_documents(lines: Sequence[Line], *, first_number: int) -> PrintedDocuments:
    """Find the documents of a section; ``first_number`` is expected for the first one."""
    starts = _find_starts(lines)
    if not starts:
        return PrintedDocuments((), tuple(lines), ())
    numbers, report = _number(starts, lines, first_number)
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


def _find_starts(lines: Sequence[Line]) -> list[_Start]:
    starts: list[_Start] = []
    place = 0
    while place < len(lines):
        start = _start_at(lines, place)
        if start:
            starts.append(start)
            place = start.body
        else:
            place += 1
    return starts


def _start_at(lines: Sequence[Line], place: int) -> _Start | None:
    """Read a document's start at this line: a number and a head, or a head, dateline and archive line."""
    if lines[place].is_blank:
        return None
    match = _NUMBER.fullmatch(lines[place].plain)
    number = int(match[1] or match[2]) if match else None
    filled = (at for at in range(place + bool(match), len(lines)) if not lines[at].is_blank)
    ahead = list(islice(filled, LOOK_AHEAD))
    for size in (1, 2, 3):
        head_text = " ".join(lines[at].plain for at in ahead[:size])
        head = parse_correspondence_head(head_text) if len(ahead) >= size else None
        if head is None:
            continue
        start = _with_date_and_archive(lines, place, ahead, size, number, head, head_text)
        if start:
            swallowed = match is None and size > 1 and _begins_by_itself(lines, ahead, size)
            return None if swallowed else start
    return None


def _begins_by_itself(lines: Sequence[Line], ahead: list[int], size: int) -> bool:
    """Say whether a head's last line is a head alone and the one before it the end of the letter before."""
    above, last = (lines[at].plain for at in ahead[size - 2 : size])
    return parse_correspondence_head(last) is not None and not above.endswith((",", ";", "&", " and", " to"))


def _with_date_and_archive(
    lines: Sequence[Line],
    place: int,
    ahead: list[int],
    size: int,
    number: int | None,
    head: CorrespondenceHead,
    head_text: str,
) -> _Start | None:
    dateline: str | None = None
    archive: str | None = None
    rest = size
    if rest < len(ahead) and is_dateline(lines[ahead[rest]].plain):
        dateline = lines[ahead[rest]].plain
        rest += 1
    if rest < len(ahead) and is_archive_line(lines[ahead[rest]].text):
        archive = lines[ahead[rest]].plain
        rest += 1
    is_start = archive is not None or (number is not None and dateline is not None)
    if not is_start:
        return None
    return _Start(place, ahead[rest - 1] + 1, number, head, head_text, dateline, archive)


def is_dateline(text: str) -> bool:
    """Say whether a short line is a date and hardly anything else."""
    if len(text) > 80 or not any(sign.isdigit() for sign in text) or is_archive_line(text):
        return False
    span = parse_dateline_details(text).span
    return bool(span.edtf) or span.earliest is not None or span.latest is not None


def _number(
    starts: list[_Start], lines: Sequence[Line], first_number: int
) -> tuple[list[int], list[ReportLine]]:
    """Number the documents: as printed where the number rises, else one more than the one before."""
    numbers: list[int] = []
    report: list[ReportLine] = []
    for start in starts:
        expected = numbers[-1] + 1 if numbers else first_number
        printed = start.printed_number
        line = lines[start.first].number
        if printed is None:
            message = f"document {expected} has lost its number; it follows from its neighbours"
            report.append(ReportLine("info", "number-lost", message, line))
        elif printed != expected:
            message = f"a document is numbered {printed} where {expected} is expected"
            report.append(ReportLine("warning", "number-jumps", message, line))
        numbers.append(printed if printed is not None and printed > expected else expected)
    return numbers, report
