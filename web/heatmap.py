"""The heatmap of topics by year: a table with shades. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from corpus.model import Topic, Unit

SHADES: Final = 5
"""The number of the darkest shade; 0 is no shade."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic's number of documents in each year, and the shade of each (0 to ``SHADES``)."""

    topic: Topic
    counts: tuple[int, ...]
    shades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The broadest topics by year, the most frequent first; each row has a value for each of ``years``."""

    years: tuple[str, ...]
    rows: tuple[TopicRow, ...]


def make_topic_heatmap(documents: Iterable[Unit], topics: Mapping[str, Topic]) -> Heatmap | None:
    """Count the documents of each broadest topic by year; None if no dated document has a topic.

    The year is the first that a document's date allows. The shade is the topic's share of the year's
    documents, relative to the greatest share of all.

    Args:
        topics: the topics of the vocabulary, by id.
    """
    totals: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for unit in documents:
        years = unit.date.year_values if unit.date else []
        if not years:
            continue
        year = years[0]
        totals[year] += 1
        counts.update((topic, year) for topic in {_broadest(ref.id, topics) for ref in unit.topics} if topic)
    if not counts:
        return None
    columns = tuple(sorted(totals))
    highest = max(count / totals[year] for (_, year), count in counts.items())
    rows = (
        TopicRow(
            topic,
            tuple(counts[id, year] for year in columns),
            tuple(_shade(counts[id, year] / totals[year] / highest) for year in columns),
        )
        for id, topic in topics.items()
        if topic.broader is None and any(counts[id, year] for year in columns)
    )
    return Heatmap(columns, tuple(sorted(rows, key=lambda row: -sum(row.counts))))


def _broadest(id: str, topics: Mapping[str, Topic]) -> str:
    """Return the id of the broadest topic above a topic, or its own; "" for an unknown topic."""
    seen = set[str]()
    while id in topics and id not in seen:
        seen.add(id)
        broader = topics[id].broader
        if broader is None:
            return id
        id = broader
    return ""


def _shade(share: float) -> int:
    """Return the shade of a share between 0 and 1: 0 for nothing, otherwise 1 to ``SHADES``."""
    return min(SHADES, int(share * SHADES + 0.999)) if share else 0
