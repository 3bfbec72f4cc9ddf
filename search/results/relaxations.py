"""What empties a result: the same request without one of its filters, bounds or operators. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from search.model import Filters, Relaxation, SearchRequest
from store.fields import FILTERS

_OPERATORS = re.compile(r"\b(?:AND|OR|NOT)\b|\b[a-z_.]+:(?=\S)|[\"“”„«»()*~+]|(?<!\w)-(?=\w)")


def relaxations(request: SearchRequest) -> Iterator[Relaxation]:
    """Every way to ask for one thing less: each value of a filter, the bounds of date, the operators."""
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
    plain = " ".join(_OPERATORS.sub(" ", request.text).split())
    if plain != " ".join(request.text.split()):
        yield Relaxation("operators", request.text, False, replace(request, text=plain))


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
