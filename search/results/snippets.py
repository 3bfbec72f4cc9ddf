"""The passage shown of a hit, and where in it the query's words stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heapify, heappop, heappush

from corpus.text.analysis import ENGLISH, Analysed, analysed
from search.model import HitPassage
from store.passages import Outline, Passage

LEAD = 160
"""Characters that may stand before the first match; more are cut at a sentence."""
NEAREST_SHARE = 0.3
"""Share of all that the query's words are worth which the passage nearest in meaning is given."""
PASSAGES_REMEMBERED = 2048
_SENTENCE_END = re.compile(r"[.!?…][”\"')\]]*\s+(?=[A-ZÀ-ÞА-Я“\"(\[])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: stemmed terms, folded words (of prefixes and fuzzy words), and phrases of terms.

    ``weights`` say how much the terms tell, by default all alike. ``expanded`` are the terms of all words
    that prefixes and fuzzy words stand for, by which a passage is chosen.
    """

    terms: Set[str] = frozenset()
    words: Set[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict, compare=False)
    expanded: frozenset[str] = frozenset()


def find_matches(text: str, wanted: Wanted, language: str = ENGLISH) -> tuple[tuple[int, int], ...]:
    """The (start, end) of every word or phrase to be marked, in order, not overlapping."""
    return _matches(tuple(analysed(text, language)), wanted)


def _matches(found: Sequence[Analysed], wanted: Wanted) -> tuple[tuple[int, int], ...]:
    wanted_terms, wanted_words, prefixes = wanted.terms, wanted.words, wanted.prefixes or ("\0",)
    if not wanted.phrases:
        return tuple(
            (start, end)
            for start, end, word, term in found
            if term in wanted_terms or word in wanted_words or word.startswith(prefixes)
        )
    spans: list[tuple[int, int]] = []
    beginning = phrases_by_term(wanted.phrases)
    position = 0
    while position < len(found):
        start, end, word, term = found[position]
        length = _phrase_at(found, position, beginning[term]) if term in beginning else 0
        if length:
            spans.append((start, found[position + length - 1][1]))
        elif term in wanted_terms or word in wanted_words or word.startswith(prefixes):
            spans.append((start, end))
        position += max(length, 1)
    return tuple(spans)


@lru_cache(maxsize=PASSAGES_REMEMBERED)
def _words_of(passage: str, language: str) -> tuple[Analysed, ...]:
    """The words of a passage; the same ones are shown again and again."""
    return tuple(analysed(passage, language))


def phrases_by_term(phrases: Sequence[tuple[str, ...]]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Map the first term of each phrase to the phrases that begin with it."""
    beginning: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in phrases:
        if phrase:
            beginning[phrase[0]].append(phrase)
    return dict(beginning)


def _phrase_at(found: Sequence[Analysed], position: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """The length of the longest phrase that begins at a position; 0: none."""
    return max(
        (
            len(phrase)
            for phrase in phrases
            if tuple(term for _, _, _, term in found[position : position + len(phrase)]) == phrase
        ),
        default=0,
    )


def best_passages(
    outlines: Sequence[Outline],
    wanted: Wanted,
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
    is_sought = bool(wanted.terms or wanted.words or wanted.prefixes or wanted.phrases)
    sought = {f" {term} ": wanted.weights.get(term, 1.0) for term in wanted.terms}
    share = NEAREST_SHARE * sum(sought.values())

    def order(outline: Outline, others: int) -> tuple[float, bool, bool, int]:
        is_nearest, is_text = outline.id == nearest, outline.part == "text"
        found = sum(worth for term, worth in sought.items() if term in outline.terms)
        return -found - others - share * is_nearest, not is_nearest, is_text != is_sought, outline.id

    possible = {outline.id: [p for p in wanted.phrases if outline.has_all(p)] for outline in outlines}
    heap = [
        (order(outline, _expanded(outline, wanted) + sum(map(len, possible[outline.id]))), outline, False)
        for outline in outlines
    ]
    heapify(heap)
    best: list[int] = []
    while heap and len(best) < count:
        _, outline, is_checked = heappop(heap)
        if is_checked or not possible[outline.id]:
            best.append(outline.id)
            continue
        standing = _standing(text_of(outline.id), possible[outline.id], language)
        heappush(heap, (order(outline, _expanded(outline, wanted) + standing), outline, True))
    return best


def _expanded(outline: Outline, wanted: Wanted) -> int:
    """How many terms of the words that prefixes and near spellings stand for a passage has."""
    return len(wanted.expanded.intersection(outline.terms.split(" "))) if wanted.expanded else 0


def _standing(text: str, phrases: Iterable[tuple[str, ...]], language: str) -> int:
    """How many words the phrases have that occur in a text."""
    terms = f" {' '.join(term for _, _, _, term in _words_of(text, language))} "
    return sum(len(phrase) for phrase in phrases if f" {' '.join(phrase)} " in terms)


def quote(
    passage: Passage, wanted: Wanted, nearest: tuple[int, int] | None = None, language: str = ENGLISH
) -> HitPassage:
    """The passage as shown: from the sentence of the first match on, if that stands far down.

    Args:
        nearest: the sentence nearest in meaning.
    """
    matches = _matches(_words_of(passage.text, language), wanted)
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
