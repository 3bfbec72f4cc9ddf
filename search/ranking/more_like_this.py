"""Units that speak of the same things in the same words: the weightiest terms of a text, asked as a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from corpus.text.tf_idf import content_terms, tf_idf
from search.engines.protocols import KeywordRetriever

TERMS_MOST = 100
COMMON = 0.3
"""A term of more than this share of the units says nothing."""


@dataclass(frozen=True, slots=True)
class Weighty:
    """A term with its weight and the word as first printed."""

    term: str
    weight: float
    printed: str


def weighty_terms(texts: Iterable[str], arm: KeywordRetriever, language: str) -> tuple[Weighty, ...]:
    """The terms that tell a text from others, weightiest first: (1 + ln tf) · ln(N / df).

    Figures are left out, and terms that no other unit has.
    """
    printed: dict[str, str] = {}
    counts = Counter(term for text in texts for term in content_terms(text, printed, language))
    found = [
        Weighty(term, tf_idf(count, len(arm), frequency), printed[term])
        for term, count in counts.items()
        if 1 < (frequency := arm.frequency(term)) < COMMON * len(arm)
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.term))[:TERMS_MOST])


def shared_words(weighty: Iterable[Weighty], terms: Set[str], most: int) -> list[str]:
    """The weightiest of some terms that another text has too, as printed."""
    return [one.printed for one in weighty if one.term in terms][:most]
