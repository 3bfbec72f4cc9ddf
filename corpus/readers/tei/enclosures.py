"""Enclosures: letters and papers inside of a letter, which have dates, senders and heads of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .divisions import DIVISION_TAGS
from .xml_tree import XmlElement

_TAGS: Final = ("floatingText", "attachment")
_TYPES: Final = re.compile(
    r"\b(?:enclos|attachment|beilage|anlage|annexe?s?\b|pi[eè]ces?[ _-]?jointe|allegat|bijlage|anejo|adjunt"
    r"|приложени)",
    re.IGNORECASE,
)


def find_enclosures(text: XmlElement) -> Iterator[XmlElement]:
    """Yield the outermost enclosures in a text."""
    for child in text.child_elements:
        if _is_enclosure(child):
            yield child
        else:
            yield from find_enclosures(child)


def without_enclosures(text: XmlElement) -> XmlElement:
    """Return a text without enclosures, whose facts are not the letter's; one of nothing else as it is."""
    if next(find_enclosures(text), None) is None:
        return text
    letter = _without(text)
    return letter if letter.text else text


def _without(element: XmlElement) -> XmlElement:
    """Return a copy of an element without the enclosures below it."""
    children = [
        child if isinstance(child, str) else _without(child)
        for child in element.children
        if isinstance(child, str) or not _is_enclosure(child)
    ]
    return replace(element, children=children)


def _is_enclosure(element: XmlElement) -> bool:
    """Return whether an element is an enclosure, by its tag or the type of a division."""
    if element.tag in _TAGS:
        return True
    types = (element.get(name) or "" for name in ("type", "subtype"))
    return element.tag in (*DIVISION_TAGS, "text") and any(map(_TYPES.search, types))
