"""Topics over the years as a table of shades. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from corpus.model import Topic, Unit

SHADES: Final = 5


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with its documents in each year, and how dark each is (0: none, to ``SHADES``)."""

    topic: Topic
    counts: tuple[int, ...]
    shades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Topics by years."""

    years: tuple[str, ...]
    rows: tuple[TopicRow, ...]


def make_topic_heatmap(documents: Iterable[Unit], topics: Mapping[str, Topic]) -> Heatmap | None:
    """Count the documents of each widest topic in each year; None where there are no topics.

    The shade is the share of the year's documents, against the greatest share of all.
    """
    totals: Counter[str] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for unit in documents:
        years = unit.date.year_values if unit.date else []
        if not years:
            continue
        year = years[0]
        totals[year] += 1
        found.update((topic, year) for topic in {_broadest(one.id, topics) for one in unit.topics} if topic)
    if not found:
        return None
    columns = tuple(sorted(totals))
    highest = max(count / totals[year] for (_, year), count in found.items())
    rows = (
        TopicRow(
            topic,
            tuple(found[id, year] for year in columns),
            tuple(_shade(found[id, year] / totals[year] / highest) for year in columns),
        )
        for id, topic in topics.items()
        if topic.broader is None and any(found[id, year] for year in columns)
    )
    return Heatmap(columns, tuple(sorted(rows, key=lambda row: -sum(row.counts))))


def _broadest(id: str, topics: Mapping[str, Topic]) -> str:
    """The widest topic over one; empty for a topic nobody knows."""
    seen = set[str]()
    while id in topics and id not in seen:
        seen.add(id)
        broader = topics[id].broader
        if broader is None:
            return id
        id = broader
    return ""


def _shade(share: float) -> int:
    return min(SHADES, int(share * SHADES + 0.999)) if share else 0
