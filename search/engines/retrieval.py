"""An engine's two retrievers as one: units by their words, and those nearest in meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    """What the retrievers found: scores by row (BM25; similarity), and the nearest passage of each row.

    ``word_rows`` are all rows that the words or operators of the query match, scored or not. ``coverage`` is
    the largest share of the query's words that one unit has, in [0, 1].
    """

    keyword: Mapping[int, float]
    semantic: Mapping[int, float]
    passages: Mapping[int, int] = field(default_factory=dict)
    word_rows: Collection[int] = ()
    coverage: float = 0.0


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

    @property
    def is_exact(self) -> bool:
        """Whether the semantic retriever compares every passage."""
        return self.semantic_retriever.is_exact

    def keyword_candidates(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words; those that have all of them before those that repeat one."""
        scores = self.keyword_retriever.search(query, filters, limit)
        matched = self.keyword_retriever.count_matched_words(query, filters, limit)
        words = len(query.plain_words)
        matching = query.scoring if query.constraint is None else query.constraint
        rows: Collection[int] = scores
        if len(scores) >= limit and matching is not None:
            rows = self.keyword_retriever.matching_rows(matching, filters)
        return Candidates(
            apply_coordination(scores, matched, words, self._coordination),
            {},
            word_rows=rows,
            coverage=min(max(matched.values(), default=0.0) / words, 1.0)
            if words and matched
            else bool(scores),
        )

    def add_semantic_candidates(
        self,
        query: BuiltQuery,
        found: Candidates,
        allowed: Mask | None,
        *,
        limit: int,
        least: int,
        floor: float,
    ) -> Candidates:
        """Add the units nearest in meaning; operators are hard constraints here too."""
        if not query.text:
            return found
        vector, asked = self.encode_query(query.text), self._asked(query)
        if query.constraint is None:
            hits = self.semantic_retriever.search_index(vector, asked, allowed, least, floor)
        else:
            among = self._restriction(found.word_rows)
            hits = self.semantic_retriever.search(vector, asked, among, limit)
        return replace(
            found,
            semantic={hit.row: hit.score for hit in hits},
            passages={hit.row: hit.passage for hit in hits},
        )

    def best_scores(self, text: str) -> tuple[float, float]:
        """Return the highest cosine and the highest combined similarity that a text reaches as a query."""
        return self.semantic_retriever.best_scores(self.encode_query(text), self._words_of(text))

    def _restriction(self, rows: Collection[int]) -> Restriction:
        """Restrict a search to some rows."""
        mask = np.zeros(len(self.keyword_retriever), dtype=np.bool_)
        mask[list(rows)] = True
        return Restriction(RowSetClause(frozenset(rows)), mask)

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
