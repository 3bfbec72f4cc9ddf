"""Who may ask, and how often: optional keys for the API, optional limits for each client."""

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
"""Endpoints that cost nothing, or that watch over the others."""
_RATE_HEADERS: Final = {
    HeaderNames.LIMIT: "RateLimit-Limit",
    HeaderNames.REMAINING: "RateLimit-Remaining",
    HeaderNames.RESET: "RateLimit-Reset",
}


def init_access_control(app: Flask, settings: ServerSettings) -> None:
    """Have an application ask for keys and keep to limits, as far as these are set.

    Raises:
        PerepiskaError: the file of keys cannot be read, or the limit not be understood.
    """
    if settings.rate_limit != NONE:
        _limit(app, settings.rate_limit)  # first, so that wrong keys count
    if settings.api_keys:
        keys = read_keys(settings.api_keys)
        app.before_request(lambda: _demand(keys))


def _demand(keys: Mapping[str, str]) -> None:
    """Refuse a request to the API that bears none of the keys; all are compared, each in the same time."""
    if not request.path.startswith(GUARDED) or request.method == "OPTIONS":
        return
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    given = key_digest(key.strip()) if scheme.lower() == "bearer" else ""
    if not any([hmac.compare_digest(given, known) for known in keys.values()]):  # noqa: C419
        raise Unauthorized(www_authenticate=_challenge())


def _challenge() -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "perepiska"})


def _limit(app: Flask, rate: str) -> None:
    try:
        parse_many(rate)
    except ValueError as error:
        raise PerepiskaError(
            f"“{rate}” is no limit: {error}.", "Write PEREPISKA_RATE_LIMIT as “60 per minute; 1000 per day”."
        ) from error
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # or it logs who asked
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
