"""The document parser for volumes: head, dateline, source note, text and notes become units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import ArchiveReference, DateSpan, PersonRef, Unit
from corpus.readers.assembly import EDITORIAL_NOTE, Assembly, make_note
from corpus.unit_id import UnitId

from .blocks import BlockParser, pages_of_blocks
from .dates import CONTRADICTED, contradiction, find_date, find_dateline_date, parse_date_element
from .facsimiles import Facsimiles
from .heads import MarkedParty, parse_diplomatic_head, parse_listed_party
from .inline import PageTracker, TextBlock, TextBuilder, TextContext
from .name_resolution import NameResolver, unique_refs
from .notes import SOURCE_TYPE, CollectedNote, NoteCollector
from .places import find_place, identify_place
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
_MAX_ARCHIVE_LENGTH = 240
_MAX_PLACE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit, and the text blocks it was made from, with their links."""

    unit: Unit
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class VolumeContext:
    """The context in which a document of a volume is parsed.

    ``pages`` tracks the current page, ``text`` is the context of all texts of the edition, ``file`` is the
    file's name for the report, ``facsimiles`` has the images of the pages.
    """

    chapter: str | None
    resolver: NameResolver
    pages: PageTracker
    text: TextContext
    assembly: Assembly
    file: str
    facsimiles: Facsimiles


@dataclass(slots=True)
class _DocumentParts:
    """The head and dateline of a document, set while its text is parsed."""

    head: TextBlock | None = None
    dateline: TextBlock | None = None
    date: XmlElement | None = None
    place: XmlElement | None = None


def parse_document(
    div: XmlElement, id: str, context: VolumeContext
) -> tuple[list[ParsedUnit], NoteCollector]:
    """Parse a document and its notes; a date that cannot be parsed is reported.

    Args:
        div: the ``div`` of the document.
        id: the id of its unit.
        context: the volume around it.

    Returns:
        The units, the document first, and the collector of its notes.
    """
    collector = NoteCollector(id, context.pages, context=context.text)
    parts = _DocumentParts()
    blocks = _parse_parts(div, parts, collector, context.pages)
    unit = _document(div, parts, blocks, collector, context)
    label = f"document {unit.number or UnitId(id).name}"
    notes = list(parse_notes(collector, unit, label, context.resolver))
    suffixes = _source_suffixes(collector)
    source = next((note.unit for note in notes if UnitId(note.unit.id).label in suffixes), None)
    if source:
        unit = _with_source(unit, source.text)
    return [ParsedUnit(unit, tuple(blocks)), *notes], collector


def parse_notes(
    collector: NoteCollector, parent: Unit, parent_label: str, resolver: NameResolver
) -> Iterator[ParsedUnit]:
    """Yield the units of the collected notes, including notes within notes, which are collected meanwhile.

    Notes without text are left out.

    Args:
        collector: the notes of ``parent``.
        parent: the unit that the notes belong to.
        parent_label: how titles of the notes name it ("document 24").
        resolver: resolves the names in the notes.
    """
    for note in collector.notes:
        parser = BlockParser(PageTracker(note.page), collector.marks_at, context=collector.context)
        blocks = parser.parse(note.element)
        if not blocks:
            continue
        paragraphs = tuple(block.paragraph for block in blocks)
        title = _note_title(note, parent_label)
        unit = make_note(parent, note.number or "", paragraphs, parent_label, suffix=note.suffix, title=title)
        mentions, pages = resolver.mentions(blocks), pages_of_blocks(note.page, blocks)
        yield ParsedUnit(replace(unit, mentions=mentions, pages=pages), tuple(blocks))


def parse_line(element: XmlElement, pages: PageTracker, collector: NoteCollector) -> TextBlock | None:
    """Parse an element into one block, whatever blocks are in it; None if it has no text."""
    builder = TextBuilder(pages, collector.marks_at, collector.context, line=element.line)
    for child in element.children:
        if isinstance(child, str):
            builder.add_source_text(child)
        else:
            builder.add_element(child)
    return builder.build()


def _parse_parts(
    div: XmlElement, parts: _DocumentParts, collector: NoteCollector, pages: PageTracker
) -> list[TextBlock]:
    """Parse the text of a document into blocks; its head and dateline are stored in ``parts`` instead."""
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
            parts.place = find_place(element)
        return element is head or element is dateline

    return BlockParser(pages, collector.marks_at, intercept, collector.context).parse(div)


def _document(
    div: XmlElement,
    parts: _DocumentParts,
    blocks: list[TextBlock],
    collector: NoteCollector,
    context: VolumeContext,
) -> Unit:
    """Return the unit of a document, made from its parsed parts, without an archive reference."""
    links = parts.head.links if parts.head else ()
    marks = (MarkedParty(link.start, link.end, link.element.get("type") or "") for link in links)
    printed = parts.head.paragraph.text if parts.head else ""
    head = parse_diplomatic_head(printed, [mark for mark in marks if mark.role in ("from", "to")])
    title = head.title or f"Document {div.get('n') or div.id or ''}".strip()
    dateline = parts.dateline.paragraph.text if parts.dateline else None
    date = _date(parts, dateline, "" if head.medium == EDITORIAL_NOTE else title, context)
    senders, recipients = (
        unique_refs(context.resolver.resolve_party(party, links) for party in parties)
        for parties in (head.senders, head.recipients)
    )
    senders = senders or _listed_parties(div, "from", context)
    recipients = recipients or _listed_parties(div, "to", context)
    _report_participants(div, context)
    place = _place(parts, dateline)
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
        mentions=context.resolver.mentions(blocks, (*senders, *recipients), parts.head),
        place=place,
        sent_from=identify_place(parts.place, context.assembly.places) if place else None,
        pages=pages_of_blocks(parts.head.paragraph.page if parts.head else None, blocks),
        images=context.facsimiles.images_of(div),
        language="",
    )


