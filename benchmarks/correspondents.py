"""Measure queries that name correspondents and times: the share of the letters meant among the first hits.

    python benchmarks/correspondents.py [QUESTIONS.jsonl] [--name NAME] [--mode MODE] [--all]

A question names the letters that it means by `sender`, `recipient` (lists, any of them), `correspondents`
(all of them), `from` and `to`; which letters of the index these are is computed from its metadata, by
filters. Of the first k hits, k being the number of these letters but at most 10, the share that are meant is
printed, as a mean by language, with the questions that fall short; of files of judged questions (`gold`),
those of type `correspondents` are asked. The questions beside this file are of the letters of Schnitzler,
Tillich, Humboldt, Jean Paul and Escher in one index.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from cli.opening import open_searcher
from corpus.dates.datelines import parse_day
from search.model import Filters, SearchRequest
from search.searcher import Searcher

QUESTIONS = Path(__file__).with_suffix(".jsonl")
FIRST = 10


def main() -> None:
    """Ask the questions and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("--name", default="default")
    parser.add_argument("--mode", choices=("hybrid", "keyword", "semantic"), default="hybrid")
    parser.add_argument("--all", action="store_true", help="print every question")
    chosen = parser.parse_args()
    searcher = open_searcher(chosen.name)
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for line in chosen.questions.read_text("utf-8").splitlines():
        question = json.loads(line)
        if question.get("type", "correspondents") != "correspondents":
            continue
        meant = set(question["gold"]) if "gold" in question else letters_meant(searcher, question)
        if not meant:
            print(f"{question['qid']}: the index has no such letters")
            continue
        hits = searcher.search(SearchRequest(question["query"], mode=chosen.mode, limit=FIRST)).hits
        count = min(FIRST, len(meant))
        found = sum(hit.unit.id in meant for hit in hits[:count])
        shares[question["language"]].append(found / count)
        if chosen.all or found < count:
            print(f"{question['qid']}: {found} of {count} ({len(meant)} meant): {question['query']}")
    for language, values in sorted(shares.items()):
        print(f"{language}: {sum(values) / len(values):.3f} of {len(values)} questions")
    every = [value for values in shares.values() for value in values]
    print(f"all: {sum(every) / max(1, len(every)):.3f} of {len(every)} questions")


def letters_meant(searcher: Searcher, question: dict[str, Any]) -> set[str]:
    """Return the ids of the letters with the correspondents and of the time that a question names."""
    include = {"kind": ("document",)}
    include |= {role: tuple(question[role]) for role in ("sender", "recipient") if role in question}
    first, last = (
        parse_day(question[end])[side] if end in question else None for side, end in enumerate(("from", "to"))
    )
    found: set[str] | None = None
    for name in question.get("correspondents", [None]):
        party = {"correspondent": (name,)} if name else {}
        filters = Filters({**include, **party}, earliest=first, latest=last)
        ids = {hit.unit.id for hit in searcher.search(SearchRequest(filters=filters, limit=100)).hits}
        found = ids if found is None else found & ids
    return found or set()


if __name__ == "__main__":
    main()
