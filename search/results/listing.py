"""The total order of a result, and its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.model import SearchRequest
from search.ranking.ranking import Ranking
from search.results.cursor import decode_cursor, encode_cursor, fingerprint
from store.unit_table import RowIds, UnitTable

Scores = NDArray[np.float64]


class ListedRows(NamedTuple):
    """The listed rows of a result, ascending, with their scores and similarities; all of the same length."""

    rows: RowIds
    scores: Scores
    similarities: Scores


def listed_rows(request: SearchRequest, ranking: Ranking, table: UnitTable) -> ListedRows:
    """Return what is listed of a result: all its rows, unless notes are folded.

    With ``group="document"``, only documents are listed, with the best score and similarity of the document
    and its notes.
    """
    rows = np.flatnonzero(ranking.members)
    scores = np.zeros(len(table))
    scores[list(ranking.scores)] = [ranked.score for ranked in ranking.scores.values()]
    similarities = np.full(len(table), -np.inf)
    if ranking.similar is not None:
        similarities[:] = ranking.similar.similarities
    if request.group == "none":
        return ListedRows(rows, scores[rows], similarities[rows])
    best, nearest = np.zeros(len(table)), np.full(len(table), -np.inf)
    np.maximum.at(best, table.document[rows], scores[rows])
    np.maximum.at(nearest, table.document[rows], similarities[rows])
    documents = np.flatnonzero(table.documents_of(ranking.members))
    return ListedRows(documents, best[documents], nearest[documents])


def order_rows(request: SearchRequest, listed: ListedRows, table: UnitTable) -> list[int]:
    """Return the rows by descending score, then similarity, then date, then position in the catalogue.

    They are ordered by date (ascending or descending) and position if the request sorts by date. Undated
    units come last in either direction.
    """
    sign = -1 if request.sort == "-date" else 1
    days = np.where(table.dated[listed.rows], sign * table.sort_days[listed.rows].astype(np.float64), np.inf)
    keys = (listed.rows, days, -listed.similarities, -listed.scores)
    order = np.lexsort(keys if request.sort == "relevance" else keys[:2])
    rows: list[int] = listed.rows[order].tolist()
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
