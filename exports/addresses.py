"""Every address of the pages, the files and the API: made here alone, and quoted once. Pure.

An address is a path of this site, with its query and fragment, unless ``absolute`` has made it whole.
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
"""Characters of a question that a link to a unit carries: a page has many links."""
_NOTE: Final = re.compile(r"(?P<parent>.*[^/])\.(?P<label>n\d[^/.]*)", re.DOTALL)
_SEGMENT: Final = "!$&'()*+,;=:@/"
_WHOLE: Final = "%!#$&'()*+,/:;=?@"
"""What an address may hold unquoted (RFC 3986), a percent sign of what is quoted already among it."""


def unit_address(id: str) -> str:
    """Return the address of a unit's page; a note's is its parent's with the note in view."""
    note = _NOTE.fullmatch(id)
    return f"{_path(note['parent'])}#{quote(note['label'])}" if note else _path(id)


def passage_address(id: str, anchor: str) -> str:
    """Return the address of a paragraph of a unit; a note is seen whole."""
    address = unit_address(id)
    return address if "#" in address else f"{address}#{anchor}"


def edition_address(edition: str, view: str = "") -> str:
    """Return the address of an edition's contents, or of another view of it."""
    return _path(edition, view) if view else _path(edition)


def person_address(edition: str, person: str) -> str:
    """Return the address of a person's page."""
    return _path(edition, "persons", person)


def topic_address(edition: str, topic: str) -> str:
    """Return the address of a topic's page."""
    return _path(edition, "topics", topic)


def search_address(request: SearchRequest, path: str = SEARCH, *, group: Grouping = "none") -> str:
    """Return the address under ``path`` that asks for a request; ``group`` is the grouping it has unasked."""
    return with_query(path, search_pairs(request, group=group))


def filtered_search_address(**filters: str) -> str:
    """Return the address of the search page with some of its parameters."""
    return with_query(SEARCH, filters.items())


def export_address(path: str, form: str) -> str:
    """Return the address of a page's alternate representation; ``path`` is the page's own or a unit's id."""
    return f"{_path(path.lstrip('/'))}.{form}"


def api_unit_address(id: str) -> str:
    """Return the address of a unit in the API."""
    return _path("api/v1/units", id)


def judging_address(id: str = "", action: str = "question") -> str:
    """Return where a question is judged, or deleted; without an id, where a new one is judged."""
    return _path("judge", action, id) if id else f"/judge/{action}"


def with_query(path: str, pairs: Iterable[Pair], fragment: str = "") -> str:
    """Add a query string, and the fragment that follows it."""
    query = "&".join(_encoded(*pair) for pair in pairs)
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def with_question(address: str, text: str) -> str:
    """Add the beginning of a question to the address of a unit, so that its words are marked there."""
    path, _, fragment = address.partition("#")
    return with_query(path, [("q", text[:QUESTION_MAX])] if text else [], fragment)


def absolute(root: str, address: str) -> str:
    """Return the whole address of a path of the site that is read at ``root``, in ASCII."""
    return urljoin(root, quote(address, safe=_WHOLE))


def _path(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe=_SEGMENT) for segment in segments)


@lru_cache(maxsize=16_384)
def _encoded(name: str, value: str) -> str:
    """Quote a pair; a page has hundreds of links that share most of theirs."""
    return urlencode([(name, value)])
