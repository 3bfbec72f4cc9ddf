"""Engine-independent clauses of keyword queries.

A clause is a tree over the fields of ``store.keyword_schema`` and the terms of ``corpus.text.analysis``. Each
engine translates it to its own queries (``local.tantivy_clauses``, ``milvus.clauses``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TermClause:
    """A clause that matches units with a term in a field; scores by BM25."""

    field: str
    term: str


@dataclass(frozen=True, slots=True)
class PhraseClause:
    """A clause that matches units with terms in order in a field, up to ``slop`` positions out of place.

    It scores by the BM25 of its terms.
    """

    field: str
    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class TermSetClause:
    """A clause that matches units with any of some values in an untokenised field; does not score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RangeClause:
    """A clause that matches units whose number in a field lies within inclusive bounds; does not score."""

    field: str
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class RowSetClause:
    """A clause that matches the units in some rows of the catalogue; does not score."""

    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A disjunction: any child matches; sums the scores of those that do. Without children, nothing."""

    children: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """A conjunction: all of ``required`` match and none of ``excluded``. Without children, everything."""

    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Boosted:
    """A clause that matches as its child does and multiplies its score by ``factor``."""

    child: Clause
    factor: float


@dataclass(frozen=True, slots=True)
class ConstantScore:
    """A clause that matches as its child does and gives every match the same score."""

    child: Clause
    score: float


Clause: TypeAlias = (
    TermClause
    | PhraseClause
    | TermSetClause
    | RangeClause
    | RowSetClause
    | AnyOf
    | AllOf
    | Boosted
    | ConstantScore
)
NOTHING = AnyOf()
EVERYTHING = AllOf()


def leaves(clause: Clause) -> Iterator[Clause]:
    """Yield the leaf clauses of a tree, including the excluded ones, in order."""
    match clause:
        case AnyOf(children=children):
            for child in children:
                yield from leaves(child)
        case AllOf(required=required, excluded=excluded):
            for child in (*required, *excluded):
                yield from leaves(child)
        case Boosted(child=child) | ConstantScore(child=child):
            yield from leaves(child)
        case _:
            yield clause


def with_leaves(clause: Clause, change: Callable[[Clause], Clause]) -> Clause:
    """Return a tree with each leaf, including the excluded ones, replaced by ``change`` of it."""
    match clause:
        case AnyOf(children=children):
            return AnyOf(tuple(with_leaves(child, change) for child in children))
        case AllOf(required=required, excluded=excluded):
            return AllOf(
                tuple(with_leaves(child, change) for child in required),
                tuple(with_leaves(child, change) for child in excluded),
            )
        case Boosted(child=child) | ConstantScore(child=child):
            return replace(clause, child=with_leaves(child, change))
        case _:
            return change(clause)
