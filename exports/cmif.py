"""Metadata of letters in the Correspondence Metadata Interchange Format 1.1, for correspSearch. Pure.

https://correspsearch.net/en/documentation.html: a TEI header with one ``correspDesc`` a letter, which names
its source and the letter's address; persons without an authority file's address have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from corpus.model import Edition, Person, Unit
from exports.clean_text import xml_document
from exports.tei import NAMESPACE, write_correspondence

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_cmif(
    letters: Iterable[tuple[Unit, str]],
    editions: Sequence[Edition],
    persons: Mapping[str, Person],
    *,
    address: str,
    day: date,
) -> str:
    """Write the metadata of letters, each with the address of its page; what is no letter is left out.

    Args:
        address: that of this file.
        day: when it was written.
    """
    sources = {edition.id: f"uuid-{uuid5(NAMESPACE_URL, edition.id)}" for edition in editions}
    described = "\n".join(
        write_correspondence(
            unit,
            persons,
            f"{_key(unit)} source={quoteattr('#' + sources[unit.edition])} ref={quoteattr(place)}",
        )
        for unit, place in letters
        if unit.kind == "document" and (unit.senders or unit.recipients) and unit.edition in sources
    )
    bibliography = "".join(
        f'<bibl type="print" xml:id={quoteattr(sources[edition.id])}>{escape(_imprint(edition))}</bibl>'
        for edition in editions
    )
    editors = "".join(f"<editor>{escape(name)}</editor>" for one in editions for name in one.editors)
    titles = "; ".join(edition.title for edition in editions)
    return xml_document(
        f'<TEI xmlns="{NAMESPACE}"><teiHeader><fileDesc>'
        f"<titleStmt><title>Letters of: {escape(titles)}</title>{editors or '<editor>Perepiska</editor>'}"
        f"</titleStmt><publicationStmt><publisher>Perepiska</publisher>"
        f'<idno type="url">{escape(address)}</idno><date when="{day.isoformat()}"/>'
        f'<availability><licence target="{LICENCE}">CC BY 4.0</licence></availability>'
        f"</publicationStmt><sourceDesc>{bibliography}</sourceDesc></fileDesc>\n<profileDesc>\n{described}\n"
        f"</profileDesc></teiHeader><text><body><p/></body></text></TEI>"
    )


def _key(unit: Unit) -> str:
    return f" key={quoteattr(unit.number)}" if unit.number else ""


def _imprint(edition: Edition) -> str:
    editors = f"Edited by {', '.join(edition.editors)}. " if edition.editors else ""
    imprint = ", ".join(part for part in (edition.place, edition.publisher, edition.year) if part)
    return f"{edition.title}. {editors}{imprint}"
