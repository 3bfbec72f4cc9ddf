"""URIs of persons in authority files (GND, VIAF, Wikidata …), each in its canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_FILES: Final = (
    ("gnd", r"(?:portal\.)?d-nb\.info/gnd/([0-9X-]+)", "https://d-nb.info/gnd/{}"),
    ("viaf", r"viaf\.org/(?:[a-z]{2}/)?viaf/([0-9]+)", "http://viaf.org/viaf/{}"),
    ("wikidata", r"wikidata\.org/(?:wiki|entity)/(Q[0-9]+)", "http://www.wikidata.org/entity/{}"),
    ("lccn", r"id\.loc\.gov/authorities/names/([a-z]+[0-9]+)", "http://id.loc.gov/authorities/names/{}"),
    ("isni", r"isni\.org/(?:isni/)?([0-9]{15}[0-9X])", "https://isni.org/isni/{}"),
    ("bnf", r"data\.bnf\.fr/(?:[a-z]{2}/)?(ark:/12148/cb[0-9a-z]+)", "https://data.bnf.fr/{}"),
    ("idref", r"idref\.fr/([0-9]{8}[0-9X])", "https://www.idref.fr/{}"),
)
AUTHORITIES: Final = {name: form for name, _, form in _FILES}
"""Name of an authority file → template of its canonical URIs, ``{}`` standing for the identifier."""
_PATTERNS: Final = tuple(
    (re.compile(rf"https?://(?:www\.)?{pattern}(?![0-9A-Za-z])"), form) for _, pattern, form in _FILES
)


def find_authority_uris(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the canonical forms of all authority-file URIs that occur in the texts, without duplicates."""
    uris = (
        form.format(match[1])
        for text in texts
        for pattern, form in _PATTERNS
        for match in pattern.finditer(text)
    )
    return tuple(dict.fromkeys(uris))


def authority_uri(authority: str, identifier: str) -> str | None:
    """Return the canonical URI of a bare identifier in an authority file; None if it is not one.

    ``authority`` is a name as sources write it ("GND", "wikidata").
    """
    form = AUTHORITIES.get(authority.strip().lower().removesuffix("id").strip("-_ "))
    uri = form.format(identifier.strip()) if form else ""
    return uri if uri and find_authority_uris((uri,)) == (uri,) else None


def authority_id(authority: str, uri: str) -> str | None:
    """Return the identifier in a canonical URI; None if the URI belongs to another authority file.

    ``authority`` is a key of ``AUTHORITIES``.
    """
    prefix, suffix = AUTHORITIES[authority].split("{}")
    return uri.removeprefix(prefix).removesuffix(suffix) if uri.startswith(prefix) else None


def authority_of(uri: str) -> str | None:
    """Return the name of the authority file that a canonical URI belongs to; None if it is none of them."""
    return next((name for name in AUTHORITIES if authority_id(name, uri) is not None), None)
