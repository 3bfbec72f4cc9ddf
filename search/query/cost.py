"""The cost of a query, estimated from document frequencies before it runs. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import QueryTooCostly
from search.engines.clauses import Clause, PhraseClause, RowSetClause, TermClause, leaves

if TYPE_CHECKING:
    from search.query.keyword_query import BuiltQuery

TERM_COST = 50
"""Fixed cost of one clause, in postings."""


def check_cost(
    query: BuiltQuery, frequency: Callable[[str, str], int], units: int, postings_max: int
) -> None:
    """Raise QueryTooCostly if a query would read more than ``postings_max`` postings by estimate.

    Args:
        frequency: returns the number of units with a term in a field, given (field, term).
        units: the number of units in the index.
        postings_max: the limit, to which each clause also counts ``TERM_COST``.

    Raises:
        QueryTooCostly: the estimate exceeds the limit.
    """
    cost = sum(
        _postings(leaf, frequency, units) + TERM_COST
        for clause in (query.scoring, query.constraint, query.covering)
        if clause is not None
        for leaf in leaves(clause)
    )
    if cost > postings_max:
        raise QueryTooCostly(
            f"The query would read about {cost:,} index entries; at most {postings_max:,} are allowed.",
            "Use fewer or rarer words, and fewer * and ~.",
        )


def _postings(clause: Clause, frequency: Callable[[str, str], int], units: int) -> int:
    """Return the number of postings that an engine reads for a leaf clause."""
    match clause:
        case TermClause(field=field, term=term):
            return frequency(field, term)
        case PhraseClause(field=field, terms=terms):
            return sum(frequency(field, term) for term in terms)
        case RowSetClause(rows=rows):
            return len(rows)
        case _:
            return units
