"""Fusion of the scores of two retrievers. Scores map the row of a unit to a number; higher is better."""

from __future__ import annotations

from collections.abc import Mapping

Scores = Mapping[int, float]


def normalise_by_maximum(scores: Scores) -> dict[int, float]:
    """Divide non-negative scores by their maximum, so that they range from 0 to 1.

    Not min-max normalisation: the lowest score depends on how many candidates were retrieved and must not
    move the other scores. Scores that are all 0 (a query of filters alone) remain 0.
    """
    best = max(scores.values(), default=0.0) or 1.0
    return {row: score / best for row, score in scores.items()}


def rescale(scores: Scores, floor: float) -> dict[int, float]:
    """Map scores linearly: ``floor`` to 0, the maximum to 1; scores below ``floor`` become 0.

    Intended for cosines, which lie in a narrow range; ``floor`` is the score of unrelated texts.
    """
    best = max(scores.values(), default=floor)
    width = best - floor if best > floor else 1.0
    return {row: max(score - floor, 0.0) / width for row, score in scores.items()}


def weighted_sum(keyword: Scores, semantic: Scores, weight_semantic: float) -> dict[int, float]:
    """Return (1 - w) * keyword + w * semantic per row, w being ``weight_semantic``.

    A row that one retriever has not found has the score 0 there. The scores should lie between 0 and 1. This
    is the convex combination of Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval (ACM
    TOIS 42(1), 2023), eq. 3.
    """
    rows = keyword.keys() | semantic.keys()
    return {
        row: (1 - weight_semantic) * keyword.get(row, 0.0) + weight_semantic * semantic.get(row, 0.0)
        for row in rows
    }


def ranks(scores: Scores) -> dict[int, int]:
    """Return the rank of each row, from 1; rows of equal score are ranked by row number."""
    return {row: rank for rank, row in enumerate(best_first(scores), start=1)}


def best_first(scores: Scores) -> list[int]:
    """Return the rows by descending score; rows of equal score by row number."""
    # Sorting twice (sorts are stable) takes half as long as sorting by a tuple.
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)


def apply_coordination(scores: Scores, matched: Scores, full: float, exponent: float) -> dict[int, float]:
    """Multiply each score by the coordination factor (matched / full) ** exponent, at most 1.

    Lucene's classic scoring had this factor (TFIDFSimilarity, ``coord(q, d)``), BM25 has not: in long queries
    it ranks units that contain all words above those that repeat one. Lucene counts the words; here they are
    weighted by idf, so that a unit which lacks only a common word loses little.

    Args:
        matched: the summed idf of the query words in each row, of those that have most; rows that are missing
            have no more than any of them.
        full: the summed idf of all query words; with 0, scores are unchanged.
    """
    if not full:
        return dict(scores)
    least = min(matched.values(), default=full)
    return {
        row: score * min(matched.get(row, least) / full, 1.0) ** exponent for row, score in scores.items()
    }


def share_with_documents(scores: Scores, documents: Mapping[int, int], share: float) -> dict[int, float]:
    """Return the scores with, added to that of each document, a share of its best note's score.

    Notes explain what a document is about. A document without a score is not added.

    Args:
        documents: the row of the document of each scored row; a document's own row for documents.
        share: the share, from 0 to 1.
    """
    best: dict[int, float] = {}
    for row, score in scores.items():
        if documents[row] != row:
            best[documents[row]] = max(score, best.get(documents[row], 0.0))
    return {row: score + share * best.get(row, 0.0) for row, score in scores.items()}


def share_with_notes(scores: Scores, documents: Mapping[int, int], share: float) -> dict[int, float]:
    """Return the scores with, added to that of each note, a share of its document's score, if it has one.

    A note shares the subject of its document.

    Args:
        documents: the row of the document of each scored row; a document's own row for documents.
        share: the share, from 0 to 1.
    """
    return {
        row: score + share * scores.get(documents[row], 0.0) if documents[row] != row else score
        for row, score in scores.items()
    }
