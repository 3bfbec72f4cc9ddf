"""Translation of clauses to Milvus: filter expressions, and the terms that score.

Milvus matches terms regardless of order. Phrases that must match are therefore verified beforehand on the
rows that have all their terms (``search.engines.phrases``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

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
from store.fields import BY_NAME
from store.milvus_schema import ROW

_EVERYTHING, _NOTHING = f"{ROW} >= 0", f"{ROW} < 0"


def expression(clause: Clause) -> str:
    """Return the filter expression that matches the same rows as a clause.

    A phrase matches the rows that have all its terms, in any order.
    """
    match clause:
        case TermClause(field=field, term=term):
            return f"TEXT_MATCH({field}, {_quoted(term)})"
        case PhraseClause(field=field, terms=terms):
            return _joined(
                [expression(TermClause(field, term)) for term in dict.fromkeys(terms)], "and", _EVERYTHING
            )
        case TermSetClause(field=field, values=values):
            if not values:
                return _NOTHING
            literal = f"[{', '.join(map(_quoted, values))}]"
            is_multivalued = BY_NAME[field].is_multivalued
            return f"ARRAY_CONTAINS_ANY({field}, {literal})" if is_multivalued else f"{field} in {literal}"
        case RangeClause(field=field, lower=lower, upper=upper):
            return f"({field} >= {lower} and {field} <= {upper})"
        case RowSetClause(rows=rows):
            return f"{ROW} in {sorted(rows)}" if rows else _NOTHING
        case AnyOf(children=children):
            return _joined([expression(child) for child in children], "or", _NOTHING)
        case AllOf(required=required, excluded=excluded):
            parts = [expression(child) for child in required]
            return _joined([*parts, *(f"not {expression(child)}" for child in excluded)], "and", _EVERYTHING)
        case Boosted(child=child) | ConstantScore(child=child):
            return expression(child)


def scored_terms(clause: Clause) -> Mapping[tuple[str, float], Sequence[str]]:
    """Return the terms of a clause that score, by (field, weight); those of phrases score individually.

    Only terms and phrases score, and not within excluded clauses or clauses with a constant score.
    """
    terms_by_field: defaultdict[tuple[str, float], list[str]] = defaultdict(list)
    for field, term, weight in _scoring(clause, 1.0):
        terms_by_field[field, round(weight, 6)].append(term)
    return terms_by_field


def _scoring(clause: Clause, weight: float) -> Iterator[tuple[str, str, float]]:
    """Yield the scoring terms of a clause as (field, term, weight)."""
    match clause:
        case TermClause(field=field, term=term):
            yield field, term, weight
        case PhraseClause(field=field, terms=terms):
            for term in terms:
                yield field, term, weight
        case AnyOf(children=children):
            for child in children:
                yield from _scoring(child, weight)
        case AllOf(required=required):
            for child in required:
                yield from _scoring(child, weight)
        case Boosted(child=child, factor=factor):
            yield from _scoring(child, weight * factor)
        case _:
            return


def _joined(parts: Sequence[str], word: str, empty: str) -> str:
    """Join expressions by "and" or "or", in brackets; ``empty`` if there are none."""
    return f"({f' {word} '.join(parts)})" if parts else empty


def _quoted(value: str) -> str:
    """Return a string literal of Milvus's expression language."""
    return json.dumps(value, ensure_ascii=False)
