"""Where a query matches in a text: one definition for highlights and passage selection. Pure functions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from corpus.text.analysis import ENGLISH, TokenTuple, token_tuples
from search.query.proximity import matched_positions, positions_of

Span = tuple[int, int]
"""The (start, end) character offsets of a match."""


class PhraseTerms(NamedTuple):
    """The stemmed terms of a phrase, with its slop."""

    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms to highlight: stemmed terms, folded words (of prefixes and fuzzy words) and phrases.

    ``weights`` maps terms to their idf; a missing term has the weight 1. ``expanded`` are the stemmed terms
    of all words that prefixes and fuzzy words expand to; they only count when a passage is selected.
    """

    terms: Set[str] = frozenset()
    words: Set[str] = frozenset()
    phrases: tuple[PhraseTerms, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict, compare=False)
    expanded: frozenset[str] = frozenset()


def find_matches(text: str, query: QueryTerms, language: str = ENGLISH) -> tuple[Span, ...]:
    """Return the offsets of all matches of a query in a text, in order and without overlaps."""
    return matches_in([tuple(token_tuples(text, language))], query)[0]


def matches_in(pieces: Sequence[Sequence[TokenTuple]], query: QueryTerms) -> list[tuple[Span, ...]]:
    """Return the offsets of all matches of a query in each of several consecutive pieces of a text.

    A phrase may continue from one piece into the next. Adjacent words of a phrase form one span, separated
    words several.
    """
    occurring = [positions for _, positions in _occurring(pieces, query.phrases) if positions]
    matches = []
    first = 0
    for words in pieces:
        spans = [(s, e) for s, e, word, term in words if term in query.terms or word in query.words]
        if occurring:
            runs = (run for positions in occurring for run in _runs(words, first, positions))
            spans = list(_merged(sorted([*spans, *runs])))
        matches.append(tuple(spans))
        first += len(words)
    return matches


def phrases_among(words: Sequence[TokenTuple], phrases: Sequence[PhraseTerms]) -> list[PhraseTerms]:
    """Return the phrases that occur in a text, given as its tokens."""
    return [phrase for phrase, positions in _occurring([words], phrases) if positions]


def _occurring(
    pieces: Sequence[Sequence[TokenTuple]], phrases: Sequence[PhraseTerms]
) -> Iterator[tuple[PhraseTerms, list[int]]]:
    """Yield each phrase with the positions of the words in its occurrences, counted over all pieces."""
    terms = (term for words in pieces for *_, term in words)
    positions = positions_of(terms, {term for phrase in phrases for term in phrase.terms})
    for phrase in phrases:
        yield phrase, matched_positions(positions, phrase.terms, phrase.slop)


def _runs(words: Sequence[TokenTuple], first: int, positions: Sequence[int]) -> Iterator[Span]:
    """Yield the span of each run of consecutive positions in a piece whose first word is at ``first``."""
    inside = positions[bisect_left(positions, first) : bisect_left(positions, first + len(words))]
    for _, run in groupby(enumerate(inside), lambda pair: pair[1] - pair[0]):
        consecutive = [position - first for _, position in run]
        yield words[consecutive[0]][0], words[consecutive[-1]][1]


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, given in order, with overlapping ones merged."""
    first, last = -1, -1
    for start, end in spans:
        if start >= last:
            if last >= 0:
                yield first, last
            first = start
        last = max(last, end)
    if last >= 0:
        yield first, last
