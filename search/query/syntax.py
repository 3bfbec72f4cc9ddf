"""The syntax tree of a query: what ``grammar.py`` reads and everything after it works on.

Leaves know where they stand in the query: characters ``start`` to ``end``, exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, at most ``slop`` places moved."""

    text: str
    slop: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """All words at most ``distance`` changes away."""

    text: str
    distance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """What must be in one field, or the value of a filter."""

    name: str
    child: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """All must hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any must hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Must not hold."""

    child: Node


@dataclass(frozen=True, slots=True)
class Must:
    """Must hold, beside words that need not."""

    child: Node


@dataclass(frozen=True, slots=True)
class Beside:
    """Written side by side without operator: words rank, everything else must hold."""

    children: tuple[Node, ...]


Leaf: TypeAlias = Word | Phrase | Prefix | Fuzzy
Node: TypeAlias = Leaf | Field | And | Or | Not | Must | Beside


def positive_leaves(node: Node, field: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield the leaves that are not negated, each with the name of the field it is in, if any."""
    match node:
        case And(children=children) | Or(children=children) | Beside(children=children):
            for child in children:
                yield from positive_leaves(child, field)
        case Must(child=child):
            yield from positive_leaves(child, field)
        case Field(name=name, child=child):
            yield from positive_leaves(child, name)
        case Not():
            return
        case _:
            yield field, node


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query's tree; ``is_plain``: words alone, no operator. ``root`` is None for an empty query.

    ``notices`` tell of signs that look like operators and were taken for punctuation.
    """

    text: str
    root: Node | None
    is_plain: bool
    notices: tuple[str, ...] = ()
