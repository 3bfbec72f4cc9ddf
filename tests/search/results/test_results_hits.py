"""A hit shows the letter's own passage where it is comparable to the best one of an abstract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from corpus.model import Unit
from corpus.text.analysis import terms
from search.query.matching import PhraseTerms, QueryTerms
from search.ranking.ranking import RankedUnit
from search.results.hits import HitBuilder
from store.passages import Part, Passage, PassageTerms

LETTER = Unit("narva/doc-1", "narva", "document", "Berg to Lund", 0)
OWN, ABSTRACT = 0, 1


@dataclass
class Table:
    """The passages of one letter: its own text, then its abstract."""

    texts: Sequence[str]

    def passage(self, id: int) -> Passage:
        part: Part = "abstract" if id == ABSTRACT else "text"
        return Passage(id, LETTER.id, self.texts[id], "", 0, None, part)

    def terms_of_unit(self, unit: str) -> tuple[PassageTerms, ...]:
        passages = map(self.passage, range(len(self.texts)))
        return tuple(PassageTerms.of(one.id, one.part, " ".join(terms(one.text))) for one in passages)


@dataclass
class Similarities:
    """A retrieval that knows which passages are as similar as the best one."""

    comparable: dict[int, float] = field(default_factory=dict)

    def comparable_passages(self, query: object, passages: Sequence[int], best: int) -> dict[int, float]:
        return {id: score for id, score in self.comparable.items() if id in passages}


def shown(
    own: str,
    abstract: str,
    query_terms: QueryTerms,
    ranked: RankedUnit,
    comparable: dict[int, float] | None = None,
) -> str:
    """Return the part of the passage that is shown."""
    table, retrieval = Table((own, abstract)), Similarities(comparable or {})
    builder = HitBuilder(cast("Any", None), cast("Any", table), cast("Any", None), cast("Any", retrieval), 1)
    query = cast("Any", SimpleNamespace(query_terms=query_terms, text="ice"))
    (passage,) = builder._shown(LETTER, query, ranked)
    return passage.part


def words(*asked: str) -> QueryTerms:
    return QueryTerms(terms=frozenset(term for word in asked for term in terms(word)))


SIMILAR = RankedUnit(1.0, semantic=0.5, passage=ABSTRACT)


@pytest.mark.parametrize(
    ("own", "query_terms", "ranked", "comparable", "part"),
    [
        ("The ice holds.", words("ice"), SIMILAR, {}, "text"),
        ("We wait for the thaw.", words("ice"), SIMILAR, {OWN: 0.5}, "text"),
        ("We wait for the thaw.", words("ice"), SIMILAR, {}, "abstract"),
        ("We wait for the thaw.", words("ice"), RankedUnit(1.0, keyword=2.0), {OWN: 0.5}, "abstract"),
        ("We wait for the thaw.", QueryTerms(), SIMILAR, {}, "abstract"),
        ("We wait for the thaw.", QueryTerms(), SIMILAR, {OWN: 0.5}, "text"),
    ],
)
def test_an_abstract_is_shown_only_where_the_letter_has_nothing_comparable(
    own: str, query_terms: QueryTerms, ranked: RankedUnit, comparable: dict[int, float], part: str
) -> None:
    assert shown(own, "Berg reports ice in the harbor.", query_terms, ranked, comparable) == part


@pytest.mark.parametrize(
    ("own", "part"), [("The ice holds, thick or thin.", "abstract"), ("Here is thick ice.", "text")]
)
def test_a_phrase_that_is_asked_for_must_stand_in_the_letter(own: str, part: str) -> None:
    query_terms = QueryTerms(phrases=(PhraseTerms(tuple(terms("thick ice"))),))
    assert shown(own, "Berg reports thick ice in the harbor.", query_terms, SIMILAR) == part
