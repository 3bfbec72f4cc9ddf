"""Units as TEI P5: header with ``correspDesc``, text with notes in place, page breaks and emphasis. Pure.

Guidelines: https://tei-c.org/guidelines/p5/ (section 2.4.6 for correspondence).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from corpus.model import DateSpan, Paragraph, Person, PersonRef, Unit
from corpus.rights import Rights, is_open_licence, licence_name, licence_uri
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
    """A unit to be written as TEI, with its notes."""

    record: BibliographicRecord
    notes: Sequence[Unit]


def write_tei(units: Sequence[TeiUnit]) -> str:
    """Return units as a TEI document; as a ``teiCorpus`` unless exactly one text is written.

    A note whose document is also exported appears only within that document. An ``xml:id`` is the unit's name
    within its edition, prefixed with the edition if units of several are exported.
    """
    ids = {tei_unit.record.unit.id for tei_unit in units}
    is_mixed = len({tei_unit.record.unit.edition for tei_unit in units}) > 1
    texts = [_tei(tei_unit, is_mixed) for tei_unit in units if tei_unit.record.unit.parent not in ids]
    if len(texts) == 1:
        root = texts[0]
        root.attrib = {"xmlns": NAMESPACE, **root.attrib}
        return xml_document(root)
    file_description = element(
        "fileDesc",
        element("titleStmt", element("title", "Units exported from Perepiska")),
        element("publicationStmt", element("p", _SEE_UNITS)),
        element("sourceDesc", element("p", _SEE_UNITS)),
    )
    header = element("teiHeader", file_description)
    return xml_document(element("teiCorpus", {"xmlns": NAMESPACE}, header, *texts))


def corresp_desc(
    record: BibliographicRecord, attributes: Mapping[str, str | None] | None = None
) -> Element | None:
    """Return the ``correspDesc`` of a letter: persons, place of writing and date; None if all are unknown.

    Args:
        attributes: those of the element; None values are omitted.
    """
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
    """Return a date as a TEI ``date``; without bounds it has only its text. None if there is no date."""
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


def _tei(tei_unit: TeiUnit, is_mixed: bool) -> Element:
    unit = tei_unit.record.unit
    kind = "letter" if unit.kind == "document" else unit.kind
    placed: set[str] = set()
    notes = {note.id: _note(note, is_mixed) for note in tei_unit.notes}
    paragraphs = [_paragraph(paragraph, notes, placed) for paragraph in unit.paragraphs] or [element("p")]
    unplaced = [note for id, note in notes.items() if id not in placed]
    return element(
        "TEI",
        {"xml:id": _xml_id(unit, is_mixed)},
        _header(tei_unit.record),
        element(
            "text",
            {"xml:lang": unit.language},
            element("body", element("div", {"type": kind, "n": unit.number}, *paragraphs)),
            element("back", element("div", *unplaced)) if unplaced else None,
        ),
    )


def _header(record: BibliographicRecord) -> Element:
    unit = record.unit
    source = element("sourceDesc", element("bibl", str(cite(record))), _manuscript(unit))
    file_description = element(
        "fileDesc",
        element("titleStmt", element("title", unit.title), _rights_holder(unit.rights)),
        _publication_statement(record),
        source,
    )
    abstract = element("abstract", element("p", unit.summary)) if unit.summary else None
    language = element("langUsage", element("language", {"ident": unit.language}))
    correspondence = corresp_desc(record) if unit.kind == "document" else None
    profile = element("profileDesc", abstract, language, _keywords(unit), correspondence)
    return element("teiHeader", file_description, profile)


def _publication_statement(record: BibliographicRecord) -> Element:
    """Return the ``publicationStmt``: one sentence or, if rights are stated, address and availability."""
    terms = availability(record.unit.rights)
    if terms is None:
        return element("publicationStmt", element("p", f"Exported from Perepiska: {record.address}"))
    publisher = record.edition.publisher
    agency = element("publisher", publisher) if publisher else element("distributor", "Perepiska")
    return element("publicationStmt", agency, element("idno", {"type": "url"}, record.address), terms)


def availability(rights: Rights) -> Element | None:
    """Return licence, access and embargo as a TEI ``availability``; None if none of them is stated.

    Its status is "restricted" where not everything may be shown, and "free" under an open licence.
    """
    is_limited = rights.access != "full-text" or rights.embargo is not None
    licence = rights.licence
    if not licence and not is_limited:
        return None
    status = "restricted" if is_limited else "free" if is_open_licence(licence or "") else None
    day = rights.embargo.isoformat() if rights.embargo else ""
    return element(
        "availability",
        {"status": status},
        element("licence", {"target": licence_uri(licence)}, licence_name(licence)) if licence else None,
        element("ab", {"type": "access"}, rights.access) if is_limited else None,
        element("ab", {"type": "embargo"}, element("date", {"when": day}, day)) if day else None,
    )


def _rights_holder(rights: Rights) -> Element | None:
    if not rights.holder:
        return None
    return element("respStmt", element("resp", "rights holder"), element("name", rights.holder))


def _keywords(unit: Unit) -> Element | None:
    terms = [element("term", topic.label) for topic in unit.topics]
    return element("textClass", element("keywords", *terms)) if terms else None


def _xml_id(unit: Unit, is_mixed: bool) -> str:
    """Return a unit's name (with ``is_mixed``, its whole id) as a valid ``xml:id``.

    Characters other than ASCII letters, digits, ".", "-" and "_" become "_"; a name that does not begin with
    a letter is prefixed with "_".
    """
    name = _NOT_IN_NAMES.sub("_", unit.id if is_mixed else UnitId(unit.id).name)
    return name if name[:1].isalpha() else f"_{name}"


def _manuscript(unit: Unit) -> Element | None:
    if unit.archive is None:
        return None
    archive = unit.archive.archive
    repository = element("repository", archive) if archive else None
    shelfmark = element("idno", str(replace(unit.archive, archive=None)))
    return element("msDesc", element("msIdentifier", repository, shelfmark))


def _names(refs: Iterable[PersonRef], persons: Mapping[str, Person]) -> list[Element]:
    return [_name(ref, persons.get(ref.id)) for ref in refs]


def _name(ref: PersonRef, person: Person | None) -> Element:
    tag = "orgName" if person and person.kind == "group" else "persName"
    attributes = {"key": ref.id, "ref": " ".join(person.same_as) if person else None}
    return element(tag, attributes, person.display if person else ref.name)


def _paragraph(paragraph: Paragraph, notes: Mapping[str, Element], placed: set[str]) -> Element:
    """Return a paragraph as ``p``, with a style such as heading as its ``rend``.

    The ids of the notes in it are added to ``placed``.
    """
    rend = None if paragraph.style == "paragraph" else paragraph.style
    return element("p", {"rend": rend}, *_contents(paragraph, notes, placed))


def _contents(paragraph: Paragraph, notes: Mapping[str, Element], placed: set[str]) -> Iterator[Content]:
    """Yield a paragraph's text with emphasis, page breaks and notes.

    Args:
        notes: the ``note`` elements by id.
        placed: the ids of the notes already in the text, which are omitted; those yielded are added.
    """
    length = len(paragraph.text)
    boundaries = {0, length}
    for span in paragraph.spans:
        boundaries |= {span.start, span.end}
    boundaries |= {marker.offset for marker in paragraph.markers} | {offset for offset, _ in paragraph.breaks}
    for start, end in [
        *pairwise(sorted(boundary for boundary in boundaries if 0 <= boundary <= length)),
        (length, length),
    ]:
        for marker in paragraph.markers:
            note = notes.get(marker.note or "")
            if marker.offset == start and note is not None and marker.note not in placed:
                placed.add(marker.note or "")
                yield note
        yield from (element("pb", {"n": page}) for offset, page in paragraph.breaks if offset == start)
        yield _piece(paragraph, start, end)


def _piece(paragraph: Paragraph, start: int, end: int) -> Content:
    """Return the text between two offsets, inside a ``hi`` for each style; None if it is empty but styled."""
    piece: Content = paragraph.text[start:end]
    for style in sorted({span.style for span in paragraph.spans if span.start <= start < span.end}):
        piece = element("hi", {"rend": style}, piece) if end > start else None
    return piece


def _note(note: Unit, is_mixed: bool) -> Element:
    paragraphs = [element("p", *_contents(paragraph, {}, set())) for paragraph in note.paragraphs]
    attributes = {"xml:id": _xml_id(note, is_mixed), "type": "editorial", "n": note.number}
    return element("note", attributes, *paragraphs)
