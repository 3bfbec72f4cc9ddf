"""What a query costs, known from the index before it is run, so that none takes a server down. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import QueryTooCostly
from search.engines.clauses import Clause, PhraseClause, RowSetClause, TermClause, leaves

if TYPE_CHECKING:
    from search.query.keyword_query import BuiltQuery

TERM_COST = 50
"""What opening one term's postings costs, in postings read."""


def check_cost(
    query: BuiltQuery, frequency: Callable[[str, str], int], units: int, postings_max: int
) -> None:
    """Refuse a query whose clauses have more postings than one query may read.

    Args:
        frequency: how many units have a term in a field.
        units: how many there are.

    Raises:
        QueryTooCostly
    """
    cost = sum(
        _postings(leaf, frequency, units) + TERM_COST
        for clause in (query.scoring, query.constraint, query.counting)
        if clause is not None
        for leaf in leaves(clause)
    )
    if cost > postings_max:
        raise QueryTooCostly(
            f"The query would read some {cost:,} entries of the index; {postings_max:,} are allowed.",
            "Use fewer words, prefixes and near spellings, or rarer ones.",
        )


def _postings(clause: Clause, frequency: Callable[[str, str], int], units: int) -> int:
    """How many postings an engine reads of a clause without others in it."""
    match clause:
        case TermClause(field=field, term=term):
            return frequency(field, term)
        case PhraseClause(field=field, terms=terms):
            return sum(frequency(field, term) for term in terms)
        case RowSetClause(rows=rows):
            return len(rows)
        case _:
            return units
