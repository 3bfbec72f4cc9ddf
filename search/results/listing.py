"""The one total order of a result, and its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from search.model import SearchRequest
from search.ranking.ranking import Ranking
from search.results.cursor import decode_cursor, encode_cursor, fingerprint
from store.unit_table import UnitTable


def listed_scores(request: SearchRequest, ranking: Ranking, table: UnitTable) -> dict[int, float]:
    """What is listed, with its scores; folded, a document counts as much as its best unit."""
    scores = {row: one.score for row, one in ranking.scores.items()}
    if request.group == "none":
        return scores
    best: dict[int, float] = {}
    for row, score in scores.items():
        document = int(table.document[row])
        best[document] = max(score, best.get(document, 0.0))
    return best


def order_rows(request: SearchRequest, scores: Mapping[int, float], table: UnitTable) -> list[int]:
    """The rows by score, then date, then place in the edition; by date where that is asked or nothing scores.

    The undated stand last whichever way dates run.
    """
    listed = np.fromiter(scores, dtype=np.int64, count=len(scores))
    best = np.fromiter(scores.values(), dtype=np.float64, count=len(scores))
    by_date = request.sort != "relevance" or not best.any()
    sign = -1 if request.sort == "-date" else 1
    days = np.where(table.dated[listed], sign * table.sort_days[listed].astype(np.float64), np.inf)
    order = np.lexsort((listed, days, np.zeros_like(best) if by_date else -best))
    return [int(row) for row in listed[order]]


def select_page(
    request: SearchRequest, rows: Sequence[int], table: UnitTable, generation: str
) -> tuple[list[int], str | None]:
    """The rows of the page asked for, and the cursor of the next one.

    Raises:
        CursorError
    """
    bound_to = fingerprint(request, generation)
    start = 0
    if request.cursor:
        last = table.rows.get(decode_cursor(request.cursor, bound_to), -1)
        start = rows.index(last) + 1 if last in rows else len(rows)
    page = list(rows[start : start + request.limit])
    is_last = not page or page[-1] == rows[-1]
    return page, None if is_last else encode_cursor(table.ids[page[-1]], bound_to)
