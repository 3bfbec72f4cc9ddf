"""Units as TEI P5: header with ``correspDesc``, text with notes in place, page breaks, emphasis. Pure.

Guidelines: https://tei-c.org/guidelines/p5/ (chapter 2.4.6 for correspondence).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from corpus.model import DateSpan, Paragraph, Person, PersonRef, Unit
from corpus.unit_id import UnitId
from exports.bibliography import BibliographicRecord
from exports.citation import cite
from exports.xml_documents import Content, element, xml_document

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
MEDIA_TYPE: Final = "application/tei+xml"
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")
_SEE_UNITS: Final = "See the individual units."


@dataclass(frozen=True, slots=True)
class TeiUnit:
    """A unit with its notes."""

    record: BibliographicRecord
    notes: Sequence[Unit]


def write_tei(units: Sequence[TeiUnit]) -> str:
    """Write units as one TEI document, several as a ``teiCorpus``; notes whose document is there stand in it.

    ``xml:id`` is the name of a unit in its edition, where there are several after the edition's own.
    """
    ids = {one.record.unit.id for one in units}
    is_mixed = len({one.record.unit.edition for one in units}) > 1
    texts = [_tei(one, is_mixed) for one in units if one.record.unit.parent not in ids]
    if len(texts) == 1:
        root = texts[0]
        root.attrib = {"xmlns": NAMESPACE, **root.attrib}
        return xml_document(root)
    description = element(
        "fileDesc",
        element("titleStmt", element("title", "Units exported from Perepiska")),
        element("publicationStmt", element("p", _SEE_UNITS)),
        element("sourceDesc", element("p", _SEE_UNITS)),
    )
    header = element("teiHeader", description)
    return xml_document(element("teiCorpus", {"xmlns": NAMESPACE}, header, *texts))


def corresp_desc(
    record: BibliographicRecord, attributes: Mapping[str, str | None] | None = None
) -> Element | None:
    """Return who sent it to whom, where and when, as ``correspDesc``; None where nothing is known of that."""
    unit, persons = record.unit, record.persons
    place = element("placeName", unit.place) if unit.place else None
    sent = [*_names(unit.senders, persons), place, date_element(unit.date)]
    received = _names(unit.recipients, persons)
    actions = [
        element("correspAction", {"type": kind}, *contents)
        for kind, contents in (("sent", sent), ("received", received))
        if any(content is not None for content in contents)
    ]
    return element("correspDesc", attributes, *actions) if actions else None


def date_element(span: DateSpan | None) -> Element | None:
    """Return a date with the attributes of TEI; a date without bounds as its text alone."""
    if span is None:
        return None
    first, last = (day.isoformat() if day else None for day in span.stated)
    attributes: dict[str, str | None]
    if first and first == last:
        attributes = {"when": first}
    elif span.certainty == "uncertain" or "/" not in span.edtf:
        attributes = {"notBefore": first, "notAfter": last}
    else:
        attributes = {"from": first, "to": last}
    if span.certainty == "inferred":
        attributes["evidence"] = "conjecture"
    elif span.certainty in ("uncertain", "approximate"):
        attributes["cert"] = "low"
    return element("date", attributes, span.display)


def _tei(units: TeiUnit, is_mixed: bool) -> Element:
    unit = units.record.unit
    kind = "letter" if unit.kind == "document" else unit.kind
    placed: set[str] = set()
    notes = {note.id: _note(note, is_mixed) for note in units.notes}
    paragraphs = [_paragraph(paragraph, notes, placed) for paragraph in unit.paragraphs] or [element("p")]
    left = [note for id, note in notes.items() if id not in placed]
    return element(
        "TEI",
        {"xml:id": _xml_id(unit, is_mixed)},
        _header(units.record),
        element(
            "text",
            {"xml:lang": unit.language},
            element("body", element("div", {"type": kind, "n": unit.number}, *paragraphs)),
            element("back", element("div", *left)) if left else None,
        ),
    )


def _header(record: BibliographicRecord) -> Element:
    unit = record.unit
    source = element("sourceDesc", element("bibl", str(cite(record))), _manuscript(unit))
    address = element("p", f"Exported from Perepiska: {record.address}")
    description = element(
        "fileDesc",
        element("titleStmt", element("title", unit.title)),
        element("publicationStmt", address),
        source,
    )
    abstract = element("abstract", element("p", unit.summary)) if unit.summary else None
    language = element("langUsage", element("language", {"ident": unit.language}))
    letter = corresp_desc(record) if unit.kind == "document" else None
    profile = element("profileDesc", abstract, language, _keywords(unit), letter)
    return element("teiHeader", description, profile)


def _keywords(unit: Unit) -> Element | None:
    terms = [element("term", topic.label) for topic in unit.topics]
    return element("textClass", element("keywords", *terms)) if terms else None


def _xml_id(unit: Unit, is_mixed: bool) -> str:
    """Return the unit's name as an ``xml:id``, which begins with no digit and has no slash or other sign."""
    name = _NOT_IN_NAMES.sub("_", unit.id if is_mixed else UnitId(unit.id).name)
    return name if name[:1].isalpha() else f"_{name}"


