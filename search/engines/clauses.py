"""What the keyword side of an engine is asked, in no engine's own words.

A clause is a tree over the fields of ``store.keyword_schema`` and terms of ``corpus.text.analysis``.
Each engine turns it into its own queries (``tantivy_clauses``, ``milvus_clauses``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TermClause:
    """A field has a term; it scores by BM25."""

    field: str
    term: str


@dataclass(frozen=True, slots=True)
class PhraseClause:
    """A field has several terms in order, at most ``slop`` places moved; it scores as they do."""

    field: str
    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class TermSetClause:
    """A raw field has any of some values; it does not score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RangeClause:
    """The number in a field lies from ``lower`` to ``upper``, both included; it does not score."""

    field: str
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class RowSetClause:
    """The unit is one of some rows of the catalogue; it does not score."""

    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the clauses holds; the scores of those that hold are summed. Of none, nothing holds."""

    children: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of ``required`` hold and none of ``excluded``; of none, everything holds."""

    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Boosted:
    """The child's score is multiplied."""

    child: Clause
    factor: float


@dataclass(frozen=True, slots=True)
class ConstantScore:
    """Whatever holds of the child has one score."""

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
    """Yield the clauses of a tree that have no others in them."""
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
    """Return a tree with each leaf changed."""
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
