"""Reranking of the best hits by a cross-encoder, which reads each hit together with the query.

Nogueira, Cho: Passage Re-ranking with BERT (arXiv 1901.04085, 2019).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from encoders.reranker import Reranker
from search.ranking.ranking import KNOWN_ITEM_BONUS, RankedUnit, Ranking

TextOf = Callable[[int, RankedUnit], str]
"""A function that returns the text of a unit for the cross-encoder, given its row and its ranking."""


def rerank(ranking: Ranking, query: str, text_of: TextOf, reranker: Reranker, depth: int) -> Ranking:
    """Return a ranking whose best ``depth`` units are reordered by the cross-encoder.

    They remain above all other units, with known items first among them.

    Args:
        ranking: the ranking; an empty one is returned as it is.
        text_of: returns the text of a unit that is compared with the query.
        depth: the number of units to rerank.
    """
    best = sorted(ranking.scores, key=lambda row: (-ranking.scores[row].score, row))[:depth]
    if not best:
        return ranking
    rest = max((ranked.score for row, ranked in ranking.scores.items() if row not in set(best)), default=0.0)
    outputs = reranker.scores(query, [text_of(row, ranking.scores[row]) for row in best])
    scores = dict(ranking.scores)
    for row, score in zip(best, outputs.tolist(), strict=True):
        ranked = scores[row]
        scores[row] = ranked._replace(
            score=rest + _squash(score) + KNOWN_ITEM_BONUS * ranked.is_known_item, reranker=score
        )
    return replace(ranking, scores=scores)


def _squash(score: float) -> float:
    """Map a score monotonically to the interval (0, 1): 1/2 + atan(score) / pi.

    The logistic function saturates sooner, which would make high scores equal in floating point.
    """
    return 0.5 + math.atan(score) / math.pi
