"""One document of a volume: head, dateline, source, text and notes → units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import ArchiveReference, DateSpan, Unit
from corpus.readers.assembly import EDITORIAL_NOTE, Assembly, make_note
from corpus.unit_id import UnitId

from .blocks import BlockParser, pages_of_blocks
from .dates import find_date, parse_date_element
from .heads import MarkedParty, parse_diplomatic_head
from .inline import PageTracker, TextBlock, TextBuilder
from .name_resolution import NameResolver, unique_refs
from .notes import SOURCE, CollectedNote, NoteCollector
from .xml_tree import XmlElement

_SOURCE = re.compile(r"(?:Sources?:\s*)?(?P<where>.+?)(?:(?<![A-Z])\.(?=\s+[A-Z“])|\.?\Z)", re.DOTALL)
_LABELLED = re.compile(r"Sources?:\s*")
_MEDIUM_AFTER = re.compile(
    r":\s*(?:Circular\s+)?(?P<medium>Telegram|Airgram|Despatch|Letter|Memorandum)\.?\Z", re.I
)
_PLACE = re.compile(r"[\[(\s]*(?P<place>[^\W\d][^\[\]()\d]*?)[\])\s,]*\Z")
_NO_PLACE = re.compile(
    r"\b(?:undated|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_LONGEST_ARCHIVE = 240


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit and the paragraphs it was made of, with their links."""

    unit: Unit
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class VolumeContext:
    """Where a document stands."""

    chapter: str | None
    names: NameResolver
    pages: PageTracker
    assembly: Assembly
    file: str


@dataclass(slots=True)
class _DocumentParts:
    """The parts of a document as they come."""

    head: TextBlock | None = None
    dateline: TextBlock | None = None
    date: XmlElement | None = None


def parse_document(
    div: XmlElement, id: str, context: VolumeContext
) -> tuple[list[ParsedUnit], NoteCollector]:
    """Read a document and its notes; the document comes first."""
    collector = NoteCollector(id, context.pages)
    parts = _DocumentParts()
    blocks = _parse_parts(div, parts, collector, context.pages)
    unit = _document(div, parts, blocks, collector, context)
    named = f"document {unit.number or UnitId(id).name}"
    notes = list(parse_notes(collector, unit, named, context.names))
    source = next(
        (one.unit for one in notes if UnitId(one.unit.id).label in _source_suffixes(collector)), None
    )
    if source:
        unit = _with_source(unit, source.text)
    return [ParsedUnit(unit, tuple(blocks)), *notes], collector


def parse_notes(
    collector: NoteCollector, parent: Unit, named: str, names: NameResolver
) -> Iterator[ParsedUnit]:
    """Read the notes taken, and those that are found in them meanwhile."""
    for note in collector.notes:
        blocks = BlockParser(PageTracker(note.page), collector.marker_for).parse(note.element)
        if not blocks:
            continue
        paragraphs = tuple(block.paragraph for block in blocks)
        title = _note_title(note, named)
        unit = make_note(parent, note.number or "", paragraphs, named, suffix=note.suffix, title=title)
        mentioned, pages = names.mentions(blocks), pages_of_blocks(note.page, blocks)
        yield ParsedUnit(replace(unit, mentions=mentioned, pages=pages), tuple(blocks))


def parse_line(element: XmlElement, pages: PageTracker, collector: NoteCollector) -> TextBlock | None:
    """Read an element as one line."""
    builder = TextBuilder(pages, collector.marker_for, line=element.line)
    for child in element.children:
        if isinstance(child, str):
            builder.add_text(child)
        else:
            builder.add_element(child)
    return builder.build()


def _parse_parts(
    div: XmlElement, parts: _DocumentParts, collector: NoteCollector, pages: PageTracker
) -> list[TextBlock]:
    """Read the text; head and dateline are set aside."""
    head = next((element for element in div.child_elements if element.tag == "head"), None)
    openers = [div, *(element for element in div.child_elements if element.tag in ("opener", "closer"))]
    datelines = [
        element for opener in openers for element in opener.child_elements if element.tag == "dateline"
    ]
    dateline = next((element for element in datelines if element.find("date")), next(iter(datelines), None))

    def intercept(element: XmlElement) -> bool:
        if element is head:
            parts.head = parse_line(element, pages, collector)
        elif element is dateline:
            parts.dateline = parse_line(element, pages, collector)
            parts.date = element.find("date")
        return element is head or element is dateline

    return BlockParser(pages, collector.marker_for, intercept).parse(div)


