"""Slugs: URL parts made from printed headings. URLs are permanent, so the rule must never change."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэъь", [*"abvgde", "yo", *"ziiklmnoprstufye", "", ""], strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
)
_NON_SLUG = re.compile(r"[^a-z0-9]+")
_FALLBACK = "unnamed"


def slug(text: str) -> str:
    """Return the slug of a text: its ASCII letters and digits in lower case, all else as single hyphens.

    Accents are removed (NFKD). Cyrillic is transliterated only if nothing would be left otherwise; a text
    without Latin or Cyrillic letters and digits has the slug "".
    """
    return _ascii(text) or _ascii(transliterate_cyrillic(text.lower()))


def transliterate_cyrillic(text: str) -> str:
    """Transliterate lower-case Cyrillic letters to Latin ones; other characters are unchanged."""
    return text.translate(_CYRILLIC)


def _ascii(text: str) -> str:
    """Return the slug of a text without transliteration; "" if it has no ASCII letters or digits."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NON_SLUG.sub("-", bare.lower()).strip("-")


def unique_slug(text: str, taken: set[str]) -> str:
    """Return a slug that is not in ``taken``, and add it to ``taken``.

    Duplicates end in ``-2``, ``-3`` …; a text without a slug becomes ``unnamed``.
    """
    base = slug(text) or _FALLBACK
    unique, count = base, 1
    while unique in taken:
        count += 1
        unique = f"{base}-{count}"
    taken.add(unique)
    return unique
