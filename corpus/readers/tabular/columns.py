"""The columns of a letter, the aliases of their headings, and the row of a letter's values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Values: TypeAlias = Mapping[str, "str | tuple[str, ...]"]
"""The values of a row by column; a tuple if the source has a list."""

ALIASES: Final = {
    "id": ("identifier", "key", "slug", "uid"),
    "number": ("no", "nr", "num", "letter_number"),
    "kind": ("type",),
    "title": ("heading", "name", "label"),
    "sender": ("from", "author", "writer", "senders", "creator", "absender"),
    "recipient": ("to", "addressee", "receiver", "recipients", "empfaenger", "empfanger"),
    "date": ("date_sent", "sent", "written", "dated", "datum", "edtf"),
    "dateline": ("date_printed",),
    "place": ("origin", "place_sent", "location", "ort"),
    "destination": ("place_received", "zielort"),
    "medium": ("form", "format", "genre"),
    "archive": ("archive_reference", "shelfmark", "signature", "repository", "callnumber", "source"),
    "pages": ("page",),
    "chapter": ("section", "part"),
    "text": ("body", "content", "transcription", "transcript", "letter"),
    "notes": ("footnotes", "annotations", "commentary"),
    "abstract": ("summary", "regest", "description"),
    "topics": ("topic", "subjects", "subject", "keywords", "tags"),
    "language": ("lang", "language_code", "sprache"),
}
_COLUMNS: Final = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}
_SCALARS: Final = (str, int, float, type(None))
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """The values of one letter, and the file and line (from 1) they come from."""

    values: Values
    line: int
    file: str
    unknown: tuple[str, ...] = ()
    """The headings of values that are left out: unknown, duplicate or not text."""

    def value(self, name: str) -> str:
        """Return the value of a column as one text, a list's items joined by blank lines; "" if missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n\n".join(value)

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of a column that can have several: the source's list, or text split at ";"."""
        value = self.values.get(name, "")
        parts = value.split(";") if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())


def canonical_column(name: str) -> str | None:
    """Return the column for a heading or alias, ignoring case and punctuation; None if it is unknown."""
    return _COLUMNS.get(_SEPARATORS.sub("_", name.strip().lower()).strip("_"))


def make_row(cells: Mapping[str, object], line: int, file: str) -> LetterRow:
    """Return the row of a letter's cells, given by heading; empty cells are left out.

    If several headings stand for the same column, the first with a value counts; the rest become ``unknown``.
    """
    values: dict[str, str | tuple[str, ...]] = {}
    unknown = []
    for heading, cell in cells.items():
        name = canonical_column(str(heading))
        value = _normalise(cell)
        if value == "" or value == ():
            continue
        if name is None or name in values or value is None:
            unknown.append(str(heading))
        else:
            values[name] = value
    return LetterRow(values, line, file, tuple(unknown))


def _normalise(cell: object) -> str | tuple[str, ...] | None:
    """Return a scalar as text, or a list as the texts of its scalars; None for anything else (an object)."""
    if isinstance(cell, list | tuple):
        return tuple(text for item in cell if isinstance(item, _SCALARS) and (text := _text(item)))
    return _text(cell) if isinstance(cell, _SCALARS) else None


def _text(value: object) -> str:
    """Return a scalar as stripped text, None as ""; lone surrogates, which JSON allows, become U+FFFD."""
    text = "" if value is None else str(value).strip()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
