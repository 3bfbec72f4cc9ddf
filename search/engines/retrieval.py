"""An engine's two retrievers as one: units by their words, and those nearest in meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from encoders.encoder import Encoder
from search.engines.clauses import RowSetClause
from search.engines.protocols import KeywordRetriever, Restriction
from search.engines.query_encoder import QueryEncoder
from search.engines.semantic_retriever import SemanticRetriever
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.ranking.fusion import apply_coordination
from search.ranking.late_interaction import QueryWords
from store.layout import Generation
from store.passages import Passage
from store.unit_table import Mask
from store.word_vectors import Vectors

QUERY_WORDS_CACHED = 64
"""Queries whose weighed words are remembered, for every hit asks for them."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the retrievers found: scores by row (BM25; similarity), and the nearest passage of each row."""

    keyword: Mapping[int, float]
    semantic: Mapping[int, float]
    passages: Mapping[int, int] = field(default_factory=dict)


class Retrieval:
    """The retrievers of a generation, whatever engine they are of, and the encoder of queries."""

    def __init__(
        self,
        keyword_retriever: KeywordRetriever,
        semantic_retriever: SemanticRetriever,
        encoder: QueryEncoder,
        coordination: float = 0.0,
    ) -> None:
        self.keyword_retriever = keyword_retriever
        self.semantic_retriever = semantic_retriever
        self._encoder = encoder
        self._coordination = coordination
        self._words_of = lru_cache(maxsize=QUERY_WORDS_CACHED)(self._weighed)

    def keyword_candidates(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words; those that have all of them before those that repeat one."""
        scores = self.keyword_retriever.search(query, filters, limit)
        matched = self.keyword_retriever.count_matched_words(query, filters, limit)
        return Candidates(apply_coordination(scores, matched, len(query.plain_words), self._coordination), {})

    def add_semantic_candidates(
        self, query: BuiltQuery, found: Candidates, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> Candidates:
        """Add the units nearest in meaning; operators are hard constraints here too."""
        if not query.text:
            return found
        among = self._restriction(query, filters, allowed)
        hits = self.semantic_retriever.search(self.encode_query(query.text), self._asked(query), among, limit)
        return replace(
            found,
            semantic={hit.row: hit.score for hit in hits},
            passages={hit.row: hit.passage for hit in hits},
        )

    def _restriction(
        self, query: BuiltQuery, filters: ResolvedFilters, allowed: Mask | None
    ) -> Restriction | None:
        """The units that pass hard constraints and filters; None where all do."""
        if query.constraint is not None:
            rows = self.keyword_retriever.matching_rows(query.constraint, filters)
            mask = np.zeros(len(self.keyword_retriever), dtype=np.bool_)
            mask[list(rows)] = True
            return Restriction(RowSetClause(frozenset(rows)), mask)
        clause = filters.clause()
        return Restriction(clause, allowed) if clause is not None and allowed is not None else None

    def most_similar_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence that is nearest to a query in meaning."""
        asked = self._asked(query)
        return self.semantic_retriever.most_similar_sentence(asked, passage) if asked else None

    def _asked(self, query: BuiltQuery) -> QueryWords | None:
        return self._words_of(query.text)

    def _weighed(self, text: str) -> QueryWords | None:
        return QueryWords.of(text, self._encoder.encode(text).words[0], self.keyword_retriever.idf)

    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each word."""
        return self.keyword_retriever.vocabulary

    def encoder_for(self, generation: Generation) -> Encoder | None:
        """The model that is loaded, if the vectors of a generation are its own."""
        encoder, record = self._encoder.loaded, generation.manifest.model
        return encoder if encoder and record and encoder.checksum == record.checksum else None

    def encode_query(self, text: str) -> Vectors:
        """The vector of a query."""
        return self._encoder.encode(text).vectors

    def warm(self) -> None:
        """Load the model."""
        self._encoder.encode("warm")
