"""How a search is cited: what was asked of which index, what it found, where it can be asked again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from corpus.model import Edition
from exports.citation import editors_text, imprint_text
from search.model import Mode, SearchResult
from web.filter_links import Chip
from web.labels import format_count
from web.texts import DisplayText, LazyText, format_lazy, join_lazy

ALL_ENTRIES: Final = LazyText("all entries")
MODES: Final[Mapping[Mode, LazyText]] = {
    "hybrid": LazyText("keywords and meaning"),
    "keyword": LazyText("keywords"),
    "semantic": LazyText("meaning"),
}


def cite_search(
    result: SearchResult,
    chips: Iterable[Chip],
    editions: Iterable[Edition],
    *,
    version: str,
    address: str,
    day: date,
) -> LazyText:
    """Cite a search with its filters, its count, the editions and the generation of the index."""
    request = result.request
    asked = LazyText("search for “%(text)s”", {"text": request.text}) if request.text else ALL_ENTRIES
    conditions = join_lazy("; ", [_condition(chip) for chip in chips])
    narrowed = format_lazy("%(asked)s (%(conditions)s)", asked=asked, conditions=conditions)
    found = format_count(result.total, "hit")
    return LazyText(
        "Perepiska %(version)s, %(search)s, %(mode)s: %(found)s in %(editions)s, "
        "index %(generation)s, %(address)s, %(day)s.",
        {
            "version": version,
            "search": narrowed if conditions else asked,
            "mode": MODES[request.mode],
            "found": found if result.total_is_exact else LazyText("about %(found)s", {"found": found}),
            "editions": "; ".join(_named(one) for one in editions),
            "generation": result.index.generation,
            "address": address,
            "day": day,
        },
    )


def _condition(chip: Chip) -> DisplayText:
    condition = format_lazy("%(heading)s: %(label)s", heading=chip.heading, label=chip.label)
    return LazyText("not %(condition)s", {"condition": condition}) if chip.excluded else condition


def _named(edition: Edition) -> str:
    parts = (edition.title, editors_text(edition.editors), imprint_text(edition))
    return ", ".join(part for part in parts if part)
