"""Addresses of all pages, files and API endpoints; no other module builds them. Pure.

An address is a percent-encoded path of this site with its query and fragment; ``absolute`` makes it a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode, urljoin

from exports.api.parameters import Pair
from exports.api.search_parameters import search_pairs
from search.model import Grouping, SearchRequest

SEARCH: Final = "/search"
API_SEARCH: Final = "/api/v1/search"
QUESTION_MAX: Final = 500
"""Maximum length, in characters, of the query in a link to a unit, as a page has many links."""
_NOTE: Final = re.compile(r"(?P<parent>.*[^/])\.(?P<label>n\d[^/.]*)", re.DOTALL)
_SEGMENT: Final = "!$&'()*+,;=:@/"
_WHOLE: Final = "%!#$&'()*+,/:;=?@"
"""Characters left unquoted in a URL (RFC 3986), with the percent sign of what is already quoted."""


def unit_address(id: str) -> str:
    """Return the address of a unit's page; a note's is its place on its parent's page."""
    note = _NOTE.fullmatch(id)
    return f"{_path(note['parent'])}#{quote(note['label'])}" if note else _path(id)


def passage_address(id: str, anchor: str) -> str:
    """Return the address of a paragraph on its unit's page; a note's paragraphs share that of the note."""
    address = unit_address(id)
    return address if "#" in address else f"{address}#{anchor}"


def edition_address(edition: str, view: str = "") -> str:
    """Return the address of an edition's contents page, or of another of its views."""
    return _path(edition, view) if view else _path(edition)


def person_address(edition: str, person: str) -> str:
    """Return the address of a person's page."""
    return _path(edition, "persons", person)


def topic_address(edition: str, topic: str) -> str:
    """Return the address of a topic's page."""
    return _path(edition, "topics", topic)


def search_address(request: SearchRequest, path: str = SEARCH, *, group: Grouping = "none") -> str:
    """Return the address of a search request under ``path``; ``group`` is that path's default grouping."""
    return with_query(path, search_pairs(request, group=group))


def filtered_search_address(**filters: str) -> str:
    """Return the address of the search page with these parameters."""
    return with_query(SEARCH, filters.items())


def export_address(path: str, suffix: str) -> str:
    """Return the address of an export of a page; ``path`` is the page's own or a unit's id."""
    return f"{_path(path.lstrip('/'))}.{suffix}"


def api_unit_address(id: str) -> str:
    """Return the address of a unit in the API."""
    return _path("api/v1/units", id)


def judging_address(id: str = "", action: str = "question") -> str:
    """Return the address at which a question is judged or deleted; without an id, a new one is judged."""
    return _path("judge", action, id) if id else f"/judge/{action}"


def with_query(path: str, pairs: Iterable[Pair], fragment: str = "") -> str:
    """Return a path with a query string and an optional fragment."""
    query = "&".join(_encoded(*pair) for pair in pairs)
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def with_question(address: str, text: str) -> str:
    """Return a unit's address with the beginning of a query, whose matches its page highlights."""
    path, _, fragment = address.partition("#")
    return with_query(path, [("q", text[:QUESTION_MAX])] if text else [], fragment)


def absolute(root: str, address: str) -> str:
    """Return the URL of an address on the site at ``root``, in ASCII."""
    return urljoin(root, quote(address, safe=_WHOLE))


def _path(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe=_SEGMENT) for segment in segments)


@lru_cache(maxsize=16_384)
def _encoded(name: str, value: str) -> str:
    """Return a pair percent-encoded; cached, as the hundreds of links on a page share most pairs."""
    return urlencode([(name, value)])
