"""A printed document → its unit and the units of its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.archives import read_archive_reference
from corpus.datelines import find_dates, format_span, read_dateline
from corpus.model import ArchiveReference, DateSpan, Paragraph, PersonRef, ReportLine, Unit
from corpus.names import NamedParty
from corpus.readers.printed.documents import PrintedDocument
from corpus.readers.printed.illustrations import cut_illustrations
from corpus.readers.printed.inline import plain
from corpus.readers.printed.letters import make_letter, make_note, sort_letter
from corpus.readers.printed.paragraphs import Block, blocks
from corpus.readers.printed.rejoin import Vocabulary
from corpus.register import Register

_MEDIA = re.compile(
    r"\b(cipher(?:ed)?(?: telegram)?|telegram|phonegram|memorandum|postcard|letter|radiogram)\b",
    re.IGNORECASE,
)
_FROM_PLACE = re.compile(r"\bFrom (?P<place>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)")
_PLACE_NAME = re.compile(r"[A-Z][a-zà-ÿ]{2,}(?:[ -][A-Z][a-zà-ÿ]+)?")
_MEDIUM_NAMES = {"ciphered": "cipher", "cipher telegram": "cipher", "ciphered telegram": "cipher"}
OPENING_LENGTH = 120
OPENING_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class DocumentSetting:
    """What a document has from where it stands."""

    edition: str
    prefix: str
    chapter: str | None
    year: int | None
    archive: str | None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class DocumentUnits:
    """A document, its notes in order, and what was odd; ``order`` is left at 0."""

    document: Unit
    notes: tuple[Unit, ...]
    report: tuple[ReportLine, ...]


def make_document(
    printed: PrintedDocument, setting: DocumentSetting, register: Register, vocabulary: Vocabulary
) -> DocumentUnits:
    """Make the units of one document."""
    senders, recipients = _refs(printed.head.senders, register), _refs(printed.head.recipients, register)
    surnames = [person.name for person in senders]
    own, report = cut_illustrations(blocks(printed.lines))
    sorted_letter = sort_letter(own, surnames)
    paragraphs, joins = make_letter(sorted_letter.letter, vocabulary, surnames)
    span, oddities = _date(printed, paragraphs, setting.year)
    archive, archive_oddities = _archive(printed, setting)
    id = f"{setting.edition}/{setting.prefix}-{printed.number}"
    document = Unit(
        id,
        setting.edition,
        "document",
        ", ".join(part for part in (printed.head_text, format_span(span)) if part),
        0,
        paragraphs,
        number=str(printed.number),
        chapter=setting.chapter,
        medium=printed.head.medium or _medium(sorted_letter.letter),
        dateline=printed.dateline,
        date=span,
        senders=senders,
        recipients=recipients,
        place=_place(sorted_letter.letter, printed.dateline, [*surnames, *(one.name for one in recipients)]),
        archive=archive,
    )
    notes, note_report = _notes(sorted_letter.notes, document, vocabulary)
    tied, marker_report = _tie(document, notes)
    lines = (*report, *joins, *oddities, *archive_oddities, *note_report, *marker_report)
    return DocumentUnits(tied, notes, lines)


def _refs(parties: Sequence[NamedParty], register: Register) -> tuple[PersonRef, ...]:
    return tuple(register.ref(party.name) for party in parties)


def _date(
    printed: PrintedDocument, paragraphs: Sequence[Paragraph], year: int | None
) -> tuple[DateSpan, list[ReportLine]]:
    """Read the dateline and compare it with the date that the letter itself bears."""
    reading = read_dateline(printed.dateline or "", year=year)
    report = [
        ReportLine("oddity", "dateline", f"“{printed.dateline}”: {remark}", printed.line)
        for remark in reading.remarks
    ]
    for paragraph, written in _dates_in_letter(paragraphs, year):
        span = reading.span
        if not _may_be(span, written):
            message = f"the head says “{printed.dateline}”, the letter itself {written.isoformat()}"
            report.append(ReportLine("oddity", "date-contradiction", message, paragraph.line))
        elif span.earliest == span.latest and span.year_source == "chapter":
            return replace(span, year_source="dateline"), report
    return reading.span, report


def _dates_in_letter(paragraphs: Sequence[Paragraph], year: int | None) -> list[tuple[Paragraph, date]]:
    """List the days that short lines at the letter's end give with their year."""
    short = [paragraph for paragraph in paragraphs[-4:] if len(paragraph.text) < 60]
    return [
        (paragraph, found.earliest)
        for paragraph in short
        for found in find_dates(paragraph.text, year=year)
        if found.precision == "day" and found.earliest is not None
    ]


