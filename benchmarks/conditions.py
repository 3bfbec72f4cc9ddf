"""Measures whether questions that name correspondents or times find those letters, and only those.

    python benchmarks/conditions.py ROOT NAME [TABLE]

TABLE has a question and the filters it means on each line, separated by a tab; nothing after the tab means
that the question is about somebody or something and must gain no condition. Printed are the questions that
fail, the share of the first k hits that fit (k: the number of units that fit, at most 10), and the number of
units that fit but are not found.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

from cli.settings import load_settings
from exports.api.search_parameters import parse_search
from search.model import SearchRequest
from search.searcher import Searcher

FIRST = 10


def fitting(searcher: Searcher, filters: str) -> set[str]:
    """Return the ids of all units that match the filters of a query string."""
    request = parse_search(parse_qsl(filters), searcher.settings)
    return {unit.id for unit in searcher.units(request, len(searcher.index.table))}


def main() -> None:
    """Ask the questions of the table and print the figures."""
    root, name, *others = sys.argv[1:]
    table = Path(others[0]) if others else Path(__file__).with_suffix(".tsv")
    searcher = Searcher.open(Path(root), name, load_settings(indexes=Path(root)))
    asked = hits = fit = lost = controls = wrong = 0
    for line in table.read_text("utf-8").splitlines():
        question, _, filters = line.partition("\t")
        request = SearchRequest(question, limit=FIRST)
        result = searcher.search(request)
        conditions = [item for item in result.interpretations if item.effect == "condition"]
        if not filters:
            controls += 1
            wrong += bool(conditions)
            if conditions:
                print("condition:", question, [(item.kind, str(item.value)) for item in conditions])
            continue
        expected = fitting(searcher, filters)
        k = min(FIRST, len(expected))
        good = sum(hit.unit.id in expected for hit in result.hits[:k])
        everything = replace(request, limit=len(searcher.index.table))
        missing = expected - {unit.id for unit in searcher.units(everything, everything.limit)}
        asked, hits, fit, lost = asked + 1, hits + k, fit + good, lost + len(missing)
        if good < k or missing or not expected:
            print(f"{good} of {k}, {len(missing)} lost, total {result.total}: {question}")
    print(f"{asked} questions: {fit} of the first {hits} fit ({fit / hits:.1%}), {lost} lost")
    print(f"{controls} controls: {wrong} gained a condition")


if __name__ == "__main__":
    main()
