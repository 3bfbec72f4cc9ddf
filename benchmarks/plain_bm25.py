"""Rank documents of FRUS by plain BM25, the baseline that no retriever should fall below.

    python -m benchmarks.plain_bm25 VOLUMES JUDGEMENTS [--volumes frus1961-63v06 …]

VOLUMES and JUDGEMENTS are those of ``benchmarks/frus.py``, and so are what is read and how it is scored. Each
volume is a collection of its own, in which a document is its title, its text and the texts of its notes.
Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from statistics import fmean

from benchmarks.frus import BY_DOCUMENT, Query, read_queries, read_without_index
from corpus.model import Edition
from corpus.text.analysis import STOP_WORDS, token_tuples
from search.evaluation.evaluation import ndcg
from store.field_texts import notes_by_parent

K1 = 0.9
B = 0.4
"""The parameters that are usual for plain BM25 on newswire and web pages (Anserini, bm25s)."""


class PlainBM25:
    """BM25 of Lucene over stemmed words of two letters or more, without stop words, on whole documents."""

    def __init__(self, texts: dict[str, str]) -> None:
        counts = {id: Counter(_terms(text)) for id, text in texts.items()}
        lengths = {id: sum(count.values()) for id, count in counts.items()}
        mean = fmean(lengths.values())
        frequencies = Counter(term for count in counts.values() for term in count)
        self._weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for id, count in counts.items():
            norm = K1 * (1 - B + B * lengths[id] / mean)
            for term, n in count.items():
                idf = log(1 + (len(texts) - frequencies[term] + 0.5) / (frequencies[term] + 0.5))
                self._weights[term][id] = idf * n / (n + norm)

    def rank(self, query: str) -> list[str]:
        """Return the ids of the documents with a word of the query, best first."""
        scores: Counter[str] = Counter()
        for term in _terms(query):
            scores.update(self._weights.get(term, {}))
        return [id for id, _ in scores.most_common()]


def main() -> None:
    """Rank every query in its volume, and print nDCG@10 by kind of query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("judgements", type=Path)
    parser.add_argument("--volumes", nargs="+", default=[])
    chosen = parser.parse_args()
    scores: defaultdict[str, list[float]] = defaultdict(list)
    queries = list(read_queries(chosen.judgements))
    for volume in sorted(chosen.volumes or {query.volume for query in queries}):
        edition = read_without_index(chosen.sources / f"{volume}.xml")
        for kind, score in _scores(edition, [query for query in queries if query.volume == volume]):
            for group in ("all", *(["sound"] if volume != BY_DOCUMENT else []), kind):
                scores[group].append(score)
    print(f"| | {' | '.join(f'{group} ({len(scores[group])})' for group in scores)} |")
    print("|---|" + "---|" * len(scores))
    print(f"| plain BM25 | {' | '.join(f'{fmean(values):.3f}' for values in scores.values())} |")


def _scores(edition: Edition, queries: Sequence[Query]) -> Iterator[tuple[str, float]]:
    """Yield the kind of each query and its nDCG@10, the uncertain documents taken out."""
    notes = notes_by_parent(edition.units)
    ranker = PlainBM25(
        {
            unit.id: "\n".join((unit.title, unit.text, *(note.text for note in notes.get(unit.id, ()))))
            for unit in edition.units
            if unit.kind == "document"
        }
    )
    for query in queries:
        found = [id for id in ranker.rank(query.text) if id not in query.uncertain]
        yield query.kind, ndcg([int(id in query.relevant) for id in found], [1] * len(query.relevant))


def _terms(text: str) -> list[str]:
    """Return the stemmed words of a text that plain BM25 counts."""
    return [term for *_, word, term in token_tuples(text) if len(word) > 1 and word not in STOP_WORDS]


if __name__ == "__main__":
    main()
