"""Language tags, and language identification for texts without a declared language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

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
    "ca": "cat catalan katalanisch",
    "fi": "fin finnish finnisch",
    "et": "est estonian estnisch",
    "lv": "lav latvian lettisch",
    "lt": "lit lithuanian litauisch",
    "hr": "hrv croatian kroatisch",
    "sr": "srp serbian serbisch",
    "sk": "slo slk slovak slowakisch",
    "sl": "slv slovenian slowenisch",
    "ro": "rum ron romanian rumänisch",
    "bg": "bul bulgarian bulgarisch",
    "yi": "yid yiddish jiddisch",
    "nds": "low_german middle_low_german niederdeutsch mittelniederdeutsch",
}
_CODE_OF = {name: code for code, names in _CODES.items() for name in names.split()}
NO_LANGUAGE = frozenset(("und", "mul", "mis", "zxx"))
"""Codes of ISO 639-2 that name no language: undetermined, several, uncoded, none."""
_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS = 5
"""The fewest words of a text whose language is guessed."""
_MAX_CHARS = 4_000
_ITERATIONS = 10


def primary_subtag(language: str) -> str:
    """Return the primary subtag of a language tag (RFC 5646), in lower case: ``de`` for ``de-CH``."""
    return language.partition("-")[0].lower()


def language_tag(name: str) -> str:
    """Return the two-letter code for a language's name or three-letter code ("ger", "Deutsch" → "de").

    A code that names no language becomes "", anything else is returned unchanged.
    """
    return "" if primary_subtag(name) in NO_LANGUAGE else _CODE_OF.get("_".join(name.lower().split()), name)


def is_language(tag: str) -> bool:
    """Return whether a tag is the code of a language whose names are known."""
    return tag in _CODES


def guess_languages(texts: Sequence[str]) -> list[str]:
    """Return the two-letter code of the language of each text in an edition.

    The probabilities of each text (py3langid: naive Bayes on n-grams of bytes) are weighted by the shares of
    the languages in the edition, which are estimated from all texts by expectation maximisation (Dempster,
    Laird and Rubin 1977, mixing proportions alone): a short text is hardly in a language of its own.

    Returns:
        "" for a text with fewer than five words.
    """
    long_texts = {at: text for at, text in enumerate(texts) if len(_WORD.findall(text)) >= _MIN_WORDS}
    languages = [""] * len(texts)
    if not long_texts:
        return languages
    identifier = _identifier()
    ranked = (identifier.rank(text[:_MAX_CHARS]) for text in long_texts.values())
    probabilities = np.array([[ranks[label] for label in identifier.labels] for ranks in map(dict, ranked)])
    shares = np.full(len(identifier.labels), 1 / len(identifier.labels))
    for _ in range(_ITERATIONS):
        weighted = probabilities * shares
        shares = (weighted / weighted.sum(axis=1, keepdims=True)).mean(axis=0)
    for at, best in zip(long_texts, (probabilities * shares).argmax(axis=1).tolist(), strict=True):
        languages[at] = identifier.labels[best]
    return languages


@cache
def _identifier() -> LanguageIdentifier:
    """Return the language identifier, which takes a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
