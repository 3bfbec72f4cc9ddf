"""The search as pages, API, exports and assistants use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from corpus.model import Edition, Person, Term, Topic, Unit
from search.model import (
    Channel,
    Filters,
    IndexInfo,
    RelatedUnit,
    SearchRequest,
    SearchResult,
    Suggestion,
    UnitView,
)  # fmt: skip

if TYPE_CHECKING:  # importing tantivy would delay every command
    from search.query.matching import QueryTerms


class SearchService(Protocol):
    """The methods of ``search.searcher.Searcher`` that its clients use."""

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Return the labels of filter values, by (filter, value)."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Return the result of a search."""

    def units(self, request: SearchRequest, limit: int) -> tuple[Unit, ...]:
        """Return at most ``most`` units of a result, in its order, from its cursor on."""

    def current_id(self, id: str) -> str:
        """Return the current id of a unit, given that or a former one."""

    def unit(self, id: str) -> UnitView:
        """Return a unit with its notes, references, thread and neighbours.

        Raises:
            UnknownUnit: the index has no such unit.
        """

    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        """Return the units related to a unit, best first, each with its reasons."""

    def query_terms(self, text: str) -> QueryTerms:
        """Return the terms of a query, by which its matches in a text are found."""

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of the text typed so far."""

    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Return the number of units for each value of a facet, among those that match the filters."""

    def editions(self) -> tuple[Edition, ...]:
        """Return the editions without their units."""

    def persons(self, edition: str | None = None) -> tuple[Person, ...]:
        """Return the person index of an edition, or of all together."""

    def topics(self) -> tuple[Topic, ...]:
        """Return the vocabulary of topics."""

    def terms(self) -> tuple[Term, ...]:
        """Return the terms of the glossaries."""

    def info(self) -> IndexInfo:
        """Return the identity of the open generation."""


def editions_by_id(searcher: SearchService) -> dict[str, Edition]:
    """Return the editions, without their units, by id."""
    return {edition.id: edition for edition in searcher.editions()}


def persons_by_id(searcher: SearchService, edition: str | None = None) -> dict[str, Person]:
    """Return the person index of an edition, or of all together, by person id."""
    return {person.id: person for person in searcher.persons(edition)}
