"""Access control: optional API keys and optional rate limits."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from typing import Final

from flask import Flask, request
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from corpus.errors import PerepiskaError
from exports.api.keys import key_digest, read_keys
from store.settings import NONE
from web.settings import ServerSettings

GUARDED: Final = "/api/"
UNLIMITED: Final = ("static", "api.health", "api.live", "api.ready", "metrics.metrics")
"""Endpoints exempt from rate limits and host checks: static files and monitoring."""
_RATE_HEADERS: Final = {
    HeaderNames.LIMIT: "RateLimit-Limit",
    HeaderNames.REMAINING: "RateLimit-Remaining",
    HeaderNames.RESET: "RateLimit-Reset",
}


def init_access_control(app: Flask, settings: ServerSettings) -> None:
    """Set up an application's rate limits and API keys, if configured; only ``/api/`` requires keys.

    Raises:
        PerepiskaError: the key file cannot be read or is malformed, or the rate limit is malformed.
    """
    if settings.rate_limit != NONE:
        _limit(app, settings.rate_limit)  # before the key check, so that wrong keys count
    if settings.api_keys:
        hashes_by_name = read_keys(settings.api_keys)
        app.before_request(lambda: _demand(hashes_by_name))


def _demand(hashes_by_name: Mapping[str, str]) -> None:
    """Abort a request to ``/api/`` with 401 unless it has a known key.

    It is compared with all keys, each in constant time. Preflight requests need no key.
    """
    if not request.path.startswith(GUARDED) or request.method == "OPTIONS":
        return
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    key_hash = key_digest(key.strip()) if scheme.lower() == "bearer" else ""
    if not any([hmac.compare_digest(key_hash, known_hash) for known_hash in hashes_by_name.values()]):  # noqa: C419
        raise Unauthorized(www_authenticate=_challenge())


def _challenge() -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "perepiska"})


def _limit(app: Flask, rate: str) -> None:
    """Limit the requests of each client to a rate, except for the endpoints in ``UNLIMITED``.

    Raises:
        PerepiskaError: the rate is malformed.
    """
    try:
        parse_many(rate)
    except ValueError as error:
        raise PerepiskaError(
            f"Invalid rate limit “{rate}”: {error}.",
            "Set PEREPISKA_RATE_LIMIT as in “60 per minute; 1000 per day”.",
        ) from error
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # below that, it logs client addresses
    limiter = Limiter(
        get_remote_address,
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.endpoint in UNLIMITED,
        request_identifier=lambda: request.endpoint or "none",
        headers_enabled=True,
        header_name_mapping=_RATE_HEADERS,
        storage_uri="memory://",
        strategy="moving-window",
    )
    app.extensions["perepiska-limiter"] = limiter