def _listed_items(div: XmlElement, kind: str) -> Iterator[XmlElement]:
    """Yield the items of a document's own lists of a type ("to", "participants")."""
    for element in div.child_elements:
        if element.tag == "list" and element.get("type") == kind:
            yield from (item for item in element.child_elements if item.tag == "item" and item.text)


def _listed_parties(div: XmlElement, kind: str, context: VolumeContext) -> tuple[PersonRef, ...]:
    """Return the persons and offices in a document's lists of a type, "from" or "to"."""
    refs: list[PersonRef] = []
    for item in _listed_items(div, kind):
        block = parse_line(item, PageTracker(), NoteCollector("", PageTracker()))
        links = block.links if block else ()
        marked = [ref for link in links if (ref := context.resolver.resolve_markup(link.element))]
        parties = parse_listed_party(block.paragraph.text) if block and not marked else ()
        refs += marked or [context.resolver.resolve_party(party, links) for party in parties]
    return unique_refs(refs)


def _report_participants(div: XmlElement, context: VolumeContext) -> None:
    """Report the participants of a conversation whom no markup identifies."""
    for item in _listed_items(div, "participants"):
        names = item.find_all("persName")
        if not any(context.resolver.resolve_markup(name) for name in names):
            kind = "participants without an id"
            context.text.account.add("warning", "facts-unused", kind, item.line, item.text)


def _date(parts: _DocumentParts, dateline: str | None, title: str, context: VolumeContext) -> DateSpan | None:
    """Return the date in the dateline's markup, or else the one worded in the dateline or title; or None.

    A date in the markup that cannot be parsed is reported.
    """
    if parts.date:
        try:
            before = _before_date(parts, dateline)
            span = parse_date_element(parts.date, bracketed="[" in before and "]" not in before)
            if span:
                words, account = contradiction(parts.date, span), context.text.account
                if words:
                    account.add("warning", "date-contradicted", CONTRADICTED, parts.date.line, words)
                return span
        except ValueError as error:
            line, file = parts.date.line, context.file
            context.assembly.add_report_line("warning", "date-unreadable", str(error), line, file)
    return (find_dateline_date(dateline) if dateline else None) or find_date(title)


def _before_date(parts: _DocumentParts, dateline: str | None) -> str:
    """Return the dateline's text before the date; all of it if the ``date`` element is empty."""
    printed = parts.date.text if parts.date else ""
    return (dateline or "").partition(printed)[0] if printed else dateline or ""


def _dated(title: str, date: DateSpan | None) -> str:
    """Return a title with the date appended, if there is a date and the title lacks its year."""
    if date is None or not date.years or str(date.years[0]) in title:
        return title
    return f"{title}, {date.display}"


def _place(parts: _DocumentParts, dateline: str | None) -> str | None:
    """Return the place before the date in the dateline, else the one marked up in it; or None."""
    before = _before_date(parts, dateline).strip(" ,.[]")
    match = _PLACE.match(before) if len(before) <= _MAX_PLACE_LENGTH else None
    if match and not _NO_PLACE.search(match["place"]):
        return match["place"].strip(" ,.") or None
    return (parts.place.text.strip(" ,.[]") or None) if parts.place else None


def _note_title(note: CollectedNote, parent_label: str) -> str:
    """Return a note's title: "Source note to document 24", "Note 3 to …", "Commentary on …"."""
    if note.element.get("type") == SOURCE_TYPE:
        return f"Source note to {parent_label}"
    if note.number is None:
        return f"Commentary on {parent_label}"
    return f"Note {note.number or note.suffix} to {parent_label}"


def _source_suffixes(collector: NoteCollector) -> list[str]:
    """Return the id suffixes of the source notes among the collected notes."""
    return [note.suffix for note in collector.notes if note.element.get("type") == SOURCE_TYPE]


def _with_source(unit: Unit, text: str) -> Unit:
    """Return a document with the archive reference and medium that the text of its source note states.

    A medium that is already known stays; a source longer than ``_MAX_ARCHIVE_LENGTH`` is not a reference.
    """
    after = _MEDIUM_AFTER.search(text)
    match = _SOURCE.match(text[: after.start()] if after else text)
    where = " ".join(match["where"].split()) if match else ""
    archive = where.partition(",")[0] if _LABELLED.match(text) and "," in where else None
    reference = (
        ArchiveReference(where, archive, scheme="free") if 0 < len(where) <= _MAX_ARCHIVE_LENGTH else None
    )
    medium = unit.medium or (after["medium"].lower() if after else None)
    return replace(unit, archive=reference, medium=medium)
