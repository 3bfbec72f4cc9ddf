"""Construction of the addresses of pages, exported files and API endpoints. Pure.

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
"""Characters left unquoted in a URL (RFC 3986), and the percent sign, so that nothing is quoted twice."""


def unit_address(id: str) -> str:
    """Return the address of a unit's page; for a note, that of its parent's page with the note's fragment."""
    note = _NOTE.fullmatch(id)
    return f"{_path(note['parent'])}#{quote(note['label'])}" if note else _path(id)


def passage_address(id: str, anchor: str) -> str:
    """Return the address of a paragraph on its unit's page; for a paragraph of a note, that of the note.

    Args:
        id: the id of the unit.
        anchor: the paragraph's fragment, such as ``p3``; ignored if the unit is a note.
    """
    address = unit_address(id)
    return address if "#" in address else f"{address}#{anchor}"


def edition_address(edition: str, view: str = "") -> str:
    """Return the address of an edition's contents page, or of another view of it, such as ``persons``."""
    return _path(edition, view) if view else _path(edition)


def person_address(edition: str, person: str) -> str:
    """Return the address of a person's page."""
    return _path(edition, "persons", person)


def place_address(edition: str, place: str) -> str:
    """Return the address of a place's page."""
    return _path(edition, "places", place)


def topic_address(edition: str, topic: str) -> str:
    """Return the address of a topic's page."""
    return _path(edition, "topics", topic)


def search_address(request: SearchRequest, path: str = SEARCH, *, group: Grouping = "none") -> str:
    """Return the address of a search request under ``path``; parameters with default values are omitted.

    Args:
        group: the default grouping of ``path``.
    """
    return with_query(path, search_pairs(request, group=group))


def filtered_search_address(**filters: str) -> str:
    """Return the address of the search page with the given parameters of its query string."""
    return with_query(SEARCH, filters.items())


def export_address(path: str, suffix: str) -> str:
    """Return the address of a page in an export format; ``path`` is the page's path or a unit's id.

    Args:
        suffix: the file extension of the format, without the dot.
    """
    return f"{_path(path.lstrip('/'))}.{suffix}"


def api_unit_address(id: str) -> str:
    """Return the address of a unit in the API."""
    return _path("api/v1/units", id)


def judging_address(id: str = "", action: str = "question") -> str:
    """Return the address of a question's form, or with ``action="delete"`` of its deletion.

    Without an id, it is the address of the form for a new question.
    """
    return _path("judge", action, id) if id else f"/judge/{action}"


def with_query(path: str, pairs: Iterable[Pair], fragment: str = "") -> str:
    """Return a path with a query string of ``pairs``, percent-encoded here, and a fragment, used as it is.

    Empty parts are omitted.
    """
    query = "&".join(_encoded(*pair) for pair in pairs)
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def with_question(address: str, text: str) -> str:
    """Return a unit's address with a query, whose matches its page highlights; unchanged if it is empty.

    At most ``QUESTION_MAX`` characters of the query are included.
    """
    path, _, fragment = address.partition("#")
    return with_query(path, [("q", text[:QUESTION_MAX])] if text else [], fragment)


def absolute(root: str, address: str) -> str:
    """Return the URL of an address on the site at ``root``, in ASCII."""
    return urljoin(root, quote(address, safe=_WHOLE))


def _path(*segments: str) -> str:
    """Return an absolute path of segments, percent-encoded; slashes within a segment are kept."""
    return "/" + "/".join(quote(segment, safe=_SEGMENT) for segment in segments)


@lru_cache(maxsize=16_384)
def _encoded(name: str, value: str) -> str:
    """Return a pair percent-encoded as ``name=value``; cached, as the links on a page share most pairs."""
    return urlencode([(name, value)])
