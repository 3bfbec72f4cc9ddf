"""What a page says of its unit to reference managers: Highwire and Dublin Core ``meta``. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.model import Edition, Person, Unit
from exports.citation_formats import authors


def metadata(
    unit: Unit, edition: Edition, persons: Mapping[str, Person], address: str
) -> tuple[tuple[str, str], ...]:
    """List (name, content) pairs for the head of a unit's page.

    Highwire Press tags as Google Scholar and Zotero read them; Dublin Core as in DCMI's "Expressing Dublin
    Core in HTML" (2008). ``DC.date`` is the day of writing in EDTF, ``citation_publication_date`` the year of
    the edition.
    """
    writers = authors(unit, persons)
    first, last = (unit.pages[0], unit.pages[-1]) if unit.pages else ("", "")
    pairs = [
        ("citation_title", unit.title),
        *(("citation_author", name) for name in writers),
        ("citation_inbook_title", edition.title),
        *(("citation_editor", name) for name in edition.editors),
        ("citation_publisher", edition.publisher),
        ("citation_publication_date", edition.year),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_language", unit.language),
        ("citation_public_url", address),
        ("DC.title", unit.title),
        *(("DC.creator", name) for name in writers),
        ("DC.date", unit.date.edtf if unit.date else ""),
        ("DC.type", "Text"),
        ("DC.language", unit.language),
        ("DC.source", str(unit.archive) if unit.archive else ""),
        ("DC.isPartOf", edition.title),
        ("DC.publisher", edition.publisher),
        ("DC.identifier", address),
    ]
    return tuple((name, content) for name, content in pairs if content)
