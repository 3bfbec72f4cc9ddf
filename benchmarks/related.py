"""Measure related documents: how many of the editors' own references from document to document are found.

    python benchmarks/related.py EDITION.txt

References of documents and their notes count in both directions; the channel of cross-references is switched
off. Prints Markdown for docs/measurements.md: the share of a document's linked ones among the first ten.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import get_args

from cli.settings import load_settings
from corpus.model import Edition
from corpus.readers import read_edition
from indexer.build import build
from search.model import Channel
from search.searcher import Searcher

FIRST = 10
DEPTH = 40
"""Related units asked for: introductions and biographies among them are passed over."""


def main(arguments: Sequence[str]) -> None:
    """Build an index, ask for the relatives of every linked document by each channel and by all."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    settings = load_settings()
    calendar = read_edition(settings.calendar_directory) if settings.calendar_directory else None
    edition = read_edition(Path(arguments[0]))
    linked = links(edition)
    channels = [channel for channel in get_args(Channel) if channel != "cross-reference"]
    with tempfile.TemporaryDirectory(prefix="perepiska-bench-") as folder:
        index_settings = load_settings(
            indexes=Path(folder), cache=settings.cache_directory, related_max=DEPTH
        )
        build([edition], calendar=calendar, root=Path(folder), name="bench", settings=index_settings)
        searcher = Searcher.open(Path(folder), "bench", index_settings)
        print(f"{len(linked)} documents with {sum(map(len, linked.values()))} links\n")
        print("| channels | recall@10 |\n|---|---|")
        for chosen in ([channel] for channel in channels):
            print(f"| {chosen[0]} | {recall(searcher, linked, chosen):.3f} |")
        print(f"| all but cross-references | {recall(searcher, linked, channels):.3f} |")


def links(edition: Edition) -> dict[str, set[str]]:
    """The documents that each document leads to or is led to from, by its text or its notes."""
    documents = {unit.id: unit.parent or unit.id for unit in edition.units}
    known = {unit.id for unit in edition.units if unit.kind == "document"}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reference in edition.references:
        source = documents[reference.source]
        for target in (documents[id] for id in reference.targets):
            if {source, target} <= known and source != target:
                found[source].add(target)
                found[target].add(source)
    return dict(found)


def recall(searcher: Searcher, linked: Mapping[str, set[str]], channels: Iterable[Channel]) -> float:
    """The mean share of the linked documents among the first ten documents related."""
    chosen = frozenset(channels)
    shares = []
    for id, expected in linked.items():
        related = searcher.related(id, chosen, DEPTH)
        first = [hit.unit.id for hit in related if hit.unit.kind == "document"][:FIRST]
        shares.append(len(expected.intersection(first)) / len(expected))
    return fmean(shares)


if __name__ == "__main__":
    main(sys.argv[1:])
