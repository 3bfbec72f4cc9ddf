"""The site: what all views share, namely the searcher, the settings and cached lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial, wraps
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request
from werkzeug.urls import iri_to_uri

from corpus.errors import UnitWithdrawn, UnknownEdition
from corpus.model import Edition, Kind, Person, Place, Unit
from exports.addresses import absolute, person_address
from exports.api.parameters import Pair
from exports.api.search_parameters import parse_search
from exports.search_service import SearchService, editions_by_id, persons_by_id, places_by_id
from search.model import (
    FacetValue,
    Filters,
    Grouping,
    SearchRequest,
)  # fmt: skip
from web.glosses import Gloss, term_glosses
from web.settings import ServerSettings

EXTENSION: Final = "perepiska"
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The searcher and settings of an application, with caches that live as long as its generation.

    A cache is of a function, and of the number of embargoes that are still to end.
    """

    searcher: SearchService
    settings: ServerSettings
    caches: dict[tuple[Callable[..., object], int], Callable[..., object]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def parse_search(self, pairs: Iterable[Pair], group: Grouping = "none") -> SearchRequest:
        """Return the request that a query string describes, with the limits of the settings.

        Args:
            group: the default grouping.

        Raises:
            UnknownParameter, FilterError: a parameter is unknown or malformed.
        """
        return parse_search(pairs, self.settings, group)

    def edition(self, id: str) -> Edition:
        """Return the edition with this id.

        Raises:
            UnknownEdition: the index has no such edition.
            UnitWithdrawn: it has been withdrawn.
        """
        published_edition = self.editions().get(id)
        if published_edition is None and (reason := self.searcher.withdrawal(id)):
            raise UnitWithdrawn(id, reason)
        if published_edition is None:
            raise UnknownEdition(f"Edition “{id}” not found.", "See /editions for all editions.")
        return published_edition

    def editions(self) -> Mapping[str, Edition]:
        """Return all editions, without their units, by id."""
        return _editions(self)

    def persons(self, edition: str | None = None) -> Mapping[str, Person]:
        """Return the person index of an edition, or of all editions, by the persons' ids in the index."""
        return _persons(self, edition)

    def places(self, edition: str | None = None) -> Mapping[str, Place]:
        """Return the place index of an edition, or of all editions, by place id."""
        return _places(self, edition)

    def person_address(self, edition: str, id: str) -> str:
        """Return the address of a person's page in an edition, or in the first that has the person."""
        entries = dict(self.searcher.person_entries().get(id, ()))
        first = edition if edition in entries else next(iter(entries), edition)
        return person_address(first, entries[first].id if entries else id)

    def facets(self, **filters: tuple[str, ...]) -> Mapping[str, tuple[FacetValue, ...]]:
        """Return all facets by name, counted over the units that match some filters; {} if counting failed.

        Raises:
            FilterError: a filter has an invalid value.
        """
        request = SearchRequest(filters=Filters(include=filters), limit=1, include=frozenset({"facets"}))
        return self.searcher.search(request).facets or {}

    def counts(self, facet: str, **filters: tuple[str, ...]) -> dict[str, int]:
        """Count the units of every value of a facet, among those that match some filters; zeros are omitted.

        Raises:
            FilterError: a filter has an invalid value.
        """
        return self.searcher.counts(facet, Filters(include=filters))

    def units(self, edition: str, *kinds: Kind) -> tuple[Unit, ...]:
        """Return all units of an edition that are of one of the kinds, in the order of the edition."""
        return _units(self, edition, kinds)

    def glosses(self, edition: str) -> tuple[Gloss, ...]:
        """Return the glosses of an edition's terms: those with a glossary entry, which the gloss quotes."""
        return _glosses(self, edition)


def cached_on_site(
    most: int,
) -> Callable[[Callable[Concatenate[Site, P], T]], Callable[Concatenate[Site, P], T]]:
    """Decorate a function of a site so that its ``most`` most recently used results are cached.

    Its other arguments must be hashable. The cache belongs to the site, and each generation has a new site,
    so it never outlives its generation, nor the end of an embargo.
    """

    def decorate(function: Callable[Concatenate[Site, P], T]) -> Callable[Concatenate[Site, P], T]:
        @wraps(function)
        def wrapper(site: Site, *args: P.args, **kwargs: P.kwargs) -> T:
            key = (function, site.searcher.embargoes())
            if key not in site.caches:
                site.caches.setdefault(key, lru_cache(maxsize=most)(partial(function, site)))
            return cast(T, site.caches[key](*args, **kwargs))

        return cast("Callable[Concatenate[Site, P], T]", wrapper)

    return decorate


@cached_on_site(1)
def _editions(site: Site) -> Mapping[str, Edition]:
    return editions_by_id(site.searcher)


@cached_on_site(64)
def _persons(site: Site, edition: str | None) -> Mapping[str, Person]:
    return persons_by_id(site.searcher, edition)


@cached_on_site(64)
def _places(site: Site, edition: str | None) -> Mapping[str, Place]:
    return places_by_id(site.searcher, edition)


@cached_on_site(8)
def _glosses(site: Site, edition: str) -> tuple[Gloss, ...]:
    glossary = {unit.id: unit for unit in site.units(edition, "glossary")}
    return term_glosses(site.searcher.terms(), glossary)


@cached_on_site(32)
def _units(site: Site, edition: str, kinds: tuple[Kind, ...]) -> tuple[Unit, ...]:
    request = SearchRequest(filters=Filters(include={"edition": (edition,), "kind": kinds}))
    units = site.searcher.units(request, site.searcher.info().units)
    return tuple(sorted(units, key=lambda unit: unit.order))


def set_site(app: Flask, site: Site) -> None:
    """Make a site the one that an application serves."""
    app.extensions[EXTENSION] = site


def current_site() -> Site:
    """Return the site of the current request, the same one from its beginning to its end."""
    if "site" not in g:
        g.site = site_of(current_app)
    return cast(Site, g.site)


def site_of(app: Flask) -> Site:
    """Return the site that an application serves."""
    return cast(Site, app.extensions[EXTENSION])


def root_url() -> str:
    """Return the root URL of this site, in ASCII, at the host of the current request."""
    return iri_to_uri(request.url_root)


def absolute_address(address: str) -> str:
    """Return the absolute URL of an address on this site, at the host of the current request."""
    return absolute(root_url(), address)
