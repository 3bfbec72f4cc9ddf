"""A printed document → its unit and the units of its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from corpus.dates.datelines import format_span
from corpus.model import ArchiveReference, PersonRef, ReportLine, Unit
from corpus.persons.heads import HeadParty
from corpus.persons.person_index import PersonIndex
from corpus.readers.printed.documents import PrintedDocument
from corpus.readers.printed.illustrations import cut_illustrations
from corpus.readers.printed.inline import plain
from corpus.readers.printed.letter_metadata import date_of, medium_of, place_of
from corpus.readers.printed.letters import is_signature, make_letter, make_note_paragraphs
from corpus.readers.printed.notes import UnitWithNotes, make_notes, report_ties, split_letter
from corpus.readers.printed.paragraphs import Block, blocks
from corpus.readers.printed.rejoin import Vocabulary
from corpus.references.archives import parse_archive_reference_with_warnings
from corpus.unit_id import document_id


@dataclass(frozen=True, slots=True)
class DocumentSetting:
    """What a document has from where it stands."""

    edition: str
    is_appendix: bool
    chapter: str | None
    year: int | None
    archive: str | None


def make_document(
    printed: PrintedDocument, setting: DocumentSetting, person_index: PersonIndex, vocabulary: Vocabulary
) -> UnitWithNotes:
    """Make the units of one document."""
    senders, recipients = (
        _refs(printed.head.senders, person_index),
        _refs(printed.head.recipients, person_index),
    )
    surnames = [person.name for person in senders]
    names = [person.name for person in (*senders, *recipients)]
    plates_cut, report = cut_illustrations(blocks(printed.lines))
    own, running_heads = _without_running_heads(plates_cut, setting.chapter)
    split = split_letter(own, partial(is_signature, surnames=tuple(surnames)))
    paragraphs, joins = make_letter(split.text, vocabulary, surnames)
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
        medium=printed.head.medium or medium_of(split.text),
        dateline=printed.dateline,
        date=span,
        senders=senders,
        recipients=recipients,
        place=place_of(split.text, printed.dateline, names),
        archive=archive,
        language="",
    )
    called = f"{'appendix ' if setting.is_appendix else ''}document {document.number}"
    make_paragraphs = partial(make_note_paragraphs, vocabulary=vocabulary)
    document, notes, note_report = make_notes(document, split.notes, called, make_paragraphs)
    ties = report_ties(document, notes)
    lines = (*report, *running_heads, *joins, *warnings, *archive_warnings, *note_report, *ties)
    return UnitWithNotes(document, notes, lines)


def _refs(parties: Sequence[HeadParty], person_index: PersonIndex) -> tuple[PersonRef, ...]:
    return tuple(
        PersonRef(person_index.get_or_add(party.name, party.kind).id, party.name) for party in parties
    )


def _archive(
    printed: PrintedDocument, setting: DocumentSetting
) -> tuple[ArchiveReference | None, list[ReportLine]]:
    if printed.archive is None:
        return None, [ReportLine("warning", "archive-missing", "no archive line", printed.line)]
    reference, warnings = parse_archive_reference_with_warnings(printed.archive, archive=setting.archive)
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
