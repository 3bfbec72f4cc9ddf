"""Translation of clauses to tantivy queries.

For sloppy phrases of more than two terms, tantivy's matching is an approximation whose time and memory grow
exponentially with repeated terms. For two different terms it is exact and linear. Longer sloppy phrases are
therefore matched in two steps: tantivy finds the units in which each pair of adjacent terms is close enough,
and these candidates are checked (``search.engines.phrases``).
"""

from __future__ import annotations

from itertools import pairwise

from tantivy import FieldType, Occur, Query, Schema

from search.engines.clauses import (
    AllOf,
    AnyOf,
    Boosted,
    Clause,
    ConstantScore,
    PhraseClause,
    RangeClause,
    RowSetClause,
    TermClause,
    TermSetClause,
)
from store.keyword_schema import DATED, ROW


def query_of(clause: Clause, schema: Schema) -> Query:
    """Return the tantivy query that matches the same units as a clause, with the same scores.

    Phrases for which ``needs_check`` is true are matched only approximately, and must be replaced before.
    """
    match clause:
        case TermClause(field=field, term=term):
            return Query.term_query(schema, field, term, "freq")
        case PhraseClause(field=field, terms=terms, slop=slop):
            return Query.phrase_query(schema, field, list(terms), slop)
        case TermSetClause(field=field, values=values):
            return Query.const_score_query(Query.term_set_query(schema, field, list(values)), 0.0)
        case RangeClause(field=field, lower=lower, upper=upper):
            if field == DATED:
                matching = Query.term_query(schema, field, upper)
            else:
                matching = Query.range_query(schema, field, FieldType.Integer, lower, upper)
            return Query.const_score_query(matching, 0.0)
        case RowSetClause(rows=rows):
            return Query.const_score_query(Query.term_set_query(schema, ROW, list(rows)), 0.0)
        case AnyOf(children=children):
            return _boolean([(Occur.Should, query_of(child, schema)) for child in children])
        case AllOf(required=required, excluded=excluded):
            clauses = [(Occur.Must, query_of(child, schema)) for child in required]
            if not clauses:
                clauses = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
            return _boolean([*clauses, *((Occur.MustNot, query_of(child, schema)) for child in excluded)])
        case Boosted(child=child, factor=factor):
            return Query.boost_query(query_of(child, schema), factor)
        case ConstantScore(child=child, score=score):
            return Query.const_score_query(query_of(child, schema), score)


def _boolean(clauses: list[tuple[Occur, Query]]) -> Query:
    """Return a boolean query of some subqueries; one that matches nothing if there are none."""
    return Query.boolean_query(clauses) if clauses else Query.empty_query()


def needs_check(phrase: PhraseClause) -> bool:
    """Return whether tantivy cannot match a phrase exactly: it is sloppy and not just two different terms."""
    return phrase.slop > 0 and (len(phrase.terms) != 2 or phrase.terms[0] == phrase.terms[1])


def candidates(phrase: PhraseClause, schema: Schema) -> Query:
    """Return a query that matches the units in which adjacent terms of a phrase are within its slop.

    For a phrase that repeats a single term, it matches the units with that term.
    """
    pairs = [
        Query.phrase_query(schema, phrase.field, [first, second], phrase.slop)
        for first, second in dict.fromkeys(pairwise(phrase.terms))
        if first != second
    ]
    queries = pairs or [Query.term_query(schema, phrase.field, phrase.terms[0], "basic")]
    return Query.boolean_query([(Occur.Must, query) for query in queries])
