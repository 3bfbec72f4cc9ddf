"""The parameters of a search: conversion of query strings to ``SearchRequest`` and back."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, get_args

from corpus.errors import FilterError
from corpus.model import Kind
from exports.api.parameters import (
    ChoiceParameter,
    DateParameter,
    NumberParameter,
    Pair,
    Parameter,
    Values,
    group_values,
)
from search.model import DateMode, Filters, Grouping, Include, Mode, SearchRequest, Sort
from store.fields import FILTERS

if TYPE_CHECKING:
    from search.settings import SearchSettings

DEFAULT_LIMIT: Final = 20
CLOSED_VALUES: Final[Mapping[str, tuple[str, ...]]] = {"kind": get_args(Kind)}
"""Filters with a closed list of values."""

TEXT: Final = Parameter(
    "q", "Question or keywords, with or without operators; empty: browse all units by date"
)
MODE: Final = ChoiceParameter[Mode]("mode", "Keywords, meaning, or both", options=get_args(Mode))
FROM: Final = DateParameter("from", "Start date: a year, month or day")
TO: Final = DateParameter("to", "End date: a year, month or day")
DATE_MODE: Final = ChoiceParameter[DateMode](
    "date_mode",
    "Whether a date may (possible) or must (certain) lie between from and to",
    options=get_args(DateMode),
)
INCLUDED: Final = tuple(
    Parameter(
        name, f"Only this {name}; may be repeated", is_repeated=True, options=CLOSED_VALUES.get(name, ())
    )
    for name in FILTERS
)
EXCLUDED: Final = tuple(
    replace(
        parameter, name=f"not.{parameter.name}", description=f"Exclude this {parameter.name}; may be repeated"
    )
    for parameter in INCLUDED
)
GROUP: Final = ChoiceParameter[Grouping](
    "group", "Whether notes are listed under their document", options=get_args(Grouping)
)
SORT: Final = ChoiceParameter[Sort]("sort", "Sort order", options=get_args(Sort))
CURSOR: Final = Parameter("cursor", "Start of the next page, from links.next")
INCLUDE: Final = ChoiceParameter[Include](
    "include", "Additional parts of the response", is_repeated=True, options=get_args(Include)
)
LITERAL: Final = Parameter(
    "literal", "Interpretations to switch off, by their removable_as", is_repeated=True
)
BOOST: Final = Parameter("boost", "Conditions that shall only rank, by their removable_as", is_repeated=True)


def hits_limit(settings: SearchSettings) -> NumberParameter:
    """Return the parameter for the number of hits per page."""
    return NumberParameter(
        "limit", "Number of results", largest=settings.page_size_max, default=settings.page_size
    )


def search_parameters(settings: SearchSettings) -> tuple[Parameter, ...]:
    """Return all parameters of a search, with the limits of the settings."""
    bounds = (TEXT, MODE, FROM, TO, DATE_MODE)
    page = (GROUP, SORT, hits_limit(settings), CURSOR, INCLUDE, LITERAL, BOOST)
    return (*bounds, *INCLUDED, *EXCLUDED, *page)


def parse_search(pairs: Iterable[Pair], settings: SearchSettings, group: Grouping = "none") -> SearchRequest:
    """Return the request of a query string, given as pairs; ``group`` is the default grouping.

    Raises:
        UnknownParameter, FilterError: a parameter is unknown or malformed.
    """
    values = group_values(pairs, search_parameters(settings), values_max=settings.filter_values_max)
    return SearchRequest(
        text=(TEXT.first(values) or "").strip(),
        mode=MODE.parse(values),
        filters=_filters(values),
        group=GROUP.parse(values, group),
        sort=SORT.parse(values),
        limit=hits_limit(settings).parse(values),
        cursor=CURSOR.first(values),
        include=INCLUDE.parse_all(values),
        literal=frozenset(values.get(LITERAL.name, ())),
        boosts=frozenset(values.get(BOOST.name, ())),
    )


def search_pairs(request: SearchRequest, *, group: Grouping = "none") -> list[Pair]:
    """Return a request as query string pairs, in fixed order and without defaults, usable as a key.

    Args:
        group: the grouping that counts as the default.
    """
    filters = request.filters
    pairs: list[Pair] = [
        (TEXT.name, request.text),
        (MODE.name, "" if request.mode == "hybrid" else request.mode),
        (FROM.name, _shortest(filters.earliest, first=True)),
        (TO.name, _shortest(filters.latest, first=False)),
        (DATE_MODE.name, "" if filters.date_mode == "possible" else filters.date_mode),
        *_filter_pairs("", filters.include),
        *_filter_pairs("not.", filters.exclude),
        (GROUP.name, "" if request.group == group else request.group),
        (SORT.name, "" if request.sort == "relevance" else request.sort),
        ("limit", "" if request.limit == DEFAULT_LIMIT else str(request.limit)),
        (INCLUDE.name, ",".join(sorted(request.include))),
        *((LITERAL.name, key) for key in sorted(request.literal)),
        *((BOOST.name, key) for key in sorted(request.boosts)),
        (CURSOR.name, request.cursor or ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _filters(values: Values) -> Filters:
    earliest, latest = FROM.parse(values)[0], TO.parse(values)[1]
    if earliest and latest and latest < earliest:
        raise FilterError("“to” is earlier than “from”.", "Swap the two dates.", parameter="to")
    return Filters(
        include={name: tuple(values[name]) for name in FILTERS if name in values},
        exclude={name: tuple(values[f"not.{name}"]) for name in FILTERS if f"not.{name}" in values},
        earliest=earliest,
        latest=latest,
        date_mode=DATE_MODE.parse(values),
    )


def _shortest(day: date | None, *, first: bool) -> str:
    """Return a date bound as the year or month that it begins (``first``) or ends, or as the day.

    "" for None.
    """
    if day is None:
        return ""
    if day.day != (1 if first else monthrange(day.year, day.month)[1]):
        return day.isoformat()
    return f"{day.year:04}" if day.month == (1 if first else 12) else f"{day.year:04}-{day.month:02}"


def _filter_pairs(prefix: str, values: Mapping[str, tuple[str, ...]]) -> list[Pair]:
    return [(prefix + name, value) for name in FILTERS for value in values.get(name, ())]
