"""The syntax tree of a query: what ``grammar.py`` reads and everything after it works on.

Leaves know where they stand in the query: characters ``start`` to ``end``, exclusive; equality ignores
that. ``str`` writes a tree as a query that is parsed to an equal one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from search.messages import Message


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, at most ``slop`` places moved."""

    text: str
    slop: int
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f'"{self.text}"' + (f"~{self.slop}" if self.slop else "")


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """All words at most ``distance`` changes away."""

    text: str
    distance: int
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.text}~{self.distance}"


@dataclass(frozen=True, slots=True)
class FieldNode:
    """What must be in one field, or the value of a filter."""

    name: str
    child: Node
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name}:{_operand(self.child)}"


@dataclass(frozen=True, slots=True)
class And:
    """All must hold."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_grouped(child, And, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """Any must hold."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(child, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not:
    """Must not hold."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.child, And, Or, Implicit)}"


@dataclass(frozen=True, slots=True)
class Must:
    """Must hold, beside words that need not."""

    child: Node

    def __str__(self) -> str:
        return f"+{_operand(self.child)}"


@dataclass(frozen=True, slots=True)
class Implicit:
    """Written side by side without operator: words rank, everything else must hold."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(child, And, Or, Implicit) for child in self.children)


Leaf: TypeAlias = Word | Phrase | Prefix | Fuzzy
Node: TypeAlias = Leaf | FieldNode | And | Or | Not | Must | Implicit

_OPERAND = re.compile(r"[\w\"(]|\.\.\w")
"""What may follow a sign or the colon of a field."""


def _grouped(node: Node, *loose: type[And | Or | Implicit]) -> str:
    """Write a node, in brackets if it binds no more strongly than what is around it."""
    return f"({node})" if isinstance(node, loose) else str(node)


def _operand(node: Node) -> str:
    """Write what stands right behind a sign or the colon of a field."""
    written = _grouped(node, And, Or, Implicit)
    return written if _OPERAND.match(written) else f"({written})"


def positive_leaves(node: Node, field: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield the leaves that are not negated, each with the name of the field it is in, if any."""
    match node:
        case And(children=children) | Or(children=children) | Implicit(children=children):
            for child in children:
                yield from positive_leaves(child, field)
        case Must(child=child):
            yield from positive_leaves(child, field)
        case FieldNode(name=name, child=child):
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
    notices: tuple[Message, ...] = ()
