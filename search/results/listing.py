"""The total order of a result, and its pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.model import SearchRequest
from search.ranking.ranking import Ranking
from search.results.cursor import decode_cursor, encode_cursor, fingerprint
from store.unit_table import RowIds, UnitTable

Scores = NDArray[np.float64]


def listed_scores(request: SearchRequest, ranking: Ranking, table: UnitTable) -> tuple[RowIds, Scores]:
    """Return the listed rows, ascending, and their scores: all rows of the result, unless notes are folded.

    With ``group="document"``, only documents are listed, with the best score of the document and its notes.
    """
    rows = np.flatnonzero(ranking.members)
    scores = np.zeros(len(table))
    scores[list(ranking.scores)] = [ranked.score for ranked in ranking.scores.values()]
    if request.group == "none":
        return rows, scores[rows]
    best = np.zeros(len(table))
    np.maximum.at(best, table.document[rows], scores[rows])
    documents = np.flatnonzero(table.documents_of(ranking.members))
    return documents, best[documents]


def order_rows(request: SearchRequest, listed: RowIds, best: Scores, table: UnitTable) -> list[int]:
    """Return the rows by descending score, then date, then position in the catalogue.

    They are ordered by date (ascending or descending) and position if the request sorts by date, or if all
    scores are 0. Undated units come last in either direction.
    """
    by_date = request.sort != "relevance" or not best.any()
    sign = -1 if request.sort == "-date" else 1
    days = np.where(table.dated[listed], sign * table.sort_days[listed].astype(np.float64), np.inf)
    order = np.lexsort((listed, days, np.zeros_like(best) if by_date else -best))
    rows: list[int] = listed[order].tolist()
    return rows


def select_page(
    request: SearchRequest, rows: Sequence[int], table: UnitTable, generation: str
) -> tuple[list[int], str | None]:
    """Return the rows of the requested page, and the cursor of the next page (None on the last).

    Raises:
        CursorError: the cursor is damaged, or belongs to another query or generation.
    """
    bound_to = fingerprint(request, generation)
    start = 0
    if request.cursor:
        last = table.rows.get(decode_cursor(request.cursor, bound_to), -1)
        start = rows.index(last) + 1 if last in rows else len(rows)
    page = list(rows[start : start + request.limit])
    is_last = not page or page[-1] == rows[-1]
    return page, None if is_last else encode_cursor(table.ids[page[-1]], bound_to)