def _manuscript(unit: Unit) -> Element | None:
    if unit.archive is None:
        return None
    archive = unit.archive.archive
    repository = element("repository", archive) if archive else None
    shelfmark = element("idno", str(replace(unit.archive, archive=None)))
    return element("msDesc", element("msIdentifier", repository, shelfmark))


def _names(named: Iterable[PersonRef], persons: Mapping[str, Person]) -> list[Element]:
    return [_name(one, persons.get(one.id)) for one in named]


def _name(named: PersonRef, person: Person | None) -> Element:
    tag = "orgName" if person and person.kind == "group" else "persName"
    attributes = {"key": named.id, "ref": " ".join(person.same_as) if person else None}
    return element(tag, attributes, person.display if person else named.name)


def _paragraph(paragraph: Paragraph, notes: Mapping[str, Element], placed: set[str]) -> Element:
    """Make a paragraph; a heading, signature and so on is told by ``rend``."""
    rend = None if paragraph.style == "paragraph" else paragraph.style
    return element("p", {"rend": rend}, *_contents(paragraph, notes, placed))


def _contents(paragraph: Paragraph, notes: Mapping[str, Element], placed: set[str]) -> Iterator[Content]:
    """Yield the pieces of a paragraph with what stands between them; notes are ``placed`` once."""
    length = len(paragraph.text)
    cuts = {0, length}
    for span in paragraph.spans:
        cuts |= {span.start, span.end}
    cuts |= {marker.offset for marker in paragraph.markers} | {offset for offset, _ in paragraph.breaks}
    for start, end in [*pairwise(sorted(cut for cut in cuts if 0 <= cut <= length)), (length, length)]:
        for marker in paragraph.markers:
            note = notes.get(marker.note or "")
            if marker.offset == start and note is not None and marker.note not in placed:
                placed.add(marker.note or "")
                yield note
        yield from (element("pb", {"n": page}) for offset, page in paragraph.breaks if offset == start)
        yield _piece(paragraph, start, end)


def _piece(paragraph: Paragraph, start: int, end: int) -> Content:
    piece: Content = paragraph.text[start:end]
    for style in sorted({span.style for span in paragraph.spans if span.start <= start < span.end}):
        piece = element("hi", {"rend": style}, piece) if end > start else None
    return piece


def _note(note: Unit, is_mixed: bool) -> Element:
    paragraphs = [element("p", *_contents(one, {}, set())) for one in note.paragraphs]
    attributes = {"xml:id": _xml_id(note, is_mixed), "type": "editorial", "n": note.number}
    return element("note", attributes, *paragraphs)
