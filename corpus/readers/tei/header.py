"""What the header of a TEI file says of the edition."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.model import Edition
from corpus.slugs import slug

from .index_files import name_of
from .xml_tree import XmlElement

_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
_LANGUAGES = {"deu": "de", "ger": "de", "eng": "en", "fra": "fr", "fre": "fr", "ita": "it", "lat": "la"}


def parse_header(root: XmlElement, path: Path) -> Edition:
    """Read what the header says of the edition.

    The id is the series' own, else the ``xml:id`` of the whole, else the file's name.
    """
    header = root.find("teiHeader") or XmlElement("teiHeader")
    statement = header.find("titleStmt") or XmlElement("titleStmt")
    imprint = header.find("publicationStmt") or XmlElement("publicationStmt")
    given = next(
        (element.text for element in header.find_all("idno") if element.get("type") == "frus"), root.id
    )
    id = given if given and _ADDRESS.fullmatch(given) else slug(path.stem) or "edition"
    date = imprint.find("date")
    year = _YEAR.search(date.text or date.get("when") or "") if date else None
    return Edition(
        id,
        _title(statement) or id,
        tuple(
            dict.fromkeys(
                name for element in statement.find_all("editor") for name in _editors(element) if name
            )
        ),
        _publisher(imprint),
        _text(imprint, "pubPlace"),
        year[1] if year else None,
        declared_language(root) or "en",
    )


def declared_language(root: XmlElement) -> str | None:
    """The language that the header or the text declares, in two letters where there are two."""
    header = root.find("teiHeader") or XmlElement("teiHeader")
    declared = header.find("language")
    text = root.find("text")
    code = (declared and declared.get("ident")) or (text and text.get("xml:lang")) or root.get("xml:lang")
    if not code:
        return None
    first = code.split("-")[0].lower()
    return _LANGUAGES.get(first, first)


def _title(statement: XmlElement) -> str | None:
    titles = [element for element in statement.find_all("title") if element.text]
    whole = [element for element in titles if element.get("type") in ("complete", "main")]
    return next((element.text for element in (*whole, *titles)), None)


def _editors(element: XmlElement) -> list[str]:
    """The names in an ``editor``, without what else is told of them."""
    named = list(element.find_all("persName", "name"))
    if named:
        return [name_of(one) for one in named]
    return [" ".join("".join(child for child in element.children if isinstance(child, str)).split())]


def _publisher(imprint: XmlElement) -> str | None:
    found = imprint.find("publisher")
    name = found.find("name", "orgName") if found else None
    return (name or found or XmlElement("")).text or None


def _text(element: XmlElement, tag: str) -> str | None:
    found = element.find(tag)
    return (found.text or None) if found else None
