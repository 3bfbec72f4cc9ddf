"""URIs of persons and places in authority files (GND, VIAF, GeoNames …), each in its canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_FILES: Final = (
    (
        "gnd",
        r"(?:(?:portal\.)?d-nb\.info|explore\.gnd\.network(?:/[a-z]{2})?)/gnd/",
        "[0-9X-]+",
        "https://d-nb.info/gnd/{}",
    ),
    ("viaf", r"viaf\.org/(?:[a-z]{2}/)?viaf/", "[0-9]+", "http://viaf.org/viaf/{}"),
    ("wikidata", r"wikidata\.org/(?:wiki|entity)/", "Q[0-9]+", "http://www.wikidata.org/entity/{}"),
    (
        "lccn",
        r"id\.loc\.gov/authorities/names/",
        "[a-z]+[0-9]+",
        "http://id.loc.gov/authorities/names/{}",
    ),
    ("isni", r"isni\.org/(?:isni/)?", "[0-9]{15}[0-9X]", "https://isni.org/isni/{}"),
    ("bnf", r"data\.bnf\.fr/(?:[a-z]{2}/)?", "ark:/12148/cb[0-9a-z]+", "https://data.bnf.fr/{}"),
    ("idref", r"idref\.fr/", "[0-9]{8}[0-9X]", "https://www.idref.fr/{}"),
    ("geonames", r"(?:[a-z]{2,3}\.)?geonames\.org/", "[0-9]+", "https://www.geonames.org/{}"),
    (
        "tgn",
        r"(?:vocab\.getty\.edu/(?:page/)?tgn/|getty\.edu/vow/TGNFullDisplay\?(?:[^\s#]*&)?subjectid=)",
        "[0-9]+",
        "http://vocab.getty.edu/tgn/{}",
    ),
    ("pleiades", r"pleiades\.stoa\.org/places/", "[0-9]+", "https://pleiades.stoa.org/places/{}"),
)
AUTHORITIES: Final = {name: form for name, _, _, form in _FILES}
"""Name of an authority file → template of its canonical URIs, ``{}`` standing for the identifier."""
_OTHER_NAMES: Final = {"pnd": "gnd", "gkd": "gnd", "swd": "gnd", "naf": "lccn", "lcnaf": "lccn"}
"""Names that authority files had before they became part of another, and other names."""
_PATTERNS: Final = tuple(
    (
        re.compile(
            rf"(?:https?://(?:www\.)?{address}|(?<![\w/.:-])(?i:{name}):)(?P<id>{number})(?![0-9A-Za-z])"
        ),
        form,
    )
    for name, address, number, form in _FILES
)


def find_authority_uris(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the canonical forms of all authority-file ids that occur in the texts, without duplicates.

    An id is written as a URI, or after the name of its file ("geonames:2950159").
    """
    uris = (
        form.format(match["id"])
        for text in texts
        for pattern, form in _PATTERNS
        for match in pattern.finditer(text)
    )
    return tuple(dict.fromkeys(uris))


def authority_uri(authority: str, identifier: str) -> str | None:
    """Return the canonical URI of a bare identifier in an authority file; None if it is not one.

    ``authority`` is a name as sources write it ("GND", "PND", "wikidata").
    """
    name = authority.strip().lower().removesuffix("id").strip("-_ ")
    form = AUTHORITIES.get(_OTHER_NAMES.get(name, name))
    uri = form.format(identifier.strip()) if form else ""
    return uri if uri and find_authority_uris((uri,)) == (uri,) else None


def authority_id(authority: str, uri: str) -> str | None:
    """Return the identifier in a canonical URI; None if the URI belongs to another authority file.

    ``authority`` is a key of ``AUTHORITIES``.
    """
    prefix, suffix = AUTHORITIES[authority].split("{}")
    return uri.removeprefix(prefix).removesuffix(suffix) if uri.startswith(prefix) else None


def split_uri(uri: str) -> tuple[str, str]:
    """Return the name of the authority file of a canonical URI and the identifier in it.

    Both are "" if it is no such URI.
    """
    found = ((name, authority_id(name, uri)) for name in AUTHORITIES)
    return next(((name, id) for name, id in found if id), ("", ""))


def authority_of(uri: str) -> str | None:
    """Return the name of the authority file that a canonical URI belongs to; None if it is none of them."""
    return next((name for name in AUTHORITIES if authority_id(name, uri) is not None), None)
