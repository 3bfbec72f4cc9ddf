"""The key terms of a text, of which those that it shares with another are shown as a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import islice

from corpus.text.tf_idf import content_terms, tf_idf
from search.engines.protocols import KeywordRetriever

KEY_TERMS_MAX = 100
FREQUENCY_MAX = 0.3
"""Share of the units from which on a term is too common to be a key term."""


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A key term: the stemmed term, its tf-idf weight, and the word as it first occurs in the text.

    ``is_rare`` is whether so few units have it that sharing it is a reason to relate two of them: at most
    the square root of their number, so that its idf is at least half of the highest possible.
    """

    term: str
    weight: float
    printed: str
    is_rare: bool


def extract_key_terms(
    texts: Iterable[str], keyword_retriever: KeywordRetriever, language: str
) -> tuple[KeyTerm, ...]:
    """Return at most ``KEY_TERMS_MAX`` terms of a text by descending tf-idf, (1 + ln tf) * ln(N / df).

    Stop words, numbers, single letters, terms in fewer than two units and terms in at least ``FREQUENCY_MAX``
    of the units are omitted.

    Args:
        texts: the parts of the text, all in ``language``.
    """
    printed: dict[str, str] = {}
    counts = Counter(term for text in texts for term in content_terms(text, printed, language))
    units = len(keyword_retriever)
    candidates = [
        KeyTerm(
            term,
            tf_idf(count, units, document_frequency),
            printed[term],
            is_rare=document_frequency**2 <= units,
        )
        for term, count in counts.items()
        if 1 < (document_frequency := keyword_retriever.document_frequency(term)) < FREQUENCY_MAX * units
    ]
    return tuple(sorted(candidates, key=lambda key_term: (-key_term.weight, key_term.term))[:KEY_TERMS_MAX])


def shared_key_words(key_terms: Iterable[KeyTerm], terms: Set[str], limit: int) -> list[str]:
    """Return the first ``limit`` rare key terms that are among the terms of another text, as printed."""
    shared = (key_term for key_term in key_terms if key_term.is_rare and key_term.term in terms)
    return [key_term.printed for key_term in islice(shared, limit)]
