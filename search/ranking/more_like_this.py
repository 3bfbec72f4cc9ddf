"""Units that speak of the same things in the same words: the weightiest terms of a text, asked as a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from corpus.text.tf_idf import content_terms, tf_idf
from search.engines.protocols import KeywordRetriever

KEY_TERMS_MAX = 100
COMMON = 0.3
"""A term of more than this share of the units says nothing."""


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A term with its weight and the word as first printed."""

    term: str
    weight: float
    printed: str


def extract_key_terms(
    texts: Iterable[str], keyword_retriever: KeywordRetriever, language: str
) -> tuple[KeyTerm, ...]:
    """The terms that tell a text from others, weightiest first: (1 + ln tf) · ln(N / df).

    Figures are left out, and terms that no other unit has.
    """
    printed: dict[str, str] = {}
    counts = Counter(term for text in texts for term in content_terms(text, printed, language))
    units = len(keyword_retriever)
    found = [
        KeyTerm(term, tf_idf(count, units, document_frequency), printed[term])
        for term, count in counts.items()
        if 1 < (document_frequency := keyword_retriever.document_frequency(term)) < COMMON * units
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.term))[:KEY_TERMS_MAX])


def shared_key_words(key_terms: Iterable[KeyTerm], terms: Set[str], most: int) -> list[str]:
    """The weightiest of some terms that another text has too, as printed."""
    return [one.printed for one in key_terms if one.term in terms][:most]
