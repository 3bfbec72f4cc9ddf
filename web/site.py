"""What all views share: the searcher, the settings, and what is looked up again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial, wraps
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request
from werkzeug.urls import iri_to_uri

from corpus.errors import UnknownEdition
from corpus.model import Edition, Kind, Person, Unit
from exports.addresses import absolute
from exports.api.parameters import Pair
from exports.api.search_parameters import parse_search
from exports.search_service import SearchService, editions_by_id, persons_by_id
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
    """The searcher and the settings of one application, and what is remembered of its generation."""

    searcher: SearchService
    settings: ServerSettings
    caches: dict[Callable[..., object], Callable[..., object]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def parse_search(self, pairs: Iterable[Pair], group: Grouping = "none") -> SearchRequest:
        """Read a query string within the limits set."""
        return parse_search(pairs, self.settings, group)

    def edition(self, id: str) -> Edition:
        """Find an edition by its slug."""
        found = self.editions().get(id)
        if found is None:
            raise UnknownEdition(f"There is no edition “{id}” here.", "See /editions for those there are.")
        return found

    def editions(self) -> Mapping[str, Edition]:
        """Map an edition's id to the edition, without its units."""
        return _editions(self)

    def persons(self, edition: str | None = None) -> Mapping[str, Person]:
        """Map a person's id to the entry of an edition's register, or of all together."""
        return _persons(self, edition)

    def count(self, **filters: tuple[str, ...]) -> Mapping[str, tuple[FacetValue, ...]]:
        """Count the facets over all units that pass some filters."""
        request = SearchRequest(filters=Filters(include=filters), limit=1, include=frozenset({"facets"}))
        return self.searcher.search(request).facets or {}

    def counts(self, facet: str, **filters: tuple[str, ...]) -> dict[str, int]:
        """Count the units of each value of a facet."""
        return self.searcher.counts(facet, Filters(include=filters))

    def units(self, edition: str, *kinds: Kind) -> tuple[Unit, ...]:
        """List the units of some kinds in the order of the edition."""
        return _units(self, edition, kinds)

    def glosses(self, edition: str) -> tuple[Gloss, ...]:
        """Explain the terms of an edition's glossary."""
        return _glosses(self, edition)


def cached_on_site(
    most: int,
) -> Callable[[Callable[Concatenate[Site, P], T]], Callable[Concatenate[Site, P], T]]:
    """Keep what a function of a site gave with the site, which is another for each generation."""

    def remember(function: Callable[Concatenate[Site, P], T]) -> Callable[Concatenate[Site, P], T]:
        @wraps(function)
        def cached(site: Site, *args: P.args, **given: P.kwargs) -> T:
            if function not in site.caches:
                site.caches.setdefault(function, lru_cache(maxsize=most)(partial(function, site)))
            return cast(T, site.caches[function](*args, **given))

        return cast("Callable[Concatenate[Site, P], T]", cached)

    return remember


@cached_on_site(1)
def _editions(site: Site) -> Mapping[str, Edition]:
    return editions_by_id(site.searcher)


@cached_on_site(64)
def _persons(site: Site, edition: str | None) -> Mapping[str, Person]:
    return persons_by_id(site.searcher, edition)


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
    """Give an application its room."""
    app.extensions[EXTENSION] = site


def current_site() -> Site:
    """The room that answers this request: the same from its beginning to its end."""
    if "site" not in g:
        g.site = site_of(current_app)
    return cast(Site, g.site)


def site_of(app: Flask) -> Site:
    """Look up the room of an application."""
    return cast(Site, app.extensions[EXTENSION])


def root_url() -> str:
    """Return where this site is read, in ASCII."""
    return iri_to_uri(request.url_root)


def absolute_address(address: str) -> str:
    """Return the whole address of a path of this site."""
    return absolute(root_url(), address)
