"""Forms that change something are taken from this site's own pages alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import abort, request

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE: Final = frozenset({"same-origin", "none"})
"""What a browser says of a form of the same site, and of one sent again by its user."""


def refuse_cross_site_forms() -> None:
    """Answer 403 to what another site's page makes a browser send.

    Browsers tell with ``Sec-Fetch-Site`` (https://www.w3.org/TR/fetch-metadata/) or, over plain HTTP, with
    ``Origin``; what sends neither is no browser, and no site can make it send anything.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_own = site in SAME_SITE
    else:
        is_own = origin is None or urlsplit(origin).netloc == request.host
    if not is_own:
        abort(HTTPStatus.FORBIDDEN)
