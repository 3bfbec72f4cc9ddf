"""Units as rows: CSV for spreadsheets, JSON Lines for programs. Pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Final
from unicodedata import category, normalize

from corpus.model import PersonRef, PlaceRef
from corpus.places.place_index import bare_place_name
from corpus.rights import Rights
from exports.api.rendering import render_summary
from exports.bibliography import BibliographicRecord
from exports.citation import cite

FORMULA: Final = frozenset("=+-@")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
BYTE_ORDER_MARK: Final = "\ufeff"
"""The mark by which spreadsheets recognise UTF-8."""


def _joined(refs: Iterable[PersonRef]) -> str:
    """Return names separated by "; ", which none of them contains: the name of a body is not divided."""
    return "; ".join(person.name.replace("; ", ", ") for person in refs)


def _uris(ref: PlaceRef | None, record: BibliographicRecord) -> str:
    """Return the URIs of a place in authority files, separated by "; "."""
    return "; ".join(record.places[ref.id].same_as) if ref and ref.id in record.places else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _stated_access(rights: Rights) -> str:
    """Return what may be shown if it is not everything; "" otherwise."""
    return "" if rights.access == "full-text" else rights.access


COLUMNS: Final[Mapping[str, Callable[[BibliographicRecord], str | None]]] = {
    "id": lambda record: record.unit.id,
    "kind": lambda record: record.unit.kind,
    "number": lambda record: record.unit.number,
    "title": lambda record: record.unit.title,
    "date": lambda record: record.edtf,
    "earliest": lambda record: _iso(record.bounds[0]),
    "latest": lambda record: _iso(record.bounds[1]),
    "certainty": lambda record: record.unit.date.certainty if record.unit.date else "",
    "sender": lambda record: _joined(record.unit.senders),
    "recipient": lambda record: _joined(record.unit.recipients),
    "place": lambda record: record.unit.place,
    "medium": lambda record: record.unit.medium,
    "archive": lambda record: record.archive,
    "pages": lambda record: record.page_range(),
    "topics": lambda record: "; ".join(topic.label for topic in record.unit.topics),
    "mentions": lambda record: _joined(record.unit.mentions),
    "parent": lambda record: record.unit.parent,
    "edition": lambda record: record.unit.edition,
    "language": lambda record: record.unit.language,
    "licence": lambda record: record.unit.rights.licence,
    "rights_holder": lambda record: record.unit.rights.holder,
    "access": lambda record: _stated_access(record.unit.rights),
    "embargo": lambda record: _iso(record.unit.rights.embargo),
    "citation": lambda record: str(cite(record)),
    "url": lambda record: record.address,
    "images": lambda record: "; ".join(image.url for image in record.unit.images),
    "origin": lambda record: bare_place_name(record.unit.place or ""),
    "destination": lambda record: bare_place_name(record.unit.destination or ""),
    "origin_uri": lambda record: _uris(record.unit.sent_from, record),
    "destination_uri": lambda record: _uris(record.unit.sent_to, record),
}
"""The function that makes a cell from a record, by the heading of its column; None makes an empty cell."""


def write_csv(records: Iterable[BibliographicRecord]) -> str:
    """Return units as CSV with ``COLUMNS``; several values in a cell are joined by "; ".

    The file begins with a byte-order mark. A cell that a spreadsheet would execute as a formula is prefixed
    with an apostrophe, even if invisible characters precede the formula's sign.
    """
    buffer = StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([_cell(make_cell(record) or "") for make_cell in COLUMNS.values()])
    return buffer.getvalue()


def write_json_lines(records: Iterable[BibliographicRecord]) -> str:
    """Return units as JSON Lines: the API's summary of each unit, with the full URL and the whole text."""
    lines = []
    for record in records:
        summary = render_summary(record).model_dump(mode="json")
        lines.append(_json({**summary, "url": record.address, "text": record.unit.text}))
    return "".join(f"{line}\n" for line in lines)


def _cell(value: str) -> str:
    """Return a value as a cell; an apostrophe precedes what a spreadsheet would execute as a formula."""
    first = next((sign for sign in value if category(sign) not in _UNSEEN), "")
    is_formula = bool(first) and normalize("NFKC", first)[:1] in FORMULA
    return f"'{value}" if is_formula or value[:1] in ("\t", "\r", "\n") else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
