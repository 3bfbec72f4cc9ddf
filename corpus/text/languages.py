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
_CODES = {
    "en": "eng english englisch anglais английский",
    "de": "ger deu german deutsch allemand немецкий",
    "fr": "fre fra french französisch français французский",
    "it": "ita italian italienisch italiano итальянский",
    "es": "spa spanish spanisch español испанский",
    "ru": "rus russian russisch russe русский",
    "nl": "dut nld dutch niederländisch nederlands нидерландский",
    "la": "lat latin latein latinum латинский",
    "pl": "pol polish polnisch polski",
    "cs": "cze ces czech tschechisch",
    "sv": "swe swedish schwedisch",
    "da": "dan danish dänisch",
    "no": "nor norwegian norwegisch",
    "pt": "por portuguese portugiesisch",
    "hu": "hun hungarian ungarisch",
    "el": "gre ell greek griechisch",
    "he": "heb hebrew hebräisch",
    "ar": "ara arabic arabisch",
    "tr": "tur turkish türkisch",
    "uk": "ukr ukrainian украинский",
    "zh": "chi zho chinese",
    "ja": "jpn japanese",
}
_CODE_OF = {name: code for code, names in _CODES.items() for name in names.split()}
_LANGUAGES_OF = {word: [code for code, words in _WORDS.items() if word in words.split()]
       for words in _WORDS.values() for word in words.split()}  # fmt: skip
_MIN_WORDS = 5


def primary_subtag(language: str) -> str:
    """Return the primary subtag of a language tag (RFC 5646), in lower case: ``de`` for ``de-CH``."""
    return language.partition("-")[0].lower()


def language_tag(name: str) -> str:
    """Return the two-letter code for a language's name or three-letter code ("ger", "Deutsch" → "de").

    Anything else is returned unchanged.
    """
    return _CODE_OF.get(name.strip().lower(), name)


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
