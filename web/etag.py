"""Answers that a client may keep: an entity tag of generation and query, and 304 where it still holds."""

from __future__ import annotations

from hashlib import blake2b

from flask import Response, request


def entity_tag(generation: str, version: str) -> str:
    """Make the tag of what was asked: the same generation answers the same question alike."""
    asked = "\n".join((version, generation, request.path, request.query_string.decode("latin-1")))
    return blake2b(asked.encode(), digest_size=12).hexdigest()


def make_conditional(response: Response, tag: str) -> Response:
    """Give the response its tag; answer 304 where the client has it already."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
