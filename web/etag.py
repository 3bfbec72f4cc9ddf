"""Cacheable responses: an entity tag of generation and address, and 304 as long as it is current."""

from __future__ import annotations

from hashlib import blake2b

from flask import Response, request


def entity_tag(generation: str, version: str, embargoes: int) -> str:
    """Return the tag of the current request's address, to which one generation gives one response.

    Args:
        embargoes: the number of days on which embargoes will end, after each of which responses change.
    """
    key = "\n".join(
        (version, generation, str(embargoes), request.path, request.query_string.decode("latin-1"))
    )
    return blake2b(key.encode(), digest_size=12).hexdigest()


def make_conditional(response: Response, tag: str) -> Response:
    """Add a weak entity tag and ``Cache-Control: no-cache`` to a response and return it.

    Its status becomes 304 if the client has that version.
    """
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
