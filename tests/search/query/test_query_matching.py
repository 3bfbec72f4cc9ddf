from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.analysis import terms, token_tuples
from search.query.matching import PhraseTerms, QueryTerms, find_matches, matches_in, phrases_among

TEXT = "The grain plan and the procurement of grain; seed."


def query(*phrases: tuple[str, int]) -> QueryTerms:
    return QueryTerms(phrases=tuple(PhraseTerms(tuple(terms(text)), slop) for text, slop in phrases))


@pytest.mark.parametrize(
    ("phrases", "marked"),
    [
        ([("grain plan", 0)], ["grain plan"]),
        ([("plan grain", 0)], []),
        ([("plan procurement", 2)], ["plan", "procurement"]),
        ([("grain procurement", 9)], ["grain", "procurement", "grain"]),
        ([("grain plan", 0), ("plan and the", 0)], ["grain plan and the"]),
        ([("grain grain", 9)], ["grain", "grain"]),
        ([("coal plan", 9)], []),
    ],
)
def test_the_words_of_phrases_are_marked(phrases: list[tuple[str, int]], marked: list[str]) -> None:
    assert [TEXT[start:end] for start, end in find_matches(TEXT, query(*phrases))] == marked


def test_a_phrase_reaches_from_one_piece_into_the_next() -> None:
    pieces = [tuple(token_tuples(text)) for text in ("Seed", "", "loans. Seed")]
    assert matches_in(pieces, query(("seed loans", 0))) == [((0, 4),), (), ((0, 5),)]


WORDS = st.lists(st.sampled_from("abc"), max_size=12)
PHRASES = st.lists(st.tuples(st.sampled_from(["a b", "b c a", "a a", "c"]), st.integers(0, 5)), max_size=3)


@given(WORDS, PHRASES, st.sets(st.sampled_from("abc")), st.integers(0, 12))
def test_pieces_are_marked_as_the_whole(
    words: list[str], phrases: list[tuple[str, int]], single: set[str], cut: int
) -> None:
    asked = QueryTerms(frozenset(single), phrases=query(*phrases).phrases)
    pieces = [tuple(token_tuples(" ".join(part))) for part in (words[:cut], words[cut:])]
    whole = find_matches(" ".join(words), asked)
    marked = [text for start, end in whole for text in " ".join(words)[start:end].split()]
    parts = zip((words[:cut], words[cut:]), matches_in(pieces, asked), strict=True)
    assert marked == [w for part, spans in parts for s, e in spans for w in " ".join(part)[s:e].split()]
    assert all(first[1] < second[0] for first, second in pairwise(whole))


@given(WORDS, PHRASES)
def test_a_phrase_is_marked_where_it_occurs(words: list[str], phrases: list[tuple[str, int]]) -> None:
    asked = query(*phrases)
    found = phrases_among(tuple(token_tuples(" ".join(words))), asked.phrases)
    assert bool(found) == bool(find_matches(" ".join(words), asked))
