"""The citation of a search: query, filters, hits, editions, generation and address. Pure."""

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
    """Return the citation of a search, as a text that is translated when it is shown.

    Args:
        chips: the filters and interpretations in force.
        editions: the editions that the index contains.
        version: the version of the software.
        address: the full address of the search.
        day: when it was run.
    """
    request = result.request
    query = LazyText("search for “%(text)s”", {"text": request.text}) if request.text else ALL_ENTRIES
    conditions = join_lazy("; ", [_condition(chip) for chip in chips])
    filtered_query = format_lazy("%(asked)s (%(conditions)s)", asked=query, conditions=conditions)
    hit_count = format_count(result.total, "hit")
    return LazyText(
        "Perepiska %(version)s, %(search)s, %(mode)s: %(found)s in %(editions)s, "
        "index %(generation)s, %(address)s, %(day)s.",
        {
            "version": version,
            "search": filtered_query if conditions else query,
            "mode": MODES[request.mode],
            "found": hit_count
            if result.total_is_exact
            else LazyText("about %(found)s", {"found": hit_count}),
            "editions": "; ".join(_named(edition) for edition in editions),
            "generation": result.index.generation,
            "address": address,
            "day": day,
        },
    )


def _condition(chip: Chip) -> DisplayText:
    condition = format_lazy("%(heading)s: %(label)s", heading=chip.heading, label=chip.label)
    return LazyText("not %(condition)s", {"condition": condition}) if chip.excluded else condition


def _named(edition: Edition) -> str:
    fields = (edition.title, editors_text(edition.editors), imprint_text(edition))
    return ", ".join(part for part in fields if part)
