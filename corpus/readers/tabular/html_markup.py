"""HTML in the cells of a table, converted to the lightweight markup of letters."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

_BLOCKS: Final = """
address article aside blockquote center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li
main ol p para pre section table tbody td tfoot th thead tr ul
"""
_OTHERS: Final = """
a abbr acronym big body code del font head html img ins label mark meta nobr s samp small span strike sub sup
tt u var wbr
"""
_REPLACEMENTS: Final = {
    **dict.fromkeys(_BLOCKS.split(), "\n\n"),
    **dict.fromkeys(("br", "lb"), "\n"),
    **dict.fromkeys(("i", "em", "cite"), "*"),
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(_OTHERS.split(), ""),
}
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*|/)?>")
_HIDDEN: Final = re.compile(
    r"<(script|style|title)\b[^<>]*>[^<]*</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_ENTITY: Final = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def convert_html(text: str, removed: Counter[str]) -> str:
    """Return a text with tags of HTML as paragraphs, line breaks and emphasis, and entities as characters.

    What looks like a tag but is none of HTML's stays ("<illegible>"). A text without tags and entities is
    returned unchanged.

    Args:
        removed: counts the tags that leave no trace in the result, by name, and what is hidden in scripts,
            styles and comments.
    """
    if "<" in text:
        text = _HIDDEN.sub(lambda hidden: _remove(removed, (hidden[1] or "comment").lower()), text)
        text = _TAG.sub(lambda tag: _convert(tag, removed), text)
    return unescape_entities(text).strip("\n")


def unescape_entities(text: str) -> str:
    """Return a text with the entities of HTML as characters ("&amp;" → "&")."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _convert(tag: re.Match[str], removed: Counter[str]) -> str:
    """Return what stands for a tag; itself if it is none of HTML's."""
    name = tag[2].lower()
    replacement = _REPLACEMENTS.get(name, tag[0])
    return _remove(removed, name) if replacement == "" and not tag[1] else replacement


def _remove(removed: Counter[str], name: str) -> str:
    """Count what is removed, and return nothing to stand for it."""
    removed[name] += 1
    return ""
