"""Letter metadata in the Correspondence Metadata Interchange Format (CMIF) 1.1, for correspSearch. Pure.

https://correspsearch.net/en/documentation.html: a TEI header with one ``correspDesc`` per letter, which
names the source and the letter's URL. A person without an authority URI has no ``ref``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from corpus.model import Edition
from corpus.rights import Rights
from exports.bibliography import BibliographicRecord
from exports.tei import NAMESPACE, availability, corresp_desc
from exports.xml_documents import Content, element, xml_document

PUBLISHER: Final = "Perepiska"


def write_cmif(records: Sequence[BibliographicRecord], *, address: str, day: date) -> str:
    """Return the metadata of letters as a CMIF document.

    Units that are not documents and documents without correspondents are omitted. No licence is asserted but
    one that the editions state for all letters.

    Args:
        address: the URL of the document itself.
        day: the day on which it is written.
    """
    editions = list({record.edition.id: record.edition for record in records}.values())
    description = element(
        "fileDesc",
        _title_statement(editions),
        element(
            "publicationStmt",
            element("publisher", PUBLISHER),
            element("idno", {"type": "url"}, address),
            element("date", {"when": day.isoformat()}),
            _availability(records),
        ),
        element("sourceDesc", *map(_source, editions)),
    )
    letters = element("profileDesc", "\n", *_letters(records))
    header = element("teiHeader", description, "\n", letters)
    text = element("text", element("body", element("p")))
    return xml_document(element("TEI", {"xmlns": NAMESPACE}, header, text))


def _title_statement(editions: Iterable[Edition]) -> Element:
    titles = "; ".join(edition.title for edition in editions)
    editors = [name for edition in editions for name in edition.editors] or [PUBLISHER]
    title = element("title", f"Letters of: {titles}")
    return element("titleStmt", title, *(element("editor", name) for name in editors))


def _availability(records: Iterable[BibliographicRecord]) -> Element | None:
    """Return the ``availability`` of the file: the licence that all letters have; None if there is none."""
    licences = {record.unit.rights.licence for record in records}
    return availability(Rights(licences.pop())) if len(licences) == 1 else None


def _letters(records: Iterable[BibliographicRecord]) -> Iterator[Content]:
    """Yield the ``correspDesc`` of each document that has a sender or recipient, each before a line break."""
    for record in records:
        unit = record.unit
        if unit.kind == "document" and (unit.senders or unit.recipients):
            source = f"#{_source_id(record.edition)}"
            yield corresp_desc(record, {"key": unit.number, "source": source, "ref": record.address})
            yield "\n"


def _source(edition: Edition) -> Element:
    editors = f"Edited by {', '.join(edition.editors)}. " if edition.editors else ""
    imprint = ", ".join(part for part in (edition.place, edition.publisher, edition.year) if part)
    described = edition.described
    attributes = {"type": "online" if described else "print", "xml:id": _source_id(edition)}
    of = f". Abstracts of the letters in: {described.title}" if described and described.title else ""
    return element("bibl", attributes, f"{edition.title}. {editors}{imprint}{of}")


def _source_id(edition: Edition) -> str:
    return f"uuid-{uuid5(NAMESPACE_URL, edition.id)}"
