"""Selection of the passages shown with a hit, and their highlights."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from heapq import heapify, heappop, heappush

from corpus.text.analysis import ENGLISH, TokenTuple, token_tuples
from search.model import HitPassage
from search.query.matching import PhraseTerms, QueryTerms, Span, matches_in, phrases_among
from store.passages import Passage, PassageTerms

LEAD = 160
"""Maximum number of characters before the first match; longer leads are cut at a sentence boundary."""
MOST_SIMILAR_SHARE = 0.3
"""Bonus of the most similar passage, as a share of the total weight of the query's terms."""
PASSAGES_CACHED = 2048
SNIPPET_LENGTH = 200
"""Maximum number of characters of a snippet where the whole text may not be shown."""
WORD_LENGTH = 30
"""Maximum number of characters by which a snippet is shortened to begin or end with a whole word."""
_SENTENCE_END = re.compile(r"[.!?…][”\"')\]]*\s+(?=[A-ZÀ-ÞА-Я“\"(\[])")


@lru_cache(maxsize=PASSAGES_CACHED)
def _words_of(passage: str, language: str) -> tuple[TokenTuple, ...]:
    """Return the analysed words of a passage; cached, since passages recur in results."""
    return tuple(token_tuples(passage, language))


def best_passages(
    candidates: Sequence[PassageTerms],
    query: QueryTerms,
    most_similar: int | None,
    text_of: Callable[[int], str],
    count: int = 1,
    language: str = ENGLISH,
) -> list[int]:
    """Return the ids of the ``count`` passages that match most of a query, best first.

    A passage scores by the idf of the matched terms, one per matched expansion term, and one per word of
    matched phrases; the most similar passage has a bonus of ``MOST_SIMILAR_SHARE`` of the total idf. Ties are
    won by the most similar passage, then by text over abstract (by the abstract if the query has no terms),
    then by order. Passages are only read to verify phrases, and only while the outcome depends on it.

    Args:
        most_similar: the id of the passage most similar to the query; None if unknown.
        text_of: returns the text of a passage.
    """
    has_terms = query != QueryTerms()
    weights = {f" {term} ": query.weights.get(term, 1.0) for term in query.terms - query.expanded}
    share = MOST_SIMILAR_SHARE * sum(weights.values())

    def sort_key(candidate: PassageTerms, others: int) -> tuple[float, bool, bool, int]:
        is_most_similar, is_text = candidate.id == most_similar, candidate.part == "text"
        matched = sum(weight for term, weight in weights.items() if term in candidate.terms)
        score = matched + others + share * is_most_similar
        return -score, not is_most_similar, is_text != has_terms, candidate.id

    possible = {
        candidate.id: [p for p in query.phrases if candidate.contains_all(p.terms)]
        for candidate in candidates
    }
    heap = [
        (
            sort_key(candidate, _count_expanded(candidate, query) + _length(possible[candidate.id])),
            candidate,
            False,
        )
        for candidate in candidates
    ]
    heapify(heap)
    best: list[int] = []
    while heap and len(best) < count:
        _, candidate, is_checked = heappop(heap)
        if is_checked or not possible[candidate.id]:
            best.append(candidate.id)
            continue
        matched = phrases_among(_words_of(text_of(candidate.id), language), possible[candidate.id])
        heappush(
            heap, (sort_key(candidate, _count_expanded(candidate, query) + _length(matched)), candidate, True)
        )
    return best


def _count_expanded(candidate: PassageTerms, query: QueryTerms) -> int:
    """Return the number of terms expanded from prefixes and fuzzy words in a passage."""
    return len(query.expanded.intersection(candidate.terms.split(" "))) if query.expanded else 0


def _length(phrases: Iterable[PhraseTerms]) -> int:
    """Return the total number of words in some phrases."""
    return sum(len(phrase.terms) for phrase in phrases)


