"""One document of a volume: head, dateline, source, text and notes → units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import ArchiveReference, DateSpan, Unit
from corpus.readers.assembly import EDITORIAL_NOTE, Assembly, make_note
from corpus.unit_id import UnitId

from .blocks import BlockReader, pages_of
from .dates import date_in, read_date
from .heads import Marked, parse_document_head
from .inline import Block, Pages, TextBuilder
from .naming import Names, each_once
from .nodes import Node
from .notes import SOURCE, FoundNote, NoteTaker

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
class ReadUnit:
    """A unit and the paragraphs it was made of, with their links."""

    unit: Unit
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a document stands."""

    chapter: str | None
    names: Names
    pages: Pages
    assembly: Assembly
    file: str


@dataclass(slots=True)
class _Parts:
    """The parts of a document as they come."""

    head: Block | None = None
    dateline: Block | None = None
    date: Node | None = None


def read_document(div: Node, id: str, setting: Setting) -> tuple[list[ReadUnit], NoteTaker]:
    """Read a document and its notes; the document comes first."""
    taker = NoteTaker(id, setting.pages)
    parts = _Parts()
    blocks = _read_parts(div, parts, taker, setting.pages)
    unit = _document(div, parts, blocks, taker, setting)
    named = f"document {unit.number or UnitId(id).name}"
    notes = list(read_notes(taker, unit, named, setting.names))
    source = next((one.unit for one in notes if UnitId(one.unit.id).label in _source_suffixes(taker)), None)
    if source:
        unit = _with_source(unit, source.text)
    return [ReadUnit(unit, tuple(blocks)), *notes], taker


def read_notes(taker: NoteTaker, parent: Unit, named: str, names: Names) -> Iterator[ReadUnit]:
    """Read the notes taken, and those that are found in them meanwhile."""
    for note in taker.found:
        blocks = BlockReader(Pages(note.page), taker.mark).read(note.node)
        if not blocks:
            continue
        paragraphs = tuple(block.paragraph for block in blocks)
        title = _note_title(note, named)
        unit = make_note(parent, note.number or "", paragraphs, named, suffix=note.suffix, title=title)
        mentioned, pages = names.mentions(blocks), pages_of(note.page, blocks)
        yield ReadUnit(replace(unit, mentions=mentioned, pages=pages), tuple(blocks))


def read_line(node: Node, pages: Pages, taker: NoteTaker) -> Block | None:
    """Read an element as one line."""
    builder = TextBuilder(pages, taker.mark, line=node.line)
    for child in node.children:
        if isinstance(child, str):
            builder.add(child)
        else:
            builder.node(child)
    return builder.block()


def _read_parts(div: Node, parts: _Parts, taker: NoteTaker, pages: Pages) -> list[Block]:
    """Read the text; head and dateline are set aside."""
    head = next((node for node in div.elements if node.tag == "head"), None)
    openers = [div, *(node for node in div.elements if node.tag in ("opener", "closer"))]
    datelines = [node for opener in openers for node in opener.elements if node.tag == "dateline"]
    dateline = next((node for node in datelines if node.first("date")), next(iter(datelines), None))

    def aside(node: Node) -> bool:
        if node is head:
            parts.head = read_line(node, pages, taker)
        elif node is dateline:
            parts.dateline = read_line(node, pages, taker)
            parts.date = node.first("date")
        return node is head or node is dateline

    return BlockReader(pages, taker.mark, aside).read(div)


def _document(
    div: Node,
    parts: _Parts,
    blocks: list[Block],
    taker: NoteTaker,
    setting: Setting,
) -> Unit:
    links = parts.head.links if parts.head else ()
    marks = (Marked(link.start, link.end, link.node.get("type") or "") for link in links)
    printed = parts.head.paragraph.text if parts.head else ""
    head = parse_document_head(printed, [mark for mark in marks if mark.role in ("from", "to")])
    title = head.title or f"Document {div.get('n') or div.id or ''}".strip()
    dateline = parts.dateline.paragraph.text if parts.dateline else None
    date = _date(parts, dateline, "" if head.medium == EDITORIAL_NOTE else title, setting)
    senders, recipients = (
        each_once(setting.names.party(party, links) for party in parties)
        for parties in (head.senders, head.recipients)
    )
    return Unit(
        taker.parent,
        setting.assembly.edition.id,
        "document",
        _dated(title, date),
        0,
        tuple(block.paragraph for block in blocks),
        number=div.get("n"),
        chapter=setting.chapter,
        medium=head.medium,
        dateline=dateline,
        date=date,
        senders=senders,
        recipients=recipients,
        mentions=setting.names.mentions(blocks, (*senders, *recipients), parts.head),
        place=_place(parts, dateline),
        pages=pages_of(parts.head.paragraph.page if parts.head else None, blocks),
        language="",
    )


def _date(parts: _Parts, dateline: str | None, title: str, setting: Setting) -> DateSpan | None:
    """The dateline's date, else the one that dateline or head names in words."""
    if parts.date:
        try:
            before = _before_date(parts, dateline)
            span = read_date(parts.date, bracketed="[" in before and "]" not in before)
            if span:
                return span
        except ValueError as error:
            line, file = parts.date.line, setting.file
            setting.assembly.add_report_line("warning", "date-unreadable", str(error), line, file)
    return (date_in(dateline) if dateline else None) or date_in(title)


def _before_date(parts: _Parts, dateline: str | None) -> str:
    """What stands before the date in the dateline, all of it if the date has no words."""
    printed = parts.date.text if parts.date else ""
    return (dateline or "").partition(printed)[0] if printed else dateline or ""


def _dated(title: str, date: DateSpan | None) -> str:
    """Put the date after a title that does not name it itself."""
    if date is None or not date.years or str(date.years[0]) in title:
        return title
    return f"{title}, {date.display}"


def _place(parts: _Parts, dateline: str | None) -> str | None:
    """What stands before the date in the dateline."""
    match = _PLACE.match(_before_date(parts, dateline).strip(" ,.[]"))
    return None if not match or _NO_PLACE.search(match["place"]) else match["place"].strip(" ,.") or None


def _note_title(note: FoundNote, named: str) -> str:
    if note.node.get("type") == SOURCE:
        return f"Source note to {named}"
    return f"Note {note.number or note.suffix} to {named}"


def _source_suffixes(taker: NoteTaker) -> list[str]:
    return [note.suffix for note in taker.found if note.node.get("type") == SOURCE]


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
