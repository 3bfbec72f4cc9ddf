"""Protection against cross-site request forgery: forms that change data are accepted only from this site."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import abort, request

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE: Final = frozenset({"same-origin", "none"})
"""Values of ``Sec-Fetch-Site`` of this site's own forms, and of requests that the user began directly."""


def refuse_cross_site_forms() -> None:
    """Abort with 403 if a browser sends a form from another site's page.

    Browsers identify the origin with ``Sec-Fetch-Site`` (https://www.w3.org/TR/fetch-metadata/) or, over
    plain HTTP, with ``Origin``; a client that sends neither is not a browser, so no site can misuse it.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_same_site = site in SAME_SITE
    else:
        is_same_site = origin is None or urlsplit(origin).netloc == request.host
    if not is_same_site:
        abort(HTTPStatus.FORBIDDEN)
