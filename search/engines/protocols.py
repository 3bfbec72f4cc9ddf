"""The protocols behind which an engine stands, and both of its arms as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from encoders.encoder import Encoder
from search.engines.clauses import Clause
from search.engines.local.semantic_retriever import MeaningArm, MeaningHit, QueryEncoder
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.query.languages import Languages
from search.ranking.fusion import coordinated
from search.ranking.late_interaction import AskedWords
from store.layout import Generation
from store.passages import Passage
from store.unit_table import Mask
from store.vectors import Passages
from store.word_vectors import Vectors


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the arms found: scores by row (BM25; nearness), and the nearest passage of each row."""

    keyword: Mapping[int, float]
    semantic: Mapping[int, float]
    passages: Mapping[int, int] = field(default_factory=dict)


class SearchBackend(Protocol):
    """An engine that answers both arms with the filters applied inside."""

    def keyword(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words."""

    def meaning(
        self, query: BuiltQuery, found: Candidates, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> Candidates:
        """Add the units nearest in meaning to what was found by words.

        Raises:
            ModelError: the query cannot be encoded.
        """

    def nearest_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence that is nearest to a query in meaning."""

    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each word, folded and not stemmed."""


ASKED_KEPT = 64
"""Queries whose weighed words are remembered, for every hit asks for them."""


class KeywordSearch(Protocol):
    """The keyword side of an engine; hits are rows of the catalogue."""

    @property
    def languages(self) -> Languages:
        """The languages that the index holds."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each folded word, the most frequent first."""

    def __len__(self) -> int:
        """How many units there are."""

    def rewrite(self, query: BuiltQuery) -> BuiltQuery:
        """Return the query in the form in which this engine answers it.

        Raises:
            QueryTooCostly: it would cost more than one query may.
        """

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Score the units that match, best first."""

    def matched_words(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """How many of the query's words the units have that have most of them."""

    def matching(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """All rows that a constraint and the filters leave."""

    def frequency(self, term: str) -> int:
        """How many units have a term in their text."""

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a folded word."""

    def similar(self, weights: Mapping[str, float], limit: int) -> dict[int, float]:
        """Score the units that have some of the terms in their text; a term counts by its weight."""


NearMeaning = Callable[[Vectors, BuiltQuery, ResolvedFilters], tuple[Vectors, Passages]]
"""The passages nearest to a vector, of those that pass filters and hard constraints: scores and ids."""


class Backend:
    """An engine's two arms as one.

    Args:
        near: looks for the nearest passages where the engine itself applies filters; by default the table
            says which rows pass.
    """

    def __init__(
        self,
        keyword: KeywordSearch,
        meaning: MeaningArm,
        encoder: QueryEncoder,
        coordination: float = 0.0,
        near: NearMeaning | None = None,
    ) -> None:
        self._coordination = coordination
        self._keyword = keyword
        self._meaning = meaning
        self._encoder = encoder
        self._nearest = near
        self._words_of = lru_cache(maxsize=ASKED_KEPT)(self._weighed)

    def keyword(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words; those that have all of them before those that repeat one."""
        scores = self._keyword.search(query, filters, limit)
        matched = self._keyword.matched_words(query, filters, limit)
        return Candidates(coordinated(scores, matched, len(query.plain_words), self._coordination), {})

    def meaning(
        self, query: BuiltQuery, found: Candidates, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> Candidates:
        """Add the units nearest in meaning; operators are hard constraints here too."""
        if not query.text:
            return found
        hits = self._near(query, filters, allowed, limit)
        return replace(
            found,
            semantic={hit.row: hit.score for hit in hits},
            passages={hit.row: hit.passage for hit in hits},
        )

    def _near(
        self, query: BuiltQuery, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> list[MeaningHit]:
        if self._nearest:
            scores, passages = self._nearest(self.read(query.text), query, filters)
            return self._meaning.refined(scores, passages, self._asked(query), limit)
        if query.constraint is not None:
            allowed = np.zeros(len(self._keyword), dtype=np.bool_)
            allowed[list(self._keyword.matching(query.constraint, filters))] = True
        return self._meaning.search(self.read(query.text), self._asked(query), allowed, limit)

    def nearest_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence that is nearest to a query in meaning."""
        asked = self._asked(query)
        return self._meaning.nearest_sentence(asked, passage) if asked else None

    def _asked(self, query: BuiltQuery) -> AskedWords | None:
        return self._words_of(query.text)

    def _weighed(self, text: str) -> AskedWords | None:
        return AskedWords.of(text, self._encoder.read(text).words[0], self._keyword.rarity)

    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each word."""
        return self._keyword.vocabulary

    def encoder_for(self, generation: Generation) -> Encoder | None:
        """The model that is loaded, if the vectors of a generation are its own."""
        encoder, record = self._encoder.loaded, generation.manifest.model
        return encoder if encoder and record and encoder.checksum == record.checksum else None

    def read(self, text: str) -> Vectors:
        """The vector of a query."""
        return self._encoder.read(text).vectors

    def warm(self) -> None:
        """Load the model."""
        self._encoder.read("warm")
