"""What empties a result: the same request without one of its filters, bounds or conditions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.model import Filters, Relaxation, SearchRequest
from search.query.syntax import And, Implicit, Must, Node, Or, ParsedQuery, Word, positive_leaves
from store.fields import FILTERS


def relaxations(request: SearchRequest, parsed: ParsedQuery) -> Iterator[Relaxation]:
    """Every way to ask for one thing less: a value of a filter, the bounds of date, a condition, all of them.

    Args:
        parsed: the request's text.
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
    if parsed.root is not None and not parsed.is_plain:
        yield from _of_text(request, parsed.root)


def _of_text(request: SearchRequest, root: Node) -> Iterator[Relaxation]:
    """Yield the request without each of its conditions, then with its words alone."""
    plain = " ".join(leaf.text for _, leaf in positive_leaves(root))
    for less, condition in relaxed(root):
        if str(less) != plain:
            yield Relaxation("condition", str(condition), False, replace(request, text=str(less)))
    if plain:
        yield Relaxation("operators", request.text, False, replace(request, text=plain))


def relaxed(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the trees that ask for one condition less, each with that condition.

    What is negated is left out as a whole; of words side by side only what must hold is a condition.
    """
    match node:
        case And(children=children) | Implicit(children=children):
            for place, child in enumerate(children):
                others = (children[:place], children[place + 1 :])
                if not (isinstance(node, Implicit) and isinstance(child, Word)):
                    yield _joined(node, *others[0], *_optional(child), *others[1]), child
                yield from (
                    (_joined(node, *others[0], less, *others[1]), one) for less, one in relaxed(child)
                )
        case Or(children=children):
            for place, child in enumerate(children):
                for less, one in relaxed(child):
                    yield Or((*children[:place], less, *children[place + 1 :])), one


def _optional(node: Node) -> Sequence[Node]:
    """What is left of a condition that need not hold: of a word with a + the word."""
    return (node.child,) if isinstance(node, Must) and isinstance(node.child, Word) else ()


def _joined(node: And | Implicit, *children: Node) -> Node:
    return children[0] if len(children) == 1 else replace(node, children=children)


def unfiltered(request: SearchRequest) -> Iterator[Relaxation]:
    """The way to ask without any filter, where there are several to leave out."""
    filters = request.filters
    values = [value for side in (filters.include, filters.exclude) for own in side.values() for value in own]
    if len(values) + bool(filters.earliest or filters.latest) > 1:
        yield Relaxation("filters", "", False, replace(request, filters=Filters(), cursor=None))


def _without(request: SearchRequest, name: str, value: str, *, excluded: bool) -> SearchRequest:
    side = dict(request.filters.exclude if excluded else request.filters.include)
    kept = tuple(one for one in side.pop(name) if one != value)
    if kept:
        side[name] = kept
    changed = replace(request.filters, exclude=side) if excluded else replace(request.filters, include=side)
    return replace(request, filters=changed)
