"""What crawlers, browsers and feed readers look for: robots, sitemap, OpenSearch, a feed of a search."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from corpus.model import Kind
from corpus.persons.authorities import AUTHORITIES, number_in
from exports.api.parameters import search_pairs
from exports.clean_text import clean, xml_document
from web.pages import whole_address
from web.reading import unit_address
from web.site import Room, this_room

discovery = Blueprint("discovery", __name__)

SITEMAP_MOST: Final = 50_000
"""Addresses in one sitemap, as https://www.sitemaps.org/protocol.html allows."""
LISTED: Final[tuple[Kind, ...]] = ("document", "introduction", "biography", "glossary")
VIEWS: Final = ("", "/calendar", "/persons", "/topics", "/archive", "/glossary", "/pictures")
FEED_MOST: Final = 50
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@discovery.get("/robots.txt")
def robots() -> Response:
    """Lead crawlers to the units, away from endless results."""
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /judge", "Disallow: /language/", "")
    return _text("\n".join((*lines, f"Sitemap: {whole_address('/sitemap.xml')}", "")), "text/plain")


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """List the addresses of all pages, in parts where they are many."""
    places = addresses(this_room())
    parts = -(-len(places) // SITEMAP_MOST)
    part = request.args.get("part")
    if part is None and parts > 1:
        inner = "".join(
            f"<sitemap><loc>{escape(whole_address(f'/sitemap.xml?part={number}'))}</loc></sitemap>"
            for number in range(1, parts + 1)
        )
        return _xml(f'<sitemapindex xmlns="{_SITEMAP}">{inner}</sitemapindex>')
    if part is not None and not (part.isascii() and part.isdigit() and 1 <= int(part[:6]) <= parts):
        raise NotFound
    start = (int(part) - 1) * SITEMAP_MOST if part else 0
    listed = places[start : start + SITEMAP_MOST]
    urls = "".join(f"<url><loc>{escape(whole_address(place))}</loc></url>" for place in listed)
    return _xml(f'<urlset xmlns="{_SITEMAP}">{urls}</urlset>')


def addresses(room: Room) -> list[str]:
    """The addresses of all pages."""
    places = ["/", "/editions", "/help"]
    for edition in room.editions():
        places += [f"/{edition}{view}" for view in VIEWS]
        places += [unit_address(unit.id) for unit in room.units(edition, *LISTED)]
    return places


@discovery.get("/<edition>/beacon-<authority>.txt")
def beacon(edition: str, authority: str) -> Response:
    """List the persons of an edition that an authority file has, in BEACON (https://gbv.github.io/beaconspec)."""
    room = this_room()
    if authority not in AUTHORITIES:
        raise NotFound(f"Known are the authority files {', '.join(AUTHORITIES)}.")
    known = room.edition(edition)
    lines = [
        "#FORMAT: BEACON",
        f"#PREFIX: {AUTHORITIES[authority].replace('{}', '')}",
        f"#TARGET: {whole_address(f'/{edition}/persons/')}" + "{ID}",
        "#RELATION: http://www.w3.org/2000/01/rdf-schema#seeAlso",
        f"#NAME: {' '.join(known.title.split())}",
        f"#FEED: {whole_address(request.path)}",
        f"#TIMESTAMP: {built(room.searcher.info().generation)}",
        "",
    ]
    lines += sorted(
        f"{number}||{person.id}"
        for person in room.persons(edition).values()
        for number in (number_in(authority, address) for address in person.same_as)
        if number
    )
    return _text("\n".join((*lines, "")), "text/plain")


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search so that a browser can offer it (OpenSearch 1.1)."""
    page = whole_address("/search") + "?q={searchTerms}"
    completions = whole_address("/suggest.json") + "?q={searchTerms}"
    return _xml(
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>Perepiska</ShortName>'
        "<Description>Search in edited correspondence</Description><InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template={quoteattr(page)}/>'
        f'<Url type="application/x-suggestions+json" template={quoteattr(completions)}/>'
        "</OpenSearchDescription>",
        "application/opensearchdescription+xml",
    )


@discovery.get("/suggest.json")
def completions() -> Response:
    """Complete what is typed into a browser's own box (OpenSearch Suggestions 1.1)."""
    text = request.args.get("q", "")
    response = jsonify([text, [one.value for one in this_room().searcher.suggest(text)]])
    response.mimetype = "application/x-suggestions+json"
    return response


@discovery.get("/search.atom")
def feed() -> Response:
    """Give a search as an Atom feed (RFC 4287); ``updated`` is when the index was built."""
    room = this_room()
    asked = room.read_search(request.args.items(multi=True))
    updated = built(room.searcher.info().generation)
    itself = whole_address(request.full_path.rstrip("?"))
    entries = "".join(
        f"<entry><id>{escape(place)}</id><title>{escape(unit.title)}</title><updated>{updated}</updated>"
        f"<link href={quoteattr(place)}/><category term={quoteattr(unit.kind)}/>"
        f"<summary>{escape(unit.summary or unit.text[:400])}</summary></entry>"
        for unit in room.searcher.units(asked, FEED_MOST)
        for place in (whole_address(unit_address(unit.id)),)
    )
    title = " ".join(value for _, value in search_pairs(asked)) or "everything"
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><id>{escape(itself)}</id>'
        f"<title>Perepiska: {escape(title)}</title><updated>{updated}</updated>"
        f'<author><name>Perepiska</name></author><link rel="self" href={quoteattr(itself)}/>'
        f"{entries}</feed>",
        "application/atom+xml",
    )


def built(generation: str) -> str:
    """When a generation was built, by its name; the epoch where the name says nothing."""
    try:
        return datetime.strptime(generation[:15], "%Y%m%dT%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return "1970-01-01T00:00:00Z"


def _xml(body: str, media_type: str = "application/xml") -> Response:
    return _text(xml_document(body), media_type)


def _text(body: str, media_type: str) -> Response:
    return Response(clean(body), content_type=f"{media_type}; charset=utf-8")
