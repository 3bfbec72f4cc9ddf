"""Measure who answers whom: how many of the replies inferred were found right by reading both letters.

    python benchmarks/replies.py EDITION.txt [VERDICTS.tsv] [--sample N]

VERDICTS (answer, answered, verdict: right, wrong, undecided) are of the Stalin–Kaganovich letters. With
--sample the numbers of N pairs are printed that were drawn by the seed 2026, to be read.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from pathlib import Path

from corpus.readers import read_edition
from indexer.replies import infer_replies

VERDICTS = Path(__file__).with_suffix(".tsv")
SEED = 2026


def main() -> None:
    """Infer the replies of an edition and look their verdicts up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("edition", type=Path)
    parser.add_argument("verdicts", type=Path, nargs="?", default=VERDICTS)
    parser.add_argument("--sample", type=int)
    chosen = parser.parse_args()
    replies = infer_replies(read_edition(chosen.edition))
    if chosen.sample:
        sample = random.Random(SEED).sample(list(replies), min(chosen.sample, len(replies)))
        print(
            "\n".join(
                f"{reply.answer} <- {reply.answered} ({reply.evidence}: {reply.text})" for reply in sample
            )
        )
        return
    with chosen.verdicts.open(encoding="utf-8") as lines:
        read = {
            (row["answer"], row["answered"]): row["verdict"] for row in csv.DictReader(lines, delimiter="\t")
        }
    print("| evidence | inferred | right | wrong | undecided | not read |\n|---|---|---|---|---|---|")
    counts = Counter(
        (reply.evidence, read.get((_number(reply.answer), _number(reply.answered)), "not read"))
        for reply in replies
    )
    for evidence in ("number", "day", "editors", "named", "words"):
        found = [counts[evidence, verdict] for verdict in ("right", "wrong", "undecided", "not read")]
        print(f"| {evidence} | {sum(found)} | {' | '.join(map(str, found))} |")


def _number(id: str) -> str:
    return id.rpartition("/")[2]


if __name__ == "__main__":
    main()