def quote(
    passage: Passage, query: QueryTerms, similar_sentence: Span | None = None, language: str = ENGLISH
) -> HitPassage:
    """Return a passage with highlights, starting at the sentence of the first match if that comes late.

    Args:
        similar_sentence: the offsets of the sentence most similar to the query, if any.
    """
    return _quoted(passage, matches_in([_words_of(passage.text, language)], query)[0], similar_sentence)


def quote_across(passages: Sequence[Passage], query: QueryTerms, language: str) -> HitPassage | None:
    """Return the first passage of a text with a match; None if none has.

    A phrase may begin in one passage and end in the next.
    """
    matches = matches_in([_words_of(passage.text, language) for passage in passages], query)
    pairs = zip(passages, matches, strict=True)
    return next((_quoted(passage, spans, None) for passage, spans in pairs if spans), None)


def _quoted(passage: Passage, matches: Sequence[Span], similar_sentence: Span | None) -> HitPassage:
    """Return a passage with highlights, cut to begin near its first match or its similar sentence."""
    first = min(start for start, _ in (*matches, similar_sentence or (len(passage.text), 0)))
    start = _start(passage.text, first) if matches or similar_sentence else 0
    return HitPassage(
        passage.text[start:],
        tuple((first - start, last - start) for first, last in matches if first >= start),
        passage.page,
        passage.anchor,
        passage.part,
        (similar_sentence[0] - start, similar_sentence[1] - start) if similar_sentence else None,
        start,
    )


def cut_snippet(passage: HitPassage) -> HitPassage | None:
    """Return a passage cut to a snippet, with the highlights in it; None if nothing may be quoted.

    The passage is divided into an even number of stretches of at most ``SNIPPET_LENGTH`` characters, of which
    every second is never quoted: no number of queries yields more than half of a text. The first of the
    others that has a match is chosen, else the first at all.
    """
    length = passage.offset + len(passage.text)
    pairs = max(math.ceil(length / (2 * SNIPPET_LENGTH)), 1)
    size = length // (2 * pairs)
    within = (2 * pair * size - passage.offset for pair in range(pairs))
    stretches = [_words_within(passage.text, start, start + size) for start in within]
    snippets = [_cut(passage, *stretch) for stretch in stretches if stretch]
    return max(snippets, key=lambda snippet: bool(snippet.highlights), default=None)


def _words_within(text: str, start: int, end: int) -> Span | None:
    """Return the span of the whole words between two offsets in a text; None if there are none.

    ``start`` may lie before the text. A word longer than ``WORD_LENGTH`` is cut, since scripts without
    spaces have no others.
    """
    start, end = max(start, 0), min(end, len(text))
    bounds = [at for at in range(start, end + 1) if at in (0, len(text)) or _is_boundary(text, at)]
    first = next((at for at in bounds if at - start <= WORD_LENGTH), start)
    last = next((at for at in reversed(bounds) if end - at <= WORD_LENGTH), end)
    return (first, last) if text[first:last].strip() else None


def _is_boundary(text: str, at: int) -> bool:
    """Return whether no word extends over an offset, which is neither the first nor the last."""
    return not (text[at - 1].isalnum() and text[at].isalnum())


def _cut(passage: HitPassage, start: int, end: int) -> HitPassage:
    """Return a passage cut to a span of its text, with the highlights in it."""
    highlights = tuple(
        (first - start, last - start) for first, last in passage.highlights if start <= first and last <= end
    )
    offset = passage.offset + start
    return replace(passage, text=passage.text[start:end], highlights=highlights, nearest=None, offset=offset)


def _start(text: str, match: int) -> int:
    """Return the offset at which a passage with its first match at ``match`` is cut; 0 if that is early."""
    if match <= LEAD:
        return 0
    ends = [boundary.end() for boundary in _SENTENCE_END.finditer(text, 0, match)]
    paragraph = text.rfind("\n\n", 0, match) + 2
    start = max([*ends, paragraph if paragraph > 1 else 0], default=0)
    return start if match - start <= 3 * LEAD else max(text.rfind(" ", 0, match - LEAD) + 1, 0)
