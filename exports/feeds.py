"""Sitemaps, OpenSearch descriptions, Atom feeds and BEACON files: pure functions that return text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from corpus.model import Unit
from corpus.rights import Rights
from exports.xml_documents import element, xml_document
from search.abstract_messages import part_message
from search.access_messages import access_message

SUMMARY_MAX: Final = 400
"""Characters of a unit's text that serve as its summary in a feed if it has no abstract."""
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
_ATOM: Final = "http://www.w3.org/2005/Atom"


def write_sitemap(addresses: Iterable[str], *, is_index: bool = False) -> str:
    """Return a sitemap of page URLs; with ``is_index``, a sitemap index of sitemap URLs."""
    root, entry = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    entries = (element(entry, None, element("loc", address)) for address in addresses)
    return xml_document(element(root, {"xmlns": _SITEMAP}, *entries))


def write_opensearch(page: str, completions: str) -> str:
    """Return an OpenSearch 1.1 description of a search, by the URLs of its page and its completions.

    Both URLs are completed with the parameter ``q``.
    """
    addresses = {"text/html": page, "application/x-suggestions+json": completions}
    return xml_document(
        element(
            "OpenSearchDescription",
            {"xmlns": _OPENSEARCH},
            element("ShortName", "Perepiska"),
            element("Description", "Search edited correspondence"),
            element("InputEncoding", "UTF-8"),
            *(
                element("Url", {"type": media_type, "template": f"{address}?q={{searchTerms}}"})
                for media_type, address in addresses.items()
            ),
        )
    )


def write_atom(units: Iterable[tuple[Unit, str]], *, title: str, address: str, updated: str) -> str:
    """Return an Atom feed (RFC 4287) of units, each given with the URL of its page.

    Args:
        title: the title of the feed, which follows "Perepiska: ".
        address: the URL of the feed.
        updated: when the index was built, in RFC 3339; it is the date of the feed and of every entry.
    """
    entries = (
        element(
            "entry",
            element("id", url),
            element("title", unit.title),
            element("updated", updated),
            element("link", {"href": url}),
            element("category", {"term": unit.kind}),
            element("rights", rights_statement(unit.rights)) if rights_statement(unit.rights) else None,
            element("summary", _summary(unit)),
        )
        for unit, url in units
    )
    return xml_document(
        element(
            "feed",
            {"xmlns": _ATOM},
            element("id", address),
            element("title", f"Perepiska: {title}"),
            element("updated", updated),
            element("author", element("name", "Perepiska")),
            element("link", {"rel": "self", "href": address}),
            *entries,
        )
    )


def _summary(unit: Unit) -> str:
    """Return the abstract of a unit with who wrote it, or the beginning of its text."""
    author = part_message(unit, "abstract" if unit.summary else "text")
    summary = unit.summary or unit.text[:SUMMARY_MAX]
    return f"{author}: {summary}" if author else summary


def rights_statement(rights: Rights) -> str:
    """Return the rights in a unit as one text: licence, rights holder and limits; "" if none are stated."""
    message = access_message(rights)
    holder = f"Rights holder: {rights.holder}" if rights.holder else ""
    return "; ".join(part for part in (rights.licence, holder, str(message or "")) if part)


def write_beacon(head: Mapping[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """Return a BEACON file (https://gbv.github.io/beaconspec), its lines sorted.

    Args:
        head: the header fields by name.
        rows: (number in the authority file, person id) pairs.
    """
    lines = [f"#{name}: {value}" for name, value in head.items()]
    return "\n".join((*lines, "", *sorted(f"{number}||{id}" for number, id in rows), ""))
