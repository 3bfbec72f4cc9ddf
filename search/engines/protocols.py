"""The protocols that every engine implements: a keyword retriever and a vector retriever."""

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
    """The units that a search is restricted to, as a clause and as the equivalent row mask."""

    clause: Clause
    mask: Mask


class KeywordRetriever(Protocol):
    """The keyword retriever of an engine. Hits are rows of the catalogue.

    Its methods raise IndexDamaged (local files) or EngineMissing (Milvus) if the engine fails.
    """

    @property
    def languages(self) -> Languages:
        """The languages of the units."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The document frequency of each folded word, in descending order."""

    def __len__(self) -> int:
        """Return the number of units in the index."""

    def rewrite(self, query: BuiltQuery) -> BuiltQuery:
        """Return an equivalent query that this engine can run.

        Raises:
            QueryTooCostly: the query exceeds a limit of the settings.
        """

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> BM25 score of the matching units, best first, at most ``limit``.

        A query that has neither scoring nor constraint matches nothing.
        """

    def cover_words(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> summed idf of the query words in the unit, the highest first, at most ``limit``.

        The result is empty for a query whose words only rank.
        """

    def matching_rows(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """Return the rows of all units that match both a constraint and the filters."""

    def document_frequency(self, term: str) -> int:
        """Return the number of units that have a stemmed term in their text."""

    def idf(self, word: str) -> float:
        """Return the smoothed inverse document frequency of a folded word."""


class VectorRetriever(Protocol):
    """The vector retriever of an engine: similarity search over the passage vectors of a generation.

    Its methods raise IndexDamaged (local files) or EngineMissing (Milvus) if the engine fails.
    """

    @property
    def is_exact(self) -> bool:
        """Whether ``above`` compares every passage exactly."""

    def search(
        self, vector: Vectors, depth: int, among: Restriction | None = None
    ) -> tuple[Vectors, PassageIds]:
        """Return the scores (cosines) and ids of the most similar passages, best first.

        Args:
            vector: the vector of the query, of length 1, shape (1, dimension).
            depth: the maximum number of passages.
            among: the units to which the search is restricted; None: all.
        """

    def above(self, vector: Vectors, floor: float) -> tuple[Vectors, PassageIds]:
        """Return the scores and ids of the passages whose cosine exceeds a floor, best first.

        The scores may be approximate, but depend on nothing but the query and the passage.

        Args:
            vector: the vector of the query, of length 1, shape (1, dimension).
        """

    def rescored(self, vector: Vectors, scores: Vectors, passages: PassageIds) -> tuple[Vectors, PassageIds]:
        """Return passages found by ``above``, the best of them exactly compared and in their right order.

        Args:
            vector: the vector of the query, of length 1, shape (1, dimension).
            scores: the scores of the passages, in descending order.
        """

    def similar_units(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield (row, cosine) of the other units by their similarity to one unit, the most similar first.

        Nothing is yielded for a unit without passages.
        """
