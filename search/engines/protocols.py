"""What every engine fills: a keyword retriever, and a retriever of passages by their vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.engines.clauses import Clause
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.query.languages import Languages
from store.unit_table import Mask
from store.vectors import PassageIds
from store.word_vectors import Vectors


@dataclass(frozen=True, slots=True)
class Restriction:
    """The units that may be found: as a clause, and as a mask of the same rows."""

    clause: Clause
    mask: Mask


class KeywordRetriever(Protocol):
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

    def count_matched_words(
        self, query: BuiltQuery, filters: ResolvedFilters, limit: int
    ) -> dict[int, float]:
        """How many of the query's words the units have that have most of them."""

    def matching_rows(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """All rows that a constraint and the filters leave."""

    def document_frequency(self, term: str) -> int:
        """How many units have a term in their text."""

    def idf(self, word: str) -> float:
        """The inverse document frequency of a folded word."""

    def more_like_this(self, weights: Mapping[str, float], limit: int) -> dict[int, float]:
        """Score the units that have some of the terms in their text; a term counts by its weight."""


class VectorRetriever(Protocol):
    """The vectors of a generation's passages."""

    @property
    def is_exact(self) -> bool:
        """Whether a search compares every passage."""

    def search(
        self, vector: Vectors, depth: int, among: Restriction | None = None
    ) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of the nearest passages, best first, of units that may be found."""

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield other units by the cosine of their passages with those of one unit, the nearest first."""
