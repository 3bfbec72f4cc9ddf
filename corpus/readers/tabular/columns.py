"""What a row may say of a letter, and by which names people call it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Values: TypeAlias = Mapping[str, "str | tuple[str, ...]"]

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
_NAMES: Final = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}
_PLAIN: Final = (str, int, float, type(None))
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one letter; ``line`` is counted from 1, ``file`` is where it stands."""

    values: Values
    line: int
    file: str
    unknown: tuple[str, ...] = ()
    """Names of columns that are none of ours and not empty."""

    def text(self, name: str) -> str:
        """A value as one text; empty where there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n\n".join(value)

    def several(self, name: str) -> tuple[str, ...]:
        """A value as several, parted at ";" unless the source itself had a list."""
        value = self.values.get(name, "")
        parts = value.split(";") if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())


def column(name: str) -> str | None:
    """The column that a heading means, whatever its case and signs; None: none of ours."""
    return _NAMES.get(_OTHER.sub("_", name.strip().lower()).strip("_"))


def row_of(given: Mapping[str, object], line: int, file: str) -> Row:
    """Make a row of what a source has; the first of two columns with one meaning counts."""
    values: dict[str, str | tuple[str, ...]] = {}
    unknown = []
    for heading, value in given.items():
        name = column(str(heading))
        written = _written(value)
        if written == "" or written == ():
            continue
        if name is None or name in values or written is None:
            unknown.append(str(heading))
        else:
            values[name] = written
    return Row(values, line, file, tuple(unknown))


def _written(value: object) -> str | tuple[str, ...] | None:
    """A text, or the texts of a list; None of what is neither: lists in lists and objects hold no value."""
    if isinstance(value, list | tuple):
        return tuple(text for one in value if isinstance(one, _PLAIN) and (text := _text(one)))
    return _text(value) if isinstance(value, _PLAIN) else None


def _text(value: object) -> str:
    """A value as text; halves of surrogate pairs, which JSON can write, become U+FFFD."""
    text = "" if value is None else str(value).strip()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
