"""Turns a printed document into its unit and the units of its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from corpus.dates.datelines import format_span
from corpus.model import ArchiveReference, PersonRef, ReportLine, Unit
from corpus.persons.heads import HeadParty
from corpus.persons.person_index import PersonIndex
from corpus.readers.printed.documents import PrintedDocument
from corpus.readers.printed.illustrations import remove_illustrations
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.letter_metadata import detect_medium, detect_place, resolve_date
from corpus.readers.printed.letters import is_signature, make_letter, make_note_paragraphs
from corpus.readers.printed.notes import (
    UnitWithNotes,
    make_notes,
    report_unmatched_markers,
    split_letter_notes,
)
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks
from corpus.readers.printed.rejoin import Vocabulary
from corpus.references.archives import parse_archive_reference_with_warnings
from corpus.unit_id import document_id


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What a document inherits from its section and edition; ``year`` is for datelines that lack a year."""

    edition: str
    is_appendix: bool
    chapter: str | None
    year: int | None
    archive: str | None


def make_document(
    printed: PrintedDocument, context: DocumentContext, person_index: PersonIndex, vocabulary: Vocabulary
) -> UnitWithNotes:
    """Return the unit of a document and those of its notes, with everything there is to report.

    Illustrations and running heads are removed, notes split off, and date, place, medium, archive reference
    and correspondents resolved; correspondents unknown to ``person_index`` are added to it.
    """
    senders, recipients = (
        _person_refs(printed.head.senders, person_index),
        _person_refs(printed.head.recipients, person_index),
    )
    surnames = [person.name for person in senders]
    names = [person.name for person in (*senders, *recipients)]
    without_plates, report = remove_illustrations(group_blocks(printed.lines))
    blocks, running_heads = _remove_running_heads(without_plates, context.chapter)
    letter = split_letter_notes(blocks, partial(is_signature, surnames=tuple(surnames)))
    paragraphs, joins = make_letter(letter.text, vocabulary, surnames)
    span, warnings = resolve_date(printed.dateline, printed.line, paragraphs, context.year)
    archive, archive_warnings = _resolve_archive(printed, context)
    document = Unit(
        document_id(context.edition, printed.number, appendix=context.is_appendix),
        context.edition,
        "document",
        ", ".join(part for part in (printed.head_text, format_span(span)) if part),
        0,
        paragraphs,
        number=str(printed.number),
        chapter=context.chapter,
        medium=printed.head.medium or detect_medium(letter.text),
        dateline=printed.dateline,
        date=span,
        senders=senders,
        recipients=recipients,
        place=detect_place(letter.text, printed.dateline, names),
        archive=archive,
        language="",
    )
    parent_title = f"{'appendix ' if context.is_appendix else ''}document {document.number}"
    make_paragraphs = partial(make_note_paragraphs, vocabulary=vocabulary)
    document, notes, note_report = make_notes(document, letter.notes, parent_title, make_paragraphs)
    ties = report_unmatched_markers(document, notes)
    lines = (*report, *running_heads, *joins, *warnings, *archive_warnings, *note_report, *ties)
    return UnitWithNotes(document, notes, lines)


def _person_refs(parties: Sequence[HeadParty], person_index: PersonIndex) -> tuple[PersonRef, ...]:
    """Return references to persons, named as in the document's head; unknown ones are added to the index."""
    return tuple(
        PersonRef(person_index.get_or_add(party.name, party.kind).id, party.name) for party in parties
    )


def _resolve_archive(
    printed: PrintedDocument, context: DocumentContext
) -> tuple[ArchiveReference | None, list[ReportLine]]:
    """Parse the archive line; a malformed or missing one (None) is reported."""
    if printed.archive is None:
        return None, [ReportLine("warning", "archive-missing", "there is no archive line", printed.line)]
    reference, warnings = parse_archive_reference_with_warnings(printed.archive, archive=context.archive)
    lines = [
        ReportLine("warning", "archive-line", f"“{printed.archive}”: {warning}", printed.line)
        for warning in warnings
    ]
    return reference, lines


def _remove_running_heads(
    blocks: tuple[SourceBlock, ...], chapter: str | None
) -> tuple[tuple[SourceBlock, ...], list[ReportLine]]:
    """Remove and report blocks that consist of the chapter's title: running heads left at page breaks."""
    running_heads = [block for block in blocks if chapter and plain_text(block.text) == chapter]
    report = [
        ReportLine("dropped", "running-head", f"“{chapter}” at a page break", head.line)
        for head in running_heads
    ]
    return tuple(block for block in blocks if block not in running_heads), report
