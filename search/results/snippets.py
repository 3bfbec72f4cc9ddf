"""The passage shown of a hit, and where in it the query's words stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush

from corpus.text.analysis import ENGLISH, TokenTuple, token_tuples
from search.model import HitPassage
from search.query.matching import PhraseTerms, QueryTerms, Span, matches_in, phrases_among
from store.passages import Passage, PassageTerms

LEAD = 160
"""Characters that may stand before the first match; more are cut at a sentence."""
MOST_SIMILAR_SHARE = 0.3
"""Share of all that the query's words are worth which the passage nearest in meaning is given."""
PASSAGES_CACHED = 2048
_SENTENCE_END = re.compile(r"[.!?…][”\"')\]]*\s+(?=[A-ZÀ-ÞА-Я“\"(\[])")


@lru_cache(maxsize=PASSAGES_CACHED)
def _words_of(passage: str, language: str) -> tuple[TokenTuple, ...]:
    """The words of a passage; the same ones are shown again and again."""
    return tuple(token_tuples(passage, language))


def best_passages(
    outlines: Sequence[PassageTerms],
    query: QueryTerms,
    nearest: int | None,
    text_of: Callable[[int], str],
    count: int = 1,
    language: str = ENGLISH,
) -> list[int]:
    """Return the ids of the passages that have most of the query, its rare words counting more.

    The nearest in meaning has a share of it more; of equals it comes first, then the text's own. Where
    nothing is looked for, an abstract says more than the beginning of a letter. Passages are read only as far
    as phrases decide: one is checked when it would be the best if it had all whose terms it has.

    Args:
        text_of: reads a passage.
    """
    is_sought = query != QueryTerms()
    sought = {f" {term} ": query.weights.get(term, 1.0) for term in query.terms - query.expanded}
    share = MOST_SIMILAR_SHARE * sum(sought.values())

    def order(outline: PassageTerms, others: int) -> tuple[float, bool, bool, int]:
        is_nearest, is_text = outline.id == nearest, outline.part == "text"
        found = sum(worth for term, worth in sought.items() if term in outline.terms)
        return -found - others - share * is_nearest, not is_nearest, is_text != is_sought, outline.id

    possible = {
        outline.id: [p for p in query.phrases if outline.contains_all(p.terms)] for outline in outlines
    }
    heap = [
        (order(outline, _expanded(outline, query) + _length(possible[outline.id])), outline, False)
        for outline in outlines
    ]
    heapify(heap)
    best: list[int] = []
    while heap and len(best) < count:
        _, outline, is_checked = heappop(heap)
        if is_checked or not possible[outline.id]:
            best.append(outline.id)
            continue
        found = phrases_among(_words_of(text_of(outline.id), language), possible[outline.id])
        heappush(heap, (order(outline, _expanded(outline, query) + _length(found)), outline, True))
    return best


def _expanded(outline: PassageTerms, query: QueryTerms) -> int:
    """How many terms of the words that prefixes and near spellings stand for a passage has."""
    return len(query.expanded.intersection(outline.terms.split(" "))) if query.expanded else 0


def _length(phrases: Iterable[PhraseTerms]) -> int:
    """How many words some phrases have together."""
    return sum(len(phrase.terms) for phrase in phrases)


def quote(
    passage: Passage, query: QueryTerms, nearest: Span | None = None, language: str = ENGLISH
) -> HitPassage:
    """The passage as shown: from the sentence of the first match on, if that stands far down.

    Args:
        nearest: the sentence nearest in meaning.
    """
    return _quoted(passage, matches_in([_words_of(passage.text, language)], query)[0], nearest)


def quote_across(passages: Sequence[Passage], query: QueryTerms, language: str) -> HitPassage | None:
    """The first of all passages of a text with a match, which may reach into the next; None without any."""
    matches = matches_in([_words_of(passage.text, language) for passage in passages], query)
    pairs = zip(passages, matches, strict=True)
    return next((_quoted(passage, own, None) for passage, own in pairs if own), None)


def _quoted(passage: Passage, matches: Sequence[Span], nearest: Span | None) -> HitPassage:
    first = min(place for place, _ in (*matches, nearest or (len(passage.text), 0)))
    start = _start(passage.text, first) if matches or nearest else 0
    return HitPassage(
        passage.text[start:],
        tuple((first - start, last - start) for first, last in matches if first >= start),
        passage.page,
        passage.anchor,
        passage.part,
        (nearest[0] - start, nearest[1] - start) if nearest else None,
    )


def _start(text: str, match: int) -> int:
    if match <= LEAD:
        return 0
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, match)]
    paragraph = text.rfind("\n\n", 0, match) + 2
    start = max([*ends, paragraph if paragraph > 1 else 0], default=0)
    return start if match - start <= 3 * LEAD else max(text.rfind(" ", 0, match - LEAD) + 1, 0)
