"""The best hits read once more, each together with the query, by a cross-encoder.

Nogueira, Cho: Passage Re-ranking with BERT (arXiv 1901.04085, 2019).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from encoders.reranker import Reranker
from search.ranking.ranking import KNOWN_ITEM_BONUS, RankedUnit, Ranking

TextOf = Callable[[int, RankedUnit], str]
"""What is read of a unit: by its row and how it was found."""


def rerank(ranking: Ranking, query: str, text_of: TextOf, reranker: Reranker, most: int) -> Ranking:
    """Order the best of a ranking anew; they stay before the others, and named units before all.

    Args:
        most: how many are read.
    """
    best = sorted(ranking.scores, key=lambda row: (-ranking.scores[row].score, row))[:most]
    if not best:
        return ranking
    rest = max((one.score for row, one in ranking.scores.items() if row not in set(best)), default=0.0)
    found = reranker.scores(query, [text_of(row, ranking.scores[row]) for row in best])
    scores = dict(ranking.scores)
    for row, score in zip(best, found.tolist(), strict=True):
        own = scores[row]
        scores[row] = own._replace(
            score=rest + _squashed(score) + KNOWN_ITEM_BONUS * own.is_known_item, reranker=score
        )
    return replace(ranking, scores=scores)


def _squashed(score: float) -> float:
    """A score between 0 and 1, in the same order; atan does not run flat as early as the logistic does."""
    return 0.5 + math.atan(score) / math.pi
