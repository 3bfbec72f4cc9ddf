"""Redirects, always to paths of this site, whatever a request contains."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

HOME: Final = "/"
_READ_DIFFERENTLY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
"""Characters that browsers drop or treat as a slash, so that they interpret the address differently."""
_QUERY_CHARACTERS: Final = "!$&'()*+,;=:@/?%-._~[]"


def redirect_within(location: str, status: int = 302) -> AnyResponse:
    """Redirect to a path of this site, or to the home page if the location is anything else."""
    return redirect(location if is_site_path(location) else HOME, status)


def redirect_permanently(address: str) -> AnyResponse:
    """Redirect permanently to a resource's current address, with the query string of the request."""
    path, hash_sign, fragment = address.partition("#")
    return redirect_within(f"{path}{query_suffix()}{hash_sign}{fragment}", HTTPStatus.MOVED_PERMANENTLY)


def is_site_path(location: str) -> bool:
    """Return whether every browser interprets a location as a path of this site."""
    if not location.startswith("/") or location.startswith("//") or _READ_DIFFERENTLY.search(location):
        return False
    try:
        parts = urlsplit(location)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc)


def query_suffix() -> str:
    """Return the request's query string, percent-encoded, after a question mark; "" if there is none."""
    query = quote(request.query_string, safe=_QUERY_CHARACTERS)
    return f"?{query}" if query else ""
