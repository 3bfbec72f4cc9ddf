"""A printed document → its unit and the units of its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.dates.datelines import format_span
from corpus.model import ArchiveReference, PersonRef, ReportLine, Unit
from corpus.persons.heads import NamedParty
from corpus.persons.person_index import Register
from corpus.readers.assembly import make_note
from corpus.readers.printed.documents import PrintedDocument
from corpus.readers.printed.illustrations import cut_illustrations
from corpus.readers.printed.inline import plain
from corpus.readers.printed.letter_metadata import date_of, medium_of, place_of
from corpus.readers.printed.letters import make_letter, make_note_paragraphs, sort_letter
from corpus.readers.printed.paragraphs import Block, blocks
from corpus.readers.printed.rejoin import Vocabulary
from corpus.references.archives import read_archive_reference
from corpus.unit_id import UnitId, document_id


@dataclass(frozen=True, slots=True)
class DocumentSetting:
    """What a document has from where it stands."""

    edition: str
    is_appendix: bool
    chapter: str | None
    year: int | None
    archive: str | None


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
    names = [person.name for person in (*senders, *recipients)]
    plates_cut, report = cut_illustrations(blocks(printed.lines))
    own, running_heads = _without_running_heads(plates_cut, setting.chapter)
    sorted_letter = sort_letter(own, surnames)
    paragraphs, joins = make_letter(sorted_letter.letter, vocabulary, surnames)
    span, warnings = date_of(printed.dateline, printed.line, paragraphs, setting.year)
    archive, archive_warnings = _archive(printed, setting)
    document = Unit(
        document_id(setting.edition, printed.number, appendix=setting.is_appendix),
        setting.edition,
        "document",
        ", ".join(part for part in (printed.head_text, format_span(span)) if part),
        0,
        paragraphs,
        number=str(printed.number),
        chapter=setting.chapter,
        medium=printed.head.medium or medium_of(sorted_letter.letter),
        dateline=printed.dateline,
        date=span,
        senders=senders,
        recipients=recipients,
        place=place_of(sorted_letter.letter, printed.dateline, names),
        archive=archive,
        language="",
    )
    notes, note_report = _notes(sorted_letter.notes, document, vocabulary)
    tied, marker_report = _tie(document, notes)
    lines = (*report, *running_heads, *joins, *warnings, *archive_warnings, *note_report, *marker_report)
    return DocumentUnits(tied, notes, lines)


def _refs(parties: Sequence[NamedParty], register: Register) -> tuple[PersonRef, ...]:
    return tuple(PersonRef(register.entry(party.name, party.kind).id, party.name) for party in parties)


def _archive(
    printed: PrintedDocument, setting: DocumentSetting
) -> tuple[ArchiveReference | None, list[ReportLine]]:
    if printed.archive is None:
        return None, [ReportLine("warning", "archive-missing", "no archive line", printed.line)]
    reference, warnings = read_archive_reference(printed.archive, archive=setting.archive)
    lines = [
        ReportLine("warning", "archive-line", f"“{printed.archive}”: {warning}", printed.line)
        for warning in warnings
    ]
    return reference, lines


def _without_running_heads(
    printed: tuple[Block, ...], chapter: str | None
) -> tuple[tuple[Block, ...], list[ReportLine]]:
    """Drop blocks that are nothing but the chapter's title: running heads that a page break left."""
    heads = [block for block in printed if chapter and plain(block.text) == chapter]
    report = [
        ReportLine("dropped", "running-head", f"“{chapter}” at a page break", head.line) for head in heads
    ]
    return tuple(block for block in printed if block not in heads), report


def _notes(
    sorted_notes: Sequence[tuple[int, tuple[Block, ...]]], document: Unit, vocabulary: Vocabulary
) -> tuple[tuple[Unit, ...], list[ReportLine]]:
    notes: list[Unit] = []
    report: list[ReportLine] = []
    called = f"{'appendix ' if UnitId(document.id).is_appendix else ''}document {document.number}"
    for label, printed in sorted_notes:
        paragraphs, joins = make_note_paragraphs(printed, vocabulary)
        report += joins
        notes.append(make_note(document, str(label), paragraphs, called))
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
    name = UnitId(document.id).name
    report = [
        ReportLine("warning", "marker-without-note", f"{name}: marker {label} has no note", line)
        for label, line in markers.items()
        if label not in ids
    ]
    report += [
        ReportLine(
            "warning",
            "note-without-marker",
            f"{name}: note {note.number} has no marker",
            note.paragraphs[0].line,
        )
        for note in notes
        if note.number not in markers
    ]
    return replace(document, paragraphs=tied), report
