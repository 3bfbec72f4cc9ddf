"""Units as rows: CSV for spreadsheets, JSON Lines for programs. Pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Final
from unicodedata import category, normalize

from corpus.model import Edition, Unit
from exports.api.rendering import render_brief
from exports.citation import cite

COLUMNS: Final = (
    "id", "kind", "number", "title", "date", "earliest", "latest", "certainty", "sender", "recipient",
    "place", "medium", "archive", "pages", "topics", "mentions", "parent", "edition", "language", "citation",
    "url",
)  # fmt: skip
FORMULA: Final = frozenset("=+-@")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
BYTE_ORDER_MARK: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""


def write_csv(units: Iterable[tuple[Unit, str]], editions: Mapping[str, Edition]) -> str:
    """Write units, each with the address of its page, under ``COLUMNS``; several values stand joined by "; ".

    The table begins with a byte-order mark. A cell that a spreadsheet would take for a formula begins with an
    apostrophe, whatever unseen stands before its sign.
    """
    written = StringIO(newline="")
    written.write(BYTE_ORDER_MARK)
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for unit, address in units:
        rows.writerow([_cell(value) for value in _row(unit, address, editions[unit.edition])])
    return written.getvalue()


def write_json_lines(units: Iterable[tuple[Unit, str]], editions: Mapping[str, Edition]) -> str:
    """Write units as the API tells of them in hits, one a line, with their whole text."""
    lines = []
    for unit, address in units:
        brief = render_brief(unit, editions).model_dump(mode="json")
        lines.append(_json({**brief, "url": address, "text": unit.text}))
    return "".join(f"{line}\n" for line in lines)


def _row(unit: Unit, address: str, edition: Edition) -> list[str]:
    span = unit.date
    earliest = span.earliest.isoformat() if span and span.earliest else ""
    latest = span.latest.isoformat() if span and span.latest else ""
    return [
        unit.id,
        unit.kind,
        unit.number or "",
        unit.title,
        span.edtf if span else "",
        earliest,
        latest,
        span.certainty if span else "",
        "; ".join(person.name for person in unit.senders),
        "; ".join(person.name for person in unit.recipients),
        unit.place or "",
        unit.medium or "",
        str(unit.archive) if unit.archive else "",
        "–".join(dict.fromkeys((unit.pages[0], unit.pages[-1]))) if unit.pages else "",
        "; ".join(topic.label for topic in unit.topics),
        "; ".join(person.name for person in unit.mentions),
        unit.parent or "",
        unit.edition,
        unit.language,
        str(cite(unit, edition)),
        address,
    ]


def _cell(value: str) -> str:
    first = next((sign for sign in value if category(sign) not in _UNSEEN), "")
    is_formula = bool(first) and normalize("NFKC", first)[:1] in FORMULA
    return f"'{value}" if is_formula or value[:1] in ("\t", "\r", "\n") else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
