"""The metadata of an edition, parsed from a ``teiHeader``."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.model import Edition
from corpus.slugs import slug
from corpus.text.languages import language_tag, primary_subtag

from .index_files import inverted_name
from .xml_tree import XmlElement

_URL_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")


def parse_header(root: XmlElement, path: Path) -> Edition:
    """Parse the metadata of an edition, without units, from the header of a file.

    The id is the identifier of type ``frus``, or the root's ``xml:id``, or a slug of the file's name. The
    language is "en" if none is declared.
    """
    header = root.find("teiHeader") or XmlElement("teiHeader")
    statement = header.find("titleStmt") or XmlElement("titleStmt")
    imprint = header.find("publicationStmt") or XmlElement("publicationStmt")
    identifier = next(
        (element.text for element in header.find_all("idno") if element.get("type") == "frus"), root.id
    )
    id = identifier if identifier and _URL_SEGMENT.fullmatch(identifier) else slug(path.stem) or "edition"
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
    """Return the language that the header or text declares; None if neither does.

    If the header declares several, that of the text counts, or else the one with the largest ``usage``.
    """
    header = root.find("teiHeader") or XmlElement("teiHeader")
    named = header.find_all("language")
    languages = [element for element in named if language_code(element.get("ident") or "")]
    declared = {element.get("ident") for element in languages}
    text = root.find("text")
    code = declared.pop() if len(declared) == 1 else None
    code = code or (text and _language_of_text(text)) or (None if languages else stated_language(root))
    code = code or _most_used(languages)
    return language_code(code) if code else None


def stated_language(element: XmlElement) -> str | None:
    """Return the ``xml:lang`` of an element; None if it has none, or one that names no language ("und")."""
    tag = element.get("xml:lang")
    return tag if tag and language_code(tag) else None


def _language_of_text(text: XmlElement) -> str | None:
    """Return the language of a text, or the only one of its body and outermost divisions; or None."""
    if stated := stated_language(text):
        return stated
    parts = [part for part in text.child_elements if part.tag == "body"]
    while len(parts) == 1 and not stated_language(parts[0]):
        parts = [part for part in parts[0].child_elements if part.tag == "div"]
    codes = {stated_language(part) for part in parts}
    return codes.pop() if len(codes) == 1 else None


def _most_used(languages: list[XmlElement]) -> str | None:
    """Return the language with the largest ``usage``, in per cent; None if it is not stated or tied."""
    usages = [(_usage(element), element.get("ident")) for element in languages]
    usages = sorted((usage, code) for usage, code in usages if usage and code)
    is_tied = len(usages) > 1 and usages[-1][0] == usages[-2][0]
    return usages[-1][1] if usages and not is_tied else None


def _usage(language: XmlElement) -> float:
    """Return the share of a language in a text, in per cent; 0 if it is not stated."""
    number = (language.get("usage") or "").rstrip("% ")
    return float(number) if re.fullmatch(r"\d+(?:\.\d+)?", number) else 0.0


def language_code(code: str) -> str:
    """Return the two-letter code of a language tag if there is one, otherwise its first subtag.

    A code that names no language ("und") becomes "".
    """
    return language_tag(primary_subtag(code))


def _title(statement: XmlElement) -> str | None:
    """Return the first complete or main title, or the first title of any type; None if there is none."""
    titles = [title for title in statement.find_all("title") if title.text]
    preferred = [title for title in titles if title.get("type") in ("complete", "main")]
    return next((title.text for title in (*preferred, *titles)), None)


def _editors(element: XmlElement) -> list[str]:
    """Return the names in an ``editor``, inverted if marked up, without other content such as roles.

    Without a name element, the result is the element's own text, even if empty.
    """
    names = list(element.find_all("persName", "name"))
    if names:
        return [inverted_name(name) for name in names]
    return [" ".join("".join(child for child in element.children if isinstance(child, str)).split())]


def _publisher(imprint: XmlElement) -> str | None:
    """Return the name of the publisher; None if there is none."""
    publisher = imprint.find("publisher")
    name = publisher.find("name", "orgName") if publisher else None
    return (name or publisher or XmlElement("")).text or None


def _text(element: XmlElement, tag: str) -> str | None:
    """Return the text of the first descendant with a tag; None if there is none or it is empty."""
    child = element.find(tag)
    return (child.text or None) if child else None
