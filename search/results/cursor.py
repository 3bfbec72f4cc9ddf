"""Opaque cursors: where the next page of a result begins, bound to the generation and the query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import replace

from corpus.errors import CursorError, CursorExpired
from search.model import SearchRequest

_DIGEST = 12


def fingerprint(request: SearchRequest, generation: str) -> str:
    """What a cursor is bound to: the generation and all that decides the order, but no page's size."""
    bare = replace(request, cursor=None, limit=0, include=frozenset())
    parts = (
        bare.text,
        bare.mode,
        sorted(bare.filters.include.items()),
        sorted(bare.filters.exclude.items()),
        bare.filters.earliest,
        bare.filters.latest,
        bare.filters.date_mode,
        bare.group,
        bare.sort,
        sorted(bare.literal),
    )
    return _digest(generation) + _digest(repr(parts))


def encode_cursor(last: str, bound_to: str) -> str:
    """A cursor that goes on after the unit ``last``."""
    content = json.dumps([last, bound_to], separators=(",", ":"))
    return base64.urlsafe_b64encode(f"{_digest(content)}{content}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str, bound_to: str) -> str:
    """The id of the unit after which to go on.

    Raises:
        CursorExpired: it is of another generation.
        CursorError: it is damaged, or of another query.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.urlsafe_b64decode(padded.encode("ascii")).decode()
        check, content = text[:_DIGEST], text[_DIGEST:]
        last, bound = map(str, json.loads(content))
    except (ValueError, UnicodeError, binascii.Error, TypeError) as error:
        raise CursorError("The cursor is damaged.", "Search again from the first page.") from error
    if check != _digest(content):
        raise CursorError("The cursor is damaged.", "Search again from the first page.")
    if bound[_DIGEST:] != bound_to[_DIGEST:]:
        raise CursorError("The cursor belongs to another query.", "Search again from the first page.")
    if bound != bound_to:
        raise CursorExpired(
            "The index has been rebuilt since the cursor was issued.", "Search again from the first page."
        )
    return last


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
