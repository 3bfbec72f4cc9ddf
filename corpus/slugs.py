"""Slugs: URL parts made from printed headings. URLs are permanent, so the rule must never change."""

from __future__ import annotations

import hashlib
import re
import unicodedata

UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h"}
)
"""Lower-case Latin letters that Unicode does not decompose, with the letters that stand for them."""
_CYRILLIC = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэъь", [*"abvgde", "yo", *"ziiklmnoprstufye", "", ""], strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
)
_FURTHER_CYRILLIC = str.maketrans(
    {"і": "i", "є": "ie", "ґ": "g", "ј": "j", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dz"}
    | {"ѣ": "e", "ѳ": "f", "ѵ": "i"}
)
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "abgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
_HASH_LENGTH = 8
_NON_SLUG = re.compile(r"[^a-z0-9]+")
_TRIED_IN_TURN = 100
"""The duplicates of a slug that are numbered without gaps, whatever other slugs end in a number."""
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


def person_slug(name: str) -> str:
    """Return the slug of a person's name in any script; "" only for a name without letters and digits.

    Cyrillic and Greek are transliterated. A name with letters of another script ends in a hash of all of it.
    """
    lower = name.lower().translate(UNDECOMPOSED)
    cyrillic = unicodedata.normalize("NFC", transliterate_cyrillic(unicodedata.normalize("NFC", lower)))
    decomposed = unicodedata.normalize("NFKD", cyrillic).translate(_FURTHER_CYRILLIC).translate(_GREEK)
    base = _ascii(decomposed)
    return "-".join(part for part in (base, _hash(name)) if part) if _has_letters(decomposed) else base


def _has_letters(text: str) -> bool:
    """Return whether a text has letters or digits other than those of ASCII."""
    return any(char.isalnum() and not char.isascii() for char in text)


def _hash(name: str) -> str:
    """Return a hash of a name that ignores case and forms of composition."""
    key = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return hashlib.sha256(key.encode()).hexdigest()[:_HASH_LENGTH]


def unique_person_slug(name: str, taken: set[str]) -> str:
    """Return the slug of a person's name that is not in ``taken``, and add it; see ``unique_slug``."""
    return unique_slug(person_slug(name), taken)


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
    while unique in taken and count <= _TRIED_IN_TURN:
        count += 1
        unique = f"{base}-{count}"
    if unique in taken:
        unique = f"{base}-{_first_free(base, count, taken)}"
    taken.add(unique)
    return unique


def _first_free(base: str, count: int, taken: set[str]) -> int:
    """Return a number above ``count`` with which a slug is not in ``taken``, by a binary search."""
    step = count
    while f"{base}-{count + step}" in taken:
        step *= 2
    free, last = count + step, count
    while free - last > 1:
        middle = (free + last) // 2
        free, last = (free, middle) if f"{base}-{middle}" in taken else (middle, last)
    return free
