"""HTTP headers of every response: content security, cross-origin access and HTTPS."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from flask import Response, request

SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
CROSS_ORIGIN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (
            "Content-Disposition",
            "ETag",
            "Link",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "Retry-After",
            "X-Request-Id",
        )
    ),
}
REQUEST_HEADERS: Final = ", ".join(
    ("Accept", "Accept-Language", "Authorization", "Content-Type", "If-Modified-Since", "If-None-Match")
)
"""Request headers that scripts of other sites may send."""
PREFLIGHT_SECONDS: Final = 86_400
_CLOSED: Final = re.compile(r"/(judge|metrics)(/|$)")
"""Paths without cross-origin access."""


def add_security_headers(response: Response) -> Response:
    """Add to a response the security headers that it does not have yet, and return it."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def add_hsts_header(response: Response, *, seconds: int) -> Response:
    """Add Strict-Transport-Security to a response and return it; browsers then use only HTTPS.

    Args:
        seconds: for how long browsers remember this.
    """
    response.headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"
    return response


def add_cors_headers(response: Response) -> Response:
    """Let scripts of any site read a response, except of closed paths, and return it.

    No response depends on cookies or other credentials.
    """
    if not _CLOSED.match(request.path):
        response.headers.update(CROSS_ORIGIN)
    return response


def answer_preflight() -> Response | None:
    """Return the response to a CORS preflight; None for other requests and closed paths."""
    if "Access-Control-Request-Method" not in request.headers or request.method != "OPTIONS":
        return None
    if _CLOSED.match(request.path):
        return None
    methods = (request.url_rule.methods if request.url_rule else None) or ("GET", "HEAD", "OPTIONS")
    return Response(
        status=HTTPStatus.NO_CONTENT,
        headers={
            "Access-Control-Allow-Methods": ", ".join(sorted(methods)),
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )
