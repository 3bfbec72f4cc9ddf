"""Entities of XML files: HTML names become characters, expansions of declared entities are bounded."""

from __future__ import annotations

import re
from collections import Counter
from html.entities import html5
from typing import Final

MAX_EXPANSION: Final = 1_000_000
"""The most characters that the entities of a file may expand to in all."""
_REFERENCE: Final = re.compile(r"&([A-Za-z][\w.:-]*);")
_DECLARED: Final = re.compile(r"<!ENTITY\s+([\w.:-]+)\s")
_PREDEFINED: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))


def resolve_html_entities(text: str) -> str:
    """Return an XML document with HTML's entities as character references; a file's own ones have priority.

    No markup can arise, since character references are always text.
    """
    if "&" not in text:
        return text
    declared = {*_PREDEFINED, *_DECLARED.findall(text)}
    return _REFERENCE.sub(lambda match: _resolved(match, declared), text)


def check_entity(name: str, value: str) -> None:
    """Check the value of a declared entity.

    Raises:
        ValueError: it uses another entity, by which few bytes could expand to very many.
    """
    used = next((name for name in _REFERENCE.findall(value) if name not in _PREDEFINED), None)
    if used:
        raise ValueError(f"the declared entity “{name}” uses another one, “{used}”, which is not supported")


def check_expansion(text: str, values: dict[str, str]) -> None:
    """Check that the declared entities of a document do not expand to too much.

    Args:
        text: the document.
        values: the values of the entities by name.

    Raises:
        ValueError: all their uses have more than ``MAX_EXPANSION`` characters.
    """
    uses = Counter(_REFERENCE.findall(text))
    if sum(uses[name] * len(value) for name, value in values.items()) > MAX_EXPANSION:
        raise ValueError(f"its declared entities expand to more than {MAX_EXPANSION:,} characters")


def _resolved(match: re.Match[str], declared: set[str]) -> str:
    """Return character references for an HTML entity that is not declared; other entities as they are."""
    characters = html5.get(f"{match[1]};") if match[1] not in declared else None
    return "".join(f"&#{ord(char)};" for char in characters) if characters else match[0]