def _document(
    div: XmlElement,
    parts: _DocumentParts,
    blocks: list[TextBlock],
    collector: NoteCollector,
    context: VolumeContext,
) -> Unit:
    links = parts.head.links if parts.head else ()
    marks = (MarkedParty(link.start, link.end, link.element.get("type") or "") for link in links)
    printed = parts.head.paragraph.text if parts.head else ""
    head = parse_diplomatic_head(printed, [mark for mark in marks if mark.role in ("from", "to")])
    title = head.title or f"Document {div.get('n') or div.id or ''}".strip()
    dateline = parts.dateline.paragraph.text if parts.dateline else None
    date = _date(parts, dateline, "" if head.medium == EDITORIAL_NOTE else title, context)
    senders, recipients = (
        unique_refs(context.names.party(party, links) for party in parties)
        for parties in (head.senders, head.recipients)
    )
    return Unit(
        collector.parent,
        context.assembly.edition.id,
        "document",
        _dated(title, date),
        0,
        tuple(block.paragraph for block in blocks),
        number=div.get("n"),
        chapter=context.chapter,
        medium=head.medium,
        dateline=dateline,
        date=date,
        senders=senders,
        recipients=recipients,
        mentions=context.names.mentions(blocks, (*senders, *recipients), parts.head),
        place=_place(parts, dateline),
        pages=pages_of_blocks(parts.head.paragraph.page if parts.head else None, blocks),
        language="",
    )


def _date(parts: _DocumentParts, dateline: str | None, title: str, context: VolumeContext) -> DateSpan | None:
    """The dateline's date, else the one that dateline or head names in words."""
    if parts.date:
        try:
            before = _before_date(parts, dateline)
            span = parse_date_element(parts.date, bracketed="[" in before and "]" not in before)
            if span:
                return span
        except ValueError as error:
            line, file = parts.date.line, context.file
            context.assembly.add_report_line("warning", "date-unreadable", str(error), line, file)
    return (find_date(dateline) if dateline else None) or find_date(title)


def _before_date(parts: _DocumentParts, dateline: str | None) -> str:
    """What stands before the date in the dateline, all of it if the date has no words."""
    printed = parts.date.text if parts.date else ""
    return (dateline or "").partition(printed)[0] if printed else dateline or ""


def _dated(title: str, date: DateSpan | None) -> str:
    """Put the date after a title that does not name it itself."""
    if date is None or not date.years or str(date.years[0]) in title:
        return title
    return f"{title}, {date.display}"


def _place(parts: _DocumentParts, dateline: str | None) -> str | None:
    """What stands before the date in the dateline."""
    match = _PLACE.match(_before_date(parts, dateline).strip(" ,.[]"))
    return None if not match or _NO_PLACE.search(match["place"]) else match["place"].strip(" ,.") or None


def _note_title(note: CollectedNote, named: str) -> str:
    if note.element.get("type") == SOURCE:
        return f"Source note to {named}"
    return f"Note {note.number or note.suffix} to {named}"


def _source_suffixes(collector: NoteCollector) -> list[str]:
    return [note.suffix for note in collector.notes if note.element.get("type") == SOURCE]


def _with_source(unit: Unit, text: str) -> Unit:
    """Give a document the archive and the medium that its source note names."""
    after = _MEDIUM_AFTER.search(text)
    match = _SOURCE.match(text[: after.start()] if after else text)
    where = " ".join(match["where"].split()) if match else ""
    archive = where.partition(",")[0] if _LABELLED.match(text) and "," in where else None
    reference = (
        ArchiveReference(where, archive, scheme="free") if 0 < len(where) <= _LONGEST_ARCHIVE else None
    )
    medium = unit.medium or (after["medium"].lower() if after else None)
    return replace(unit, archive=reference, medium=medium)
