"""The headers every answer carries: what a browser may load, who may embed and who may ask."""

from __future__ import annotations

from typing import Final

from flask import Response

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
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Expose-Headers": ", ".join(
        ("ETag", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")
    ),
}


def secure(response: Response) -> Response:
    """Add the security headers."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def https_alone(response: Response, *, seconds: int) -> Response:
    """Tell browsers to come by HTTPS alone for some time."""
    response.headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"
    return response


def open_to_all(response: Response) -> Response:
    """Let any site's script read this answer: it is public and takes no credentials."""
    response.headers.extend(CROSS_ORIGIN)
    return response
