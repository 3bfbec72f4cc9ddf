"""What the header of a TEI file says of the edition."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.model import Edition
from corpus.slugs import slug

from .nodes import Node
from .register_files import name_of

_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
_LANGUAGES = {"deu": "de", "ger": "de", "eng": "en", "fra": "fr", "fre": "fr", "ita": "it", "lat": "la"}


def read_header(root: Node, path: Path) -> Edition:
    """Read what the header says of the edition.

    The id is the series' own, else the ``xml:id`` of the whole, else the file's name.
    """
    header = root.first("teiHeader") or Node("teiHeader")
    statement = header.first("titleStmt") or Node("titleStmt")
    imprint = header.first("publicationStmt") or Node("publicationStmt")
    given = next((node.text for node in header.all("idno") if node.get("type") == "frus"), root.id)
    id = given if given and _ADDRESS.fullmatch(given) else slug(path.stem) or "edition"
    date = imprint.first("date")
    year = _YEAR.search(date.text or date.get("when") or "") if date else None
    return Edition(
        id,
        _title(statement) or id,
        tuple(dict.fromkeys(name for node in statement.all("editor") for name in _editors(node) if name)),
        _publisher(imprint),
        _text(imprint, "pubPlace"),
        year[1] if year else None,
        read_language(root) or "en",
    )


def read_language(root: Node) -> str | None:
    """The language that the header or the text declares, in two letters where there are two."""
    header = root.first("teiHeader") or Node("teiHeader")
    declared = header.first("language")
    text = root.first("text")
    code = (declared and declared.get("ident")) or (text and text.get("xml:lang")) or root.get("xml:lang")
    if not code:
        return None
    first = code.split("-")[0].lower()
    return _LANGUAGES.get(first, first)


def _title(statement: Node) -> str | None:
    titles = [node for node in statement.all("title") if node.text]
    whole = [node for node in titles if node.get("type") in ("complete", "main")]
    return next((node.text for node in (*whole, *titles)), None)


def _editors(node: Node) -> list[str]:
    """The names in an ``editor``, without what else is told of them."""
    named = list(node.all("persName", "name"))
    if named:
        return [name_of(one) for one in named]
    return [" ".join("".join(child for child in node.children if isinstance(child, str)).split())]


def _publisher(imprint: Node) -> str | None:
    found = imprint.first("publisher")
    name = found.first("name", "orgName") if found else None
    return (name or found or Node("")).text or None


def _text(node: Node, tag: str) -> str | None:
    found = node.first(tag)
    return (found.text or None) if found else None
