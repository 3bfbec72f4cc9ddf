"""How a search is cited: what was asked of which index, what it found, where it can be asked again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from corpus.model import Edition
from exports.citation import editors_text, imprint_text
from search.model import SearchResult
from web.filter_links import Chip
from web.labels import format_count, format_day

MODES: Final = {"hybrid": "words and meaning", "keyword": "words", "semantic": "meaning"}


def cite_search(
    result: SearchResult,
    chips: Iterable[Chip],
    editions: Iterable[Edition],
    *,
    version: str,
    address: str,
    day: date,
) -> str:
    """Cite a search with its filters, its count, the editions and the generation of the index."""
    request = result.request
    asked = f"search for “{request.text}”" if request.text else "all entries"
    conditions = [
        f"{'not ' if chip.excluded else ''}{str(chip.heading).lower()} {chip.label}" for chip in chips
    ]
    narrowed = f" ({'; '.join(conditions)})" if conditions else ""
    found = f"{'' if result.total_is_exact else 'about '}{format_count(result.total, 'hit')}"
    return (
        f"Perepiska {version}, {asked}{narrowed}, by {MODES[request.mode]}: {found} in "
        f"{' and '.join(_named(one) for one in editions)}, index {result.index.generation}, "
        f"{address}, {format_day(day)}."
    )


def _named(edition: Edition) -> str:
    parts = (edition.title, editors_text(edition.editors), imprint_text(edition))
    return ", ".join(part for part in parts if part)
