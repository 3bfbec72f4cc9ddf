"""Opaque page cursors, bound to a generation and a query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import replace

from corpus.errors import CursorError, CursorExpired
from search.model import SearchRequest

_DIGEST_LENGTH = 12


def fingerprint(request: SearchRequest, generation: str) -> str:
    """Return a digest of the generation and of everything in a request that determines the order of hits."""
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
        sorted(bare.boosts),
    )
    return _digest(generation) + _digest(repr(parts))


def encode_cursor(last: str, bound_to: str) -> str:
    """Return the cursor of the page that follows the unit with the id ``last``.

    Args:
        bound_to: the ``fingerprint`` of the request.
    """
    content = json.dumps([last, bound_to], separators=(",", ":"))
    return base64.urlsafe_b64encode(f"{_digest(content)}{content}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str, bound_to: str) -> str:
    """Return the id of the last unit of the previous page.

    Raises:
        CursorExpired: the cursor belongs to another generation.
        CursorError: the cursor is damaged or belongs to another query.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.urlsafe_b64decode(padded.encode("ascii")).decode()
        check, content = text[:_DIGEST_LENGTH], text[_DIGEST_LENGTH:]
        last, bound = map(str, json.loads(content))
    except (ValueError, UnicodeError, binascii.Error, TypeError) as error:
        raise CursorError("The cursor is damaged.", "Search again from the first page.") from error
    if check != _digest(content):
        raise CursorError("The cursor is damaged.", "Search again from the first page.")
    if bound[_DIGEST_LENGTH:] != bound_to[_DIGEST_LENGTH:]:
        raise CursorError("The cursor belongs to another query.", "Search again from the first page.")
    if bound != bound_to:
        raise CursorExpired(
            "The index has been rebuilt since the cursor was issued.", "Search again from the first page."
        )
    return last


def _digest(text: str) -> str:
    """Return the first ``_DIGEST_LENGTH`` hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
