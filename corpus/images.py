"""Addresses of page images: those of the web, and those of IIIF images and manifests.

IIIF Image API 3.0, section 4 (https://iiif.io/api/image/3.0/): ``{base}/{region}/{size}/{rotation}/{quality}.{format}``.
"""  # noqa: E501  the address is one word

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from corpus.model import PageImage

_IIIF_IMAGE: Final = re.compile(
    r"(?P<base>https?://.+?)/(?:full|square|(?:pct:)?[\d.]+,[\d.]+,[\d.]+,[\d.]+)"
    r"/\^?(?:full|max|pct:[\d.]+|!?\d+,\d*|,\d+)/!?[\d.]+/(?:default|native|color|colou?r|gr[ae]y|bitonal)\.\w+",
    re.IGNORECASE,
)
_IIIF_INFO: Final = re.compile(r"(?P<base>https?://.+)/info\.json")
_IIIF_MANIFEST: Final = re.compile(r"https?://.+/manifest(?:\.json)?/?(?:\?\S*)?", re.IGNORECASE)
_WHOLE_IMAGE: Final = "{}/full/max/0/default.jpg"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f]")
_MAX_LENGTH: Final = 2_000


def is_web_address(url: str) -> bool:
    """Return whether an address is one of the web (``http`` or ``https``) with a host, and can be a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def is_image_location(location: str) -> bool:
    """Return whether a text can locate an image: as an address of the web, or as the name of a file.

    Addresses of any other scheme (``javascript:``, ``data:``, a private one) and overlong ones cannot.
    """
    if not location or len(location) > _MAX_LENGTH or _UNSAFE.search(location):
        return False
    return is_web_address(location) or _SCHEME.match(location) is None


def make_page_image(page: str | None, location: str) -> PageImage:
    """Return the image of a page, which a location identifies, with its IIIF base or manifest if it has one.

    The description of a IIIF image (``info.json``) becomes the address of the whole image.
    """
    info = _IIIF_INFO.fullmatch(location)
    if info:
        return PageImage(page, _WHOLE_IMAGE.format(info["base"]), info["base"])
    image = _IIIF_IMAGE.fullmatch(location)
    if image:
        return PageImage(page, location, image["base"])
    return PageImage(page, location, location if _IIIF_MANIFEST.fullmatch(location) else None)
