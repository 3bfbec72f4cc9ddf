"""Clauses as tantivy's queries."""

from __future__ import annotations

from tantivy import FieldType, Occur, Query, Schema

from search.engines.clauses import Between, Boosted, Clause, Each, Flat, Has, InOrder, InRows, OneOf, Some
from store.keyword_schema import DATED, ROW


def query_of(clause: Clause, schema: Schema) -> Query:
    """The query that holds of the same units with the same scores."""
    match clause:
        case Has(field=field, term=term):
            return Query.term_query(schema, field, term, "freq")
        case InOrder(field=field, terms=terms, slop=slop):
            return Query.phrase_query(schema, field, list(terms), slop)
        case OneOf(field=field, values=values):
            return Query.const_score_query(Query.term_set_query(schema, field, list(values)), 0.0)
        case Between(field=field, lower=lower, upper=upper):
            if field == DATED:
                found = Query.term_query(schema, field, upper)
            else:
                found = Query.range_query(schema, field, FieldType.Integer, lower, upper)
            return Query.const_score_query(found, 0.0)
        case InRows(rows=rows):
            return Query.const_score_query(Query.term_set_query(schema, ROW, list(rows)), 0.0)
        case Some(children=children):
            return _boolean([(Occur.Should, query_of(child, schema)) for child in children])
        case Each(required=required, excluded=excluded):
            clauses = [(Occur.Must, query_of(child, schema)) for child in required]
            if not clauses:
                clauses = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
            return _boolean([*clauses, *((Occur.MustNot, query_of(child, schema)) for child in excluded)])
        case Boosted(child=child, factor=factor):
            return Query.boost_query(query_of(child, schema), factor)
        case Flat(child=child, score=score):
            return Query.const_score_query(query_of(child, schema), score)


def _boolean(clauses: list[tuple[Occur, Query]]) -> Query:
    return Query.boolean_query(clauses) if clauses else Query.empty_query()
