"""Language tags, and language detection by common words for texts without a declared language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = {
    "en": "the and of to that is was with for it you not which have this",
    "de": "der die und ich nicht das ist mit den zu sie ein von auch sich",
    "fr": "le la les et des que je vous est une pas qui dans pour du",
    "it": "il che di non per una sono con della mi le si gli ho del",
    "es": "el los que de las una por con del no su muy como pero yo",
    "ru": "и в не что на я с как он это но его к по за мы",
    "nl": "de het een en van ik dat niet is je op te zijn voor met aan",
    "la": "et in est non ut ad cum quod sed ex nec me ab quae si",
}
_LANGUAGES_OF = {word: [code for code, words in _WORDS.items() if word in words.split()]
       for words in _WORDS.values() for word in words.split()}  # fmt: skip
_MIN_WORDS = 5


def primary_subtag(language: str) -> str:
    """Return the primary subtag of a language tag (RFC 5646), in lower case: ``de`` for ``de-CH``."""
    return language.partition("-")[0].lower()


def guess_language(texts: Iterable[str]) -> str | None:
    """Return the two-letter code of the language with the most common words in the texts.

    Returns:
        None if fewer than five of its common words occur.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        for word in re.findall(r"[^\W\d_]+", text.lower()):
            counts.update(_LANGUAGES_OF.get(word, ()))
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= _MIN_WORDS else None
