"""The search service: the interface to the searcher for pages, API, exports and assistants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from corpus.model import Edition, Person, Place, Term, Topic, Unit
from corpus.persons.across_editions import Entry
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
    """The methods of ``search.searcher.Searcher`` that its clients use, as a protocol."""

    def bearers(self, name: str) -> tuple[Person, ...]:
        """Return all persons who bear a name in any form; empty if nobody does."""

    def with_person_ids(self, filters: Filters) -> Filters:
        """Return filters in which the names of persons and places are replaced by ids.

        Unknown names stay.
        """

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Return the labels of the filters' values, by (filter name, value); missing if unknown."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Run a search and return one page of its result.

        Raises:
            RequestError: the query, a filter or the cursor is invalid, or the query is too costly.
        """

    def units(self, request: SearchRequest, limit: int) -> tuple[Unit, ...]:
        """Return at most ``limit`` units of a result, in its order, starting at the request's cursor.

        Raises:
            RequestError: as in ``search``.
        """

    def current_id(self, id: str) -> str:
        """Return the current id of a unit, given a former id; any other id is returned unchanged."""

    def unit(self, id: str) -> UnitView:
        """Return a unit with its notes, references, thread and neighbours.

        Raises:
            UnknownUnit: the index has no such unit.
        """

    def withdrawal(self, id: str) -> str | None:
        """Return why the unit or edition with an id has been withdrawn; None if it has not."""

    def embargoes(self) -> int:
        """Return the number of days in the future on which an embargo ends; it changes when one does."""

    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        """Return the units related to a unit, best first, each with its reasons.

        Args:
            channels: the kinds of relation to use; None: all.
            limit: the maximum number of units, besides the setting ``related_max``.

        Raises:
            UnknownUnit: no unit has this id.
        """

    def query_terms(self, text: str) -> QueryTerms:
        """Return the terms and phrases of a query to highlight in a text.

        Raises:
            QuerySyntaxError: the query is malformed.
            FilterError: it is too long, or a filter in it has an invalid value.
        """

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of the text typed so far, best first.

        There are at most ``limit``, and never more than the setting ``suggestions_max``.
        """

    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Count the units of every value of a facet, among those that match the filters; zeros are omitted.

        Raises:
            FilterError: a filter has an invalid value.
        """

    def editions(self) -> tuple[Edition, ...]:
        """Return the editions without their units."""

    def persons(self) -> tuple[Person, ...]:
        """Return the persons of the index, each merged from the entries of the editions."""

    def person_entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return the entries of the editions' person indexes by the ids of the persons in this index."""

    def identify_person(self, id: str) -> tuple[Person, ...]:
        """Return the person with an id, or all who have or had it in an edition; empty if unknown."""

    def places(self, edition: str | None = None) -> tuple[Place, ...]:
        """Return the places of one edition, or of all editions."""

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics of the vocabulary."""

    def terms(self) -> tuple[Term, ...]:
        """Return the terms of all glossaries."""

    def info(self) -> IndexInfo:
        """Return the id, the unit and passage counts, and the model of the generation being searched."""


def editions_by_id(searcher: SearchService) -> dict[str, Edition]:
    """Return the editions, without their units, by id."""
    return {edition.id: edition for edition in searcher.editions()}


def persons_by_id(searcher: SearchService, edition: str | None = None) -> dict[str, Person]:
    """Return the person index of an edition, or of all editions, by the ids of the persons in the index.

    Those of an edition are its own entries, with the ids that they have there.
    """
    if edition is None:
        return {person.id: person for person in searcher.persons()}
    entries = searcher.person_entries().items()
    return {id: entry for id, group in entries for other, entry in group if other == edition}


def places_by_id(searcher: SearchService, edition: str | None = None) -> dict[str, Place]:
    """Return the place index of an edition, or of all editions, by place id."""
    return {place.id: place for place in searcher.places(edition)}
