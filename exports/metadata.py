"""Metadata of a unit's page for reference managers: Highwire Press and Dublin Core elements. Pure."""

from __future__ import annotations

from exports.bibliography import BibliographicRecord
from exports.citation import cite_source


def metadata(record: BibliographicRecord) -> tuple[tuple[str, str], ...]:
    """Return (name, content) pairs of the ``meta`` elements of a unit's page; unknown values are omitted.

    Highwire Press tags as read by Google Scholar and Zotero; Dublin Core as in DCMI's "Expressing Dublin Core
    in HTML" (2008). ``DC.date`` is the date of writing in EDTF, ``citation_publication_date`` the year of the
    edition.
    """
    unit, edition = record.unit, record.edition
    pairs = [
        ("citation_title", record.title),
        *(("citation_author", author.name) for author in record.authors),
        ("citation_inbook_title", edition.title),
        *(("citation_editor", editor.name) for editor in record.editors),
        ("citation_publisher", edition.publisher),
        ("citation_publication_date", edition.year),
        ("citation_firstpage", record.first_page),
        ("citation_lastpage", record.last_page or record.first_page),
        ("citation_language", unit.language),
        ("citation_public_url", record.address),
        ("DC.title", record.title),
        *(("DC.creator", author.name) for author in record.authors),
        ("DC.date", record.edtf),
        ("DC.type", "Text"),
        ("DC.language", unit.language),
        ("DC.source", record.archive),
        ("DC.source", str(cite_source(record) or "")),
        ("DC.isPartOf", edition.title),
        ("DC.publisher", edition.publisher),
        ("DC.identifier", record.address),
        ("DC.rights", unit.rights.licence),
        ("DCTERMS.rightsHolder", unit.rights.holder),
    ]
    return tuple((name, content) for name, content in pairs if content)
