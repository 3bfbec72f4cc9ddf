"""What a query matches in a text: one definition for highlights and the choice of passages. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from corpus.text.analysis import ENGLISH, TokenTuple, token_tuples
from search.query.proximity import matched_positions, positions_of

Span = tuple[int, int]
"""The characters of a match: start and end."""


class PhraseTerms(NamedTuple):
    """The stemmed terms of a phrase, which may be ``slop`` positions apart."""

    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What a query matches: stemmed terms, folded words (of prefixes and fuzzy words), and phrases.

    ``weights`` are the idf of terms, by default all alike. ``expanded`` are the terms of all words that
    prefixes and fuzzy words stand for, by which a passage is chosen.
    """

    terms: Set[str] = frozenset()
    words: Set[str] = frozenset()
    phrases: tuple[PhraseTerms, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict, compare=False)
    expanded: frozenset[str] = frozenset()


def find_matches(text: str, query: QueryTerms, language: str = ENGLISH) -> tuple[Span, ...]:
    """Return the spans of all that a query matches in a text, in order and not overlapping."""
    return matches_in([tuple(token_tuples(text, language))], query)[0]


def matches_in(pieces: Sequence[Sequence[TokenTuple]], query: QueryTerms) -> list[tuple[Span, ...]]:
    """Return the spans of all that a query matches in each of the consecutive pieces of a text.

    A phrase may reach from one piece into the next. Its neighbouring words are one span, words between which
    others stand are several.
    """
    occurring = [positions for _, positions in _occurring(pieces, query.phrases) if positions]
    found = []
    first = 0
    for words in pieces:
        spans = [(s, e) for s, e, word, term in words if term in query.terms or word in query.words]
        if occurring:
            runs = (run for positions in occurring for run in _runs(words, first, positions))
            spans = list(_merged(sorted([*spans, *runs])))
        found.append(tuple(spans))
        first += len(words)
    return found


def phrases_among(words: Sequence[TokenTuple], phrases: Sequence[PhraseTerms]) -> list[PhraseTerms]:
    """Return the phrases that occur among the words of a text."""
    return [phrase for phrase, positions in _occurring([words], phrases) if positions]


def _occurring(
    pieces: Sequence[Sequence[TokenTuple]], phrases: Sequence[PhraseTerms]
) -> Iterator[tuple[PhraseTerms, list[int]]]:
    """Yield each phrase with the positions of the words that take part in its occurrences."""
    terms = (term for words in pieces for *_, term in words)
    positions = positions_of(terms, {term for phrase in phrases for term in phrase.terms})
    for phrase in phrases:
        yield phrase, matched_positions(positions, phrase.terms, phrase.slop)


def _runs(words: Sequence[TokenTuple], first: int, positions: Sequence[int]) -> Iterator[Span]:
    """Yield the span of each run of consecutive positions among words, the first of which is at ``first``."""
    own = positions[bisect_left(positions, first) : bisect_left(positions, first + len(words))]
    for _, run in groupby(enumerate(own), lambda pair: pair[1] - pair[0]):
        consecutive = [position - first for _, position in run]
        yield words[consecutive[0]][0], words[consecutive[-1]][1]


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join overlapping spans, which are in order."""
    first, last = -1, -1
    for start, end in spans:
        if start >= last:
            if last >= 0:
                yield first, last
            first = start
        last = max(last, end)
    if last >= 0:
        yield first, last
