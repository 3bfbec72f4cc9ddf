"""Query relaxation: variants of a request without one of its filters, date bounds or operators. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from search.model import Filters, Interpretation, Relaxation, SearchRequest
from search.query.syntax import And, Implicit, Must, Node, Or, ParsedQuery, Word, positive_leaves
from store.fields import FILTERS


def relaxations(
    request: SearchRequest, parsed: ParsedQuery, interpretations: Iterable[Interpretation] = ()
) -> Iterator[Relaxation]:
    """Yield the request without each of its constraints: filter values, date bounds, conditions, operators.

    Args:
        request: the request.
        parsed: its parsed text.
        interpretations: how it was interpreted; those that are conditions become boosts.
    """
    request = replace(request, cursor=None)
    for excluded in (False, True):
        side = request.filters.exclude if excluded else request.filters.include
        for name in FILTERS:
            for value in side.get(name, ()):
                yield Relaxation(name, value, excluded, _without(request, name, value, excluded=excluded))
    if request.filters.earliest or request.filters.latest:
        unbound = replace(request.filters, earliest=None, latest=None)
        bounds = " – ".join(
            day.isoformat() if day else "" for day in (request.filters.earliest, request.filters.latest)
        )
        yield Relaxation("date", bounds, False, replace(request, filters=unbound))
    for item in interpretations:
        if item.effect == "condition" and item.removable_as:
            boosts = request.boosts | {item.removable_as}
            yield Relaxation("interpretation", item.text, False, replace(request, boosts=boosts))
    if parsed.root is not None and not parsed.is_plain:
        yield from _of_text(request, parsed.root)


def _of_text(request: SearchRequest, root: Node) -> Iterator[Relaxation]:
    """Yield the request without each condition of its query, then with the plain words only."""
    plain = " ".join(leaf.text for _, leaf in positive_leaves(root))
    for tree, condition in relaxed(root):
        if str(tree) != plain:
            yield Relaxation("condition", str(condition), False, replace(request, text=str(tree)))
    if plain:
        yield Relaxation("operators", request.text, False, replace(request, text=plain))


def relaxed(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the tree without each of its conditions, as (tree, removed condition).

    A negated part is removed as a whole. Among parts without an operator between them, plain words are not
    conditions.
    """
    match node:
        case And(children=children) | Implicit(children=children):
            for index, child in enumerate(children):
                others = (children[:index], children[index + 1 :])
                if not (isinstance(node, Implicit) and isinstance(child, Word)):
                    yield _joined(node, *others[0], *_optional(child), *others[1]), child
                yield from (
                    (_joined(node, *others[0], tree, *others[1]), condition)
                    for tree, condition in relaxed(child)
                )
        case Or(children=children):
            for index, child in enumerate(children):
                for tree, condition in relaxed(child):
                    yield Or((*children[:index], tree, *children[index + 1 :])), condition


def _optional(node: Node) -> Sequence[Node]:
    """Return what remains of a removed condition: the word itself for ``+word``, otherwise nothing."""
    return (node.child,) if isinstance(node, Must) and isinstance(node.child, Word) else ()


def _joined(node: And | Implicit, *children: Node) -> Node:
    """Return a node like another with other children, or its only child."""
    return children[0] if len(children) == 1 else replace(node, children=children)


def unfiltered(request: SearchRequest) -> Iterator[Relaxation]:
    """Yield the request without any filter or date bound, if it has more than one; otherwise nothing."""
    filters = request.filters
    filter_values = [
        value for side in (filters.include, filters.exclude) for values in side.values() for value in values
    ]
    if len(filter_values) + bool(filters.earliest or filters.latest) > 1:
        yield Relaxation("filters", "", False, replace(request, filters=Filters(), cursor=None))


def _without(request: SearchRequest, name: str, value: str, *, excluded: bool) -> SearchRequest:
    """Return the request without one value of one filter."""
    side = dict(request.filters.exclude if excluded else request.filters.include)
    remaining = tuple(other for other in side.pop(name) if other != value)
    if remaining:
        side[name] = remaining
    changed = replace(request.filters, exclude=side) if excluded else replace(request.filters, include=side)
    return replace(request, filters=changed)
