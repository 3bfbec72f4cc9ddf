"""Redirects: to paths of this site alone, whatever a request holds."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

HOME: Final = "/"
_READ_DIFFERENTLY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
"""Characters that browsers drop or take for a slash, so that they read another address than the server."""
_QUERY_CHARACTERS: Final = "!$&'()*+,;=:@/?%-._~[]"


def redirect_within(location: str, status: int = 302) -> AnyResponse:
    """Redirect to a path of this site; to the home page where the location is anything else."""
    return redirect(location if is_site_path(location) else HOME, status)


def redirect_permanently(address: str) -> AnyResponse:
    """Redirect for good to the address that something has now, with the query of the request."""
    path, mark, fragment = address.partition("#")
    return redirect_within(f"{path}{query_suffix()}{mark}{fragment}", HTTPStatus.MOVED_PERMANENTLY)


def is_site_path(location: str) -> bool:
    """Whether every browser takes a location for a path of this site."""
    if not location.startswith("/") or location.startswith("//") or _READ_DIFFERENTLY.search(location):
        return False
    try:
        parts = urlsplit(location)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc)


def query_suffix() -> str:
    """Return the query string of the request with its question mark, percent-encoded; empty without one."""
    query = quote(request.query_string, safe=_QUERY_CHARACTERS)
    return f"?{query}" if query else ""
