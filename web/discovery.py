"""What crawlers, browsers and feed readers request: robots.txt, sitemap, OpenSearch, Atom and BEACON."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from corpus.model import Kind
from corpus.persons.authorities import AUTHORITIES, authority_id
from exports.addresses import SEARCH, edition_address, person_address, unit_address, with_query
from exports.api.search_parameters import search_pairs
from exports.feeds import write_atom, write_beacon, write_opensearch, write_sitemap
from exports.xml_documents import clean
from web.site import Site, absolute_address, current_site

discovery = Blueprint("discovery", __name__)

SITEMAP_MAX: Final = 50_000
"""Addresses in one sitemap, as https://www.sitemaps.org/protocol.html allows."""
LISTED: Final[tuple[Kind, ...]] = ("document", "introduction", "biography", "glossary")
VIEWS: Final = ("", "calendar", "persons", "places", "topics", "archive", "glossary", "pictures")
FEED_MAX: Final = 50
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@discovery.get("/robots.txt")
def robots() -> Response:
    """Return robots.txt: units may be crawled, search results may not."""
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /judge", "Disallow: /language/", "")
    return _text_response(
        "\n".join((*lines, f"Sitemap: {absolute_address('/sitemap.xml')}", "")), "text/plain"
    )


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """Return the addresses of all pages; if they exceed one sitemap, an index of sitemaps.

    Raises:
        NotFound: ``part`` in the query string is not the number of a sitemap.
    """
    addresses = page_addresses(current_site())
    parts = -(-len(addresses) // SITEMAP_MAX)
    part = request.args.get("part")
    if part is None and parts > 1:
        numbered = (with_query("/sitemap.xml", [("part", str(number))]) for number in range(1, parts + 1))
        return _text_response(
            write_sitemap(map(absolute_address, numbered), is_index=True), "application/xml"
        )
    if part is not None and not (part.isascii() and part.isdigit() and 1 <= int(part[:6]) <= parts):
        raise NotFound
    start = (int(part) - 1) * SITEMAP_MAX if part else 0
    part_addresses = addresses[start : start + SITEMAP_MAX]
    return _text_response(write_sitemap(map(absolute_address, part_addresses)), "application/xml")


def page_addresses(site: Site) -> list[str]:
    """Return the addresses of a site's home, help and editions, with their views and units (not notes)."""
    addresses = ["/", "/editions", "/help"]
    for edition in site.editions():
        addresses += [edition_address(edition, view) for view in VIEWS]
        addresses += [unit_address(unit.id) for unit in site.units(edition, *LISTED)]
    return addresses


@discovery.get("/<edition>/beacon-<authority>.txt")
def beacon(edition: str, authority: str) -> Response:
    """Return the persons of an edition that have a number in an authority file, in BEACON format.

    Format: https://gbv.github.io/beaconspec

    Raises:
        NotFound: the authority file is unknown.
        UnknownEdition: the index has no such edition.
    """
    site = current_site()
    if authority not in AUTHORITIES:
        raise NotFound(f"Known authority files: {', '.join(AUTHORITIES)}.")
    published_edition = site.edition(edition)
    head = {
        "FORMAT": "BEACON",
        "PREFIX": AUTHORITIES[authority].replace("{}", ""),
        "TARGET": f"{absolute_address(person_address(edition, ''))}{{ID}}",
        "RELATION": "http://www.w3.org/2000/01/rdf-schema#seeAlso",
        "NAME": " ".join(published_edition.title.split()),
        "FEED": absolute_address(request.path),
        "TIMESTAMP": build_time(site.searcher.info().generation),
    }
    rows = [
        (number, person.id)
        for person in site.persons(edition).values()
        for number in (authority_id(authority, address) for address in person.same_as)
        if number
    ]
    return _text_response(clean(write_beacon(head, rows)), "text/plain")


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """Return the description by which browsers offer the search (OpenSearch 1.1)."""
    text = write_opensearch(absolute_address(SEARCH), absolute_address("/suggest.json"))
    return _text_response(text, "application/opensearchdescription+xml")


@discovery.get("/suggest.json")
def completions() -> Response:
    """Return completions for the search box of a browser (OpenSearch Suggestions 1.1)."""
    text = request.args.get("q", "")
    response = jsonify([text, [suggestion.value for suggestion in current_site().searcher.suggest(text)]])
    response.mimetype = "application/x-suggestions+json"
    return response


@discovery.get("/search.atom")
def feed() -> Response:
    """Return the first ``FEED_MAX`` results of a search as an Atom feed (RFC 4287).

    Their date is the time when the index was built.
    """
    site = current_site()
    search_request = site.parse_search(request.args.items(multi=True))
    units = site.searcher.units(search_request, FEED_MAX)
    text = write_atom(
        ((unit, absolute_address(unit_address(unit.id))) for unit in units),
        title=" ".join(value for _, value in search_pairs(search_request)) or "everything",
        address=absolute_address(request.full_path.rstrip("?")),
        updated=build_time(site.searcher.info().generation),
    )
    return _text_response(text, "application/atom+xml")


def build_time(generation: str) -> str:
    """Return a generation's build time (UTC, in RFC 3339) from its id; the epoch if the id has none."""
    try:
        return datetime.strptime(generation[:15], "%Y%m%dT%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return "1970-01-01T00:00:00Z"


def _text_response(text: str, media_type: str) -> Response:
    return Response(text, content_type=f"{media_type}; charset=utf-8")
