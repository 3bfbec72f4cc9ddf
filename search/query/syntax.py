"""The syntax tree of a query, built by ``grammar.py`` and used by all later steps.

Leaves and field nodes carry their position in the query, characters ``start`` to ``end`` (exclusive), which
equality ignores. ``str`` serialises a tree to a query that parses to an equal tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from search.messages import Message


@dataclass(frozen=True, slots=True)
class Word:
    """A single word, as written."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted phrase; its words may be up to ``slop`` positions out of place."""

    text: str
    slop: int
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f'"{self.text}"' + (f"~{self.slop}" if self.slop else "")


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix, ``word*``: any word that begins with it."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A fuzzy word, ``word~``: any word within an edit distance of ``distance``."""

    text: str
    distance: int
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.text}~{self.distance}"


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A fielded part, ``name:…``: what must occur in a text field, or the value of a filter."""

    name: str
    child: Node
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name}:{_operand(self.child)}"


@dataclass(frozen=True, slots=True)
class And:
    """A conjunction: all children must match."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_grouped(child, And, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """A disjunction: any child must match."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(child, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not:
    """A negation (``NOT`` or ``-``): the child must not match."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.child, And, Or, Implicit)}"


@dataclass(frozen=True, slots=True)
class Must:
    """A required part (``+``) among optional words: the child must match."""

    child: Node

    def __str__(self) -> str:
        return f"+{_operand(self.child)}"


@dataclass(frozen=True, slots=True)
class Implicit:
    """Parts without an operator between them.

    Exclusions must not match, phrases, fields and all other parts must. Words are optional beside such a
    required part and only rank; without one, at least one of the words must match.
    """

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(child, And, Or, Implicit) for child in self.children)


Leaf: TypeAlias = Word | Phrase | Prefix | Fuzzy
Node: TypeAlias = Leaf | FieldNode | And | Or | Not | Must | Implicit

_OPERAND = re.compile(r"[\w\"(]|\.\.\w")
"""What may directly follow ``+``, ``-`` or the colon of a field."""


def _grouped(node: Node, *loose: type[And | Or | Implicit]) -> str:
    """Serialise a node, in brackets if it is of one of the ``loose`` types."""
    return f"({node})" if isinstance(node, loose) else str(node)


def _operand(node: Node) -> str:
    """Serialise the operand of ``+``, ``-`` or a field, in brackets if necessary."""
    text = _grouped(node, And, Or, Implicit)
    return text if _OPERAND.match(text) else f"({text})"


def positive_leaves(node: Node, field: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield the leaves that are not negated as (field name, leaf); the name is empty outside fields."""
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


def exclusions_from_words(node: Node | None) -> tuple[Not, ...]:
    """Return the exclusions of a query that otherwise consists of words alone; () for any other query."""
    children = node.children if isinstance(node, Implicit) else ()
    exclusions = tuple(child for child in children if isinstance(child, Not))
    others = [child for child in children if not isinstance(child, Not)]
    return exclusions if others and all(isinstance(child, Word) for child in others) else ()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query: its text, its tree and notices.

    ``root`` is None for an empty query; ``is_plain`` means that the query has words but no operators;
    ``notices`` reports an unclosed quotation mark, which is treated as punctuation.
    """

    text: str
    root: Node | None
    is_plain: bool
    notices: tuple[Message, ...] = ()