def _may_be(span: DateSpan, day: date) -> bool:
    return (span.earliest is None or span.earliest <= day) and (span.latest is None or day <= span.latest)


def _archive(
    printed: PrintedDocument, setting: DocumentSetting
) -> tuple[ArchiveReference | None, list[ReportLine]]:
    if printed.archive is None:
        return None, [ReportLine("oddity", "archive-missing", "no archive line", printed.line)]
    reference, oddities = read_archive_reference(printed.archive, archive=setting.archive)
    lines = [
        ReportLine("oddity", "archive-line", f"“{printed.archive}”: {oddity}", printed.line)
        for oddity in oddities
    ]
    return reference, lines


def _opening(letter: Sequence[Block]) -> list[str]:
    """The short lines before the text begins, where telegrams say what they are and from where."""
    opening: list[str] = []
    for block in letter[:OPENING_BLOCKS]:
        if len(block.text) > OPENING_LENGTH:
            break
        opening.append(block.text)
    return opening


def _medium(letter: Sequence[Block]) -> str:
    for text in _opening(letter):
        match = _MEDIA.search(text)
        if match:
            found = match[1].lower()
            return _MEDIUM_NAMES.get(found, found)
    return "letter"


def _place(letter: Sequence[Block], dateline: str | None, surnames: Sequence[str]) -> str | None:
    """Find where it was written: in the dateline, in a telegram's opening, or beside the letter's own date."""
    if dateline and (place := read_dateline(dateline).place):
        return place
    for text in _opening(letter):
        if match := _FROM_PLACE.search(text):
            return match["place"]
    ends = (*letter[:2], *letter[2:][-4:])
    lines = [
        plain(line) for block in ends if len(block.text) < OPENING_LENGTH for line in block.text.split("\n")
    ]
    places = (_place_beside_date(lines, at) for at, line in enumerate(lines) if find_dates(line))
    return next((one for one in places if one and not any(name in one for name in surnames)), None)


def _place_beside_date(lines: Sequence[str], at: int) -> str | None:
    """Read "Sochi, 4 June" or the name of a place by itself on the line before."""
    found = find_dates(lines[at])[0]
    rest = lines[at][: found.start] + lines[at][found.end :]
    before = lines[at - 1] if at and not rest.strip(" []().,") else ""
    for text in (rest, before):
        if match := _PLACE_NAME.fullmatch(text.strip(" []().,")):
            return match[0]
    return None


def _notes(
    sorted_notes: Sequence[tuple[int, tuple[Block, ...]]], document: Unit, vocabulary: Vocabulary
) -> tuple[tuple[Unit, ...], list[ReportLine]]:
    notes: list[Unit] = []
    report: list[ReportLine] = []
    name = document.id.rpartition("/")[2].replace("doc-", "document ").replace("app-", "appendix document ")
    for label, printed in sorted_notes:
        paragraphs, joins = make_note(printed, vocabulary)
        report += joins
        notes.append(
            Unit(
                f"{document.id}.n{label}",
                document.edition,
                "note",
                f"Note {label} to {name}",
                0,
                paragraphs,
                number=str(label),
                parent=document.id,
                chapter=document.chapter,
                date=document.date,
            )
        )
    return tuple(notes), report


def _tie(document: Unit, notes: Sequence[Unit]) -> tuple[Unit, list[ReportLine]]:
    """Tie the note markers to the notes; a marker or note without its twin is reported."""
    ids = {note.number: note.id for note in notes}
    tied = tuple(
        replace(
            paragraph,
            markers=tuple(replace(marker, note=ids.get(marker.label)) for marker in paragraph.markers),
        )
        for paragraph in document.paragraphs
    )
    markers = {marker.label: paragraph.line for paragraph in tied for marker in paragraph.markers}
    name = document.id.rpartition("/")[2]
    report = [
        ReportLine("oddity", "marker-without-note", f"{name}: marker {label} has no note", line)
        for label, line in markers.items()
        if label not in ids
    ]
    report += [
        ReportLine(
            "oddity",
            "note-without-marker",
            f"{name}: note {note.number} has no marker",
            note.paragraphs[0].line,
        )
        for note in notes
        if note.number not in markers
    ]
    return replace(document, paragraphs=tied), report
