"""What pages, the API, exports and assistants ask of a search."""

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

if TYPE_CHECKING:  # or every command would wait for tantivy
    from search.query.matching import QueryTerms


class SearchService(Protocol):
    """What the pages and the API ask of ``search.searcher.Searcher``."""

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Say how the values of filters are called."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search."""

    def units(self, request: SearchRequest, limit: int) -> tuple[Unit, ...]:
        """Give the units of a result in its order, from its cursor on, at most ``most`` of them."""

    def current_id(self, id: str) -> str:
        """Return the id that a unit has now, by one that it may have had before."""

    def unit(self, id: str) -> UnitView:
        """Give a unit with what surrounds it."""

    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        """Give what belongs with a unit."""

    def query_terms(self, text: str) -> QueryTerms:
        """Return what a question matches in a text."""

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Complete what is being typed."""

    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Count the units of every value of a facet."""

    def editions(self) -> tuple[Edition, ...]:
        """List the editions, without their units."""

    def persons(self, edition: str | None = None) -> tuple[Person, ...]:
        """List the register of an edition, or of all together."""

    def topics(self) -> tuple[Topic, ...]:
        """List the vocabulary."""

    def terms(self) -> tuple[Term, ...]:
        """List the glossary's terms."""

    def info(self) -> IndexInfo:
        """Say which generation answers."""


def editions_by_id(searcher: SearchService) -> dict[str, Edition]:
    """Map an edition's id to the edition, without its units."""
    return {edition.id: edition for edition in searcher.editions()}


def persons_by_id(searcher: SearchService, edition: str | None = None) -> dict[str, Person]:
    """Map a person's id to the entry of an edition's person index, or of all together."""
    return {person.id: person for person in searcher.persons(edition)}
