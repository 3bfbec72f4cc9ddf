"""Slugs: the part of an address made from a printed heading. They are promises, so the rule never changes."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэъь", [*"abvgde", "yo", *"ziiklmnoprstufye", "", ""], strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
)
_OTHER = re.compile(r"[^a-z0-9]+")
_NAMELESS = "unnamed"


def slug(text: str) -> str:
    """Make a slug: NFKD without accents, ASCII, lower case, runs of other characters one hyphen.

    Only what would leave nothing is transliterated first.
    """
    return _ascii(text) or _ascii(transliterate_cyrillic(text.lower()))


def transliterate_cyrillic(text: str) -> str:
    """Put Latin letters for small Cyrillic ones."""
    return text.translate(_CYRILLIC)


def _ascii(text: str) -> str:
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
