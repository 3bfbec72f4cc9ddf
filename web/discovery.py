"""What crawlers, browsers and feed readers look for: robots, sitemap, OpenSearch, a feed of a search."""

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
VIEWS: Final = ("", "calendar", "persons", "topics", "archive", "glossary", "pictures")
FEED_MAX: Final = 50
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@discovery.get("/robots.txt")
def robots() -> Response:
    """Lead crawlers to the units, away from endless results."""
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /judge", "Disallow: /language/", "")
    return _text_response(
        "\n".join((*lines, f"Sitemap: {absolute_address('/sitemap.xml')}", "")), "text/plain"
    )


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """List the addresses of all pages, in parts where they are many."""
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
    listed = addresses[start : start + SITEMAP_MAX]
    return _text_response(write_sitemap(map(absolute_address, listed)), "application/xml")


def page_addresses(site: Site) -> list[str]:
    """The addresses of all pages."""
    addresses = ["/", "/editions", "/help"]
    for edition in site.editions():
        addresses += [edition_address(edition, view) for view in VIEWS]
        addresses += [unit_address(unit.id) for unit in site.units(edition, *LISTED)]
    return addresses


@discovery.get("/<edition>/beacon-<authority>.txt")
def beacon(edition: str, authority: str) -> Response:
    """List the persons of an edition that an authority file has, in BEACON (https://gbv.github.io/beaconspec)."""
    site = current_site()
    if authority not in AUTHORITIES:
        raise NotFound(f"Known are the authority files {', '.join(AUTHORITIES)}.")
    known = site.edition(edition)
    head = {
        "FORMAT": "BEACON",
        "PREFIX": AUTHORITIES[authority].replace("{}", ""),
        "TARGET": f"{absolute_address(person_address(edition, ''))}{{ID}}",
        "RELATION": "http://www.w3.org/2000/01/rdf-schema#seeAlso",
        "NAME": " ".join(known.title.split()),
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
    """Describe the search so that a browser can offer it (OpenSearch 1.1)."""
    text = write_opensearch(absolute_address(SEARCH), absolute_address("/suggest.json"))
    return _text_response(text, "application/opensearchdescription+xml")


@discovery.get("/suggest.json")
def completions() -> Response:
    """Complete what is typed into a browser's own box (OpenSearch Suggestions 1.1)."""
    text = request.args.get("q", "")
    response = jsonify([text, [one.value for one in current_site().searcher.suggest(text)]])
    response.mimetype = "application/x-suggestions+json"
    return response


@discovery.get("/search.atom")
def feed() -> Response:
    """Give a search as an Atom feed (RFC 4287); ``updated`` is when the index was built."""
    site = current_site()
    asked = site.parse_search(request.args.items(multi=True))
    units = site.searcher.units(asked, FEED_MAX)
    text = write_atom(
        ((unit, absolute_address(unit_address(unit.id))) for unit in units),
        title=" ".join(value for _, value in search_pairs(asked)) or "everything",
        address=absolute_address(request.full_path.rstrip("?")),
        updated=build_time(site.searcher.info().generation),
    )
    return _text_response(text, "application/atom+xml")


def build_time(generation: str) -> str:
    """When a generation was built, by its name; the epoch where the name says nothing."""
    try:
        return datetime.strptime(generation[:15], "%Y%m%dT%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return "1970-01-01T00:00:00Z"


def _text_response(text: str, media_type: str) -> Response:
    return Response(text, content_type=f"{media_type}; charset=utf-8")
