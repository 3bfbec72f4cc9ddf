"""Measure retrieval and related documents on volumes of Foreign Relations of the United States.

    python benchmarks/frus.py VOLUMES JUDGEMENTS [--volumes frus1961-63v06 …]
        [--modes keyword …] [--folder F] [--rebuild]

VOLUMES is the folder of TEI files; in JUDGEMENTS lie queries.jsonl, qrels.tsv, uncertain.tsv and links.tsv.
The queries are entries of the printed indexes, so the volumes are read without them. No calendar is used.
Pairs of uncertain.tsv are taken out of a ranking before it is scored. Links of documents to documents of the
same volumes are looked for among related documents with the channel of cross-references switched off. The
index is built once, in F. Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, get_args

from cli.settings import load_settings
from corpus.model import Edition
from corpus.readers.source import Source
from corpus.readers.tei.volume import list_kind, read_volume
from corpus.readers.tei.xml_tree import XmlElement, read_xml
from indexer.build import build
from search.evaluation.evaluation import ndcg
from search.model import Channel, Filters, Mode, SearchRequest
from search.searcher import Searcher

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")
NAME = "frus"
FIRST = 10
DEPTH = 100
"""Hits asked for: enough for ten documents after notes and uncertain pairs are taken out."""
RELATED = 40
BY_DOCUMENT = "frus1964-68v10"
"""Its index refers to documents but its numbers are linked to pages, for which the judgements took them."""


@dataclass(frozen=True, slots=True)
class Query:
    """An entry of a printed index: the documents it leads to, and those that it may or may not."""

    id: str
    text: str
    kind: str
    volume: str
    relevant: frozenset[str]
    uncertain: frozenset[str]


def main() -> None:
    """Build the index if it is not there, ask every query in every mode, look for the links."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("judgements", type=Path)
    parser.add_argument("--volumes", nargs="+", default=[])
    parser.add_argument("--folder", type=Path, default=load_settings().cache_directory / NAME)
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    chosen = parser.parse_args()
    paths = sorted(chosen.sources.glob("*.xml"))
    paths = [path for path in paths if not chosen.volumes or path.stem in chosen.volumes]
    searcher = _open(paths, chosen.folder, rebuild=chosen.rebuild)
    volumes = {edition.id for edition in searcher.editions()} & {path.stem for path in paths}
    print("Read without the printed indexes, from which the queries are taken; no calendar.\n")
    queries = [query for query in read_queries(chosen.judgements) if query.volume in volumes]
    _print_retrieval(searcher, queries, chosen.modes)
    _print_related(searcher, read_links(chosen.judgements, volumes))


def _open(paths: Sequence[Path], folder: Path, *, rebuild: bool) -> Searcher:
    settings = load_settings(
        indexes=folder, cache=folder, calendar="none", related_max=RELATED, page_size_max=DEPTH
    )
    if rebuild or not (folder / NAME / "current").exists():
        editions = [read_without_index(path) for path in paths]
        print(build(editions, root=folder, name=NAME, settings=settings), "\n")
    return Searcher.open(folder, NAME, settings)


def read_without_index(path: Path) -> Edition:
    """Read a volume as if it had no index: neither the headings nor the persons named there are known."""
    root = read_xml(Source(path, max_bytes=load_settings().source_max_bytes), path)
    for element in root.walk():
        element.children = [child for child in element.children if not _is_index(child)]
    return read_volume(root, path, lambda _: None)


def _is_index(child: XmlElement | str) -> bool:
    return isinstance(child, XmlElement) and child.tag == "div" and list_kind(child) == "index"


def read_queries(folder: Path) -> Iterator[Query]:
    """Every query with its judgements."""
    relevant, uncertain = _pairs(folder / "qrels.tsv"), _pairs(folder / "uncertain.tsv")
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        id = str(entry["id"])
        judged = frozenset(relevant[id]), frozenset(uncertain[id])
        yield Query(id, str(entry["text"]), str(entry["kind"]), str(entry["volume"]), *judged)


def read_links(folder: Path, volumes: set[str]) -> dict[str, set[str]]:
    """The documents of some volumes that each document leads to or is led to from."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, targets in _pairs(folder / "links.tsv").items():
        for target in targets:
            if {source.partition("/")[0], target.partition("/")[0]} <= volumes and source != target:
                found[source].add(target)
                found[target].add(source)
    return dict(found)


def _pairs(path: Path) -> defaultdict[str, set[str]]:
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    for row in path.read_text("utf-8").splitlines():
        first, second, *_ = row.split("\t")
        pairs[first].add(second)
    return pairs


def _print_retrieval(searcher: Searcher, queries: Sequence[Query], modes: Sequence[Mode]) -> None:
    """Documents filtered, and documents among all units, where their notes are found too and lend to them."""
    sound = [query for query in queries if query.volume != BY_DOCUMENT]
    kinds = list(dict.fromkeys(query.kind for query in queries))
    print(f"{len(queries)} queries, {len(sound)} of them not of {BY_DOCUMENT}\n")
    print(f"| nDCG@10 in volume, over documents | all | sound | {' | '.join(kinds)} |")
    print("|---|" + "---|" * (len(kinds) + 2))
    for is_filtered in (True, False):
        for mode in modes:
            scores = {query.id: score(searcher, query, mode, is_filtered=is_filtered) for query in queries}
            groups = [queries, sound, *([query for query in sound if query.kind == kind] for kind in kinds)]
            means = (fmean(scores[query.id] for query in group) if group else 0.0 for group in groups)
            name = "kind=document" if is_filtered else "among all, notes lend"
            print(f"| {mode}, {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |")


def score(searcher: Searcher, query: Query, mode: Mode, *, is_filtered: bool) -> float:
    """nDCG@10 of one query, the uncertain documents taken out."""
    include = {"edition": (query.volume,)} | ({"kind": ("document",)} if is_filtered else {})
    request = SearchRequest(query.text, mode=mode, filters=Filters(include=include), limit=DEPTH)
    found = [hit.unit.id for hit in searcher.search(request).hits if hit.unit.kind == "document"]
    grades = [int(id in query.relevant) for id in found if id not in query.uncertain]
    return ndcg(grades, [1] * len(query.relevant))


def _print_related(searcher: Searcher, linked: Mapping[str, set[str]]) -> None:
    channels = [channel for channel in get_args(Channel) if channel != "cross-reference"]
    print(f"\n{len(linked)} documents with {sum(map(len, linked.values()))} links\n")
    print("| channels | recall@10 |\n|---|---|")
    for chosen in (*([channel] for channel in channels), channels):
        name = chosen[0] if len(chosen) == 1 else "all but cross-references"
        print(f"| {name} | {recall(searcher, linked, chosen):.3f} |")


def recall(searcher: Searcher, linked: Mapping[str, set[str]], channels: Iterable[Channel]) -> float:
    """The mean share of the linked documents among the first ten documents related."""
    chosen = frozenset(channels)
    shares = []
    for id, expected in linked.items():
        related = searcher.related(id, chosen, RELATED)
        first = [hit.unit.id for hit in related if hit.unit.kind == "document"][:FIRST]
        shares.append(len(expected.intersection(first)) / len(expected))
    return fmean(shares) if shares else 0.0


if __name__ == "__main__":
    main()
