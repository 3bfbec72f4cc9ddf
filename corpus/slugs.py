"""Slugs: the part of an address made from a printed heading. They are promises, so the rule never changes."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")
_NAMELESS = "unnamed"


def slug(text: str) -> str:
    """Make a slug: NFKD without accents, ASCII, lower case, runs of other characters one hyphen."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _OTHER.sub("-", bare.lower()).strip("-")


def unique_slug(text: str, taken: set[str]) -> str:
    """Make a slug that is not yet ``taken`` and take it; the second of a kind gets ``-2``."""
    wanted = slug(text) or _NAMELESS
    chosen, count = wanted, 1
    while chosen in taken:
        count += 1
        chosen = f"{wanted}-{count}"
    taken.add(chosen)
    return chosen
