"""The passage shown of a hit, and where in it the query's words stand."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from corpus.store.analysis import tokens
from corpus.store.passages import Passage
from search.model import HitPassage

LEAD = 160
"""Characters that may stand before the first match; more are cut at a sentence."""
_SENTENCE_END = re.compile(r"[.!?…][”\"')\]]*\s+(?=[A-ZÀ-ÞА-Я“\"(\[])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: stemmed terms, folded words (of prefixes and fuzzy words), and phrases of terms."""

    terms: Set[str] = frozenset()
    words: Set[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()


def find_matches(text: str, wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """The (start, end) of every word or phrase to be marked, in order, not overlapping."""
    found = tokens(text)
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(found):
        length = _phrase_at([token.term for token in found[position : position + 32]], wanted.phrases)
        token = found[position]
        if length:
            spans.append((token.start, found[position + length - 1].end))
        elif (
            token.term in wanted.terms
            or token.word in wanted.words
            or token.word.startswith(wanted.prefixes or ("\0",))
        ):
            spans.append((token.start, token.end))
        position += max(length, 1)
    return tuple(spans)


def _phrase_at(ahead: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> int:
    return max((len(phrase) for phrase in phrases if tuple(ahead[: len(phrase)]) == phrase), default=0)


def best_passage(passages: Sequence[Passage], wanted: Wanted, nearest: int | None) -> Passage:
    """The passage with most different words of the query; the nearest in meaning decides between equals."""
    scored = [
        (_variety(passage.text, wanted) + (0.5 if passage.id == nearest else 0.0), -place, passage)
        for place, passage in enumerate(passages)
    ]
    return max(scored, key=lambda one: one[:2])[2]


def _variety(text: str, wanted: Wanted) -> int:
    return len({text[start:end].lower()[:6] for start, end in find_matches(text, wanted)})


def quote(passage: Passage, wanted: Wanted) -> HitPassage:
    """The passage as shown: from the sentence of the first match on, if that stands far down."""
    matches = find_matches(passage.text, wanted)
    start = _start(passage.text, matches[0][0]) if matches else 0
    return HitPassage(
        passage.text[start:],
        tuple((first - start, last - start) for first, last in matches if first >= start),
        passage.page,
        passage.anchor,
    )


def _start(text: str, match: int) -> int:
    if match <= LEAD:
        return 0
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, match)]
    paragraph = text.rfind("\n\n", 0, match) + 2
    start = max([*ends, paragraph if paragraph > 1 else 0], default=0)
    return start if match - start <= 3 * LEAD else max(text.rfind(" ", 0, match - LEAD) + 1, 0)
