"""A search narrowed and widened by links: facets, chips, months. Pure: request in, addresses out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from corpus.dates.datelines import parse_day
from exports.addresses import search_address
from search.model import FacetValue, Filters, Grouping, Interpretation, SearchRequest
from search.optional_parts import optional
from store.fields import FIELDS, FILTERS
from web.texts import DisplayText, LazyText, format_lazy, lazy_message
from web.wording import KINDS_NAMES, spoken_day, spoken_medium

LINK_BYTES_MAX: Final = 400_000
"""Bytes that the addresses of one kind of links on a page may have together: each has the whole search."""
GROUPING: Final[Grouping] = "document"
"""On the page notes stand under their document unless asked otherwise."""
HEADINGS: Final = {field.name: LazyText(field.label) for field in FIELDS if field.label}
VALUES_SHOWN: Final = 7
WIDE_SHOWN: Final = 4
NARROW_SHOWN: Final = 2
"""Of a facet of two levels."""
UNDERSTOOD_AS: Final = {
    "phrase": LazyText("Exact phrase"),
    "prefix": LazyText("Words beginning with"),
    "fuzzy": LazyText("Similar spellings of"),
    "field": LazyText("Field"),
    "exclusion": LazyText("Excluding"),
    "archive": LazyText("Archive reference"),
    "document-number": LazyText("Document number"),
    "date": LazyText("Date"),
    "person": LazyText("Person"),
    "sender": LazyText("Sender"),
    "recipient": LazyText("Recipient"),
    "correspondent": LazyText("Correspondent"),
    "spelling": LazyText("Spelling variant"),
    "abbreviation": LazyText("Also searched"),
    "see": LazyText("Also searched"),
    "regional": LazyText("Also searched"),
}


READ_AS: Final = frozenset({"archive", "person", "sender", "recipient", "correspondent"})
"""What is called by what it was taken for."""
ALSO: Final = frozenset({"spelling", "abbreviation", "see", "regional", "field"})
"""What is looked for beside what was written."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something in force that one link takes away; ``address`` is None for what cannot be."""

    heading: DisplayText
    label: DisplayText
    address: str | None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet: following it adds the value, or removes it where it is selected.

    ``is_narrow``: it stands under the wider value before it.
    """

    label: DisplayText
    count: int
    selected: bool
    address: str
    excluding: str | None
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as shown: the first values, and the rest behind "more"."""

    name: str
    heading: LazyText
    shown: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


def page_address(request: SearchRequest) -> str:
    """Give the address of the search page for a request; what the page always includes is left out."""
    return search_address(replace(request, include=frozenset(), cursor=None), group=GROUPING)


def address_of(text: str = "", filters: Filters | None = None) -> str:
    """Give the address of the search page for a question with some filters, as the page shows it unasked."""
    return page_address(SearchRequest(text, filters=filters or Filters(), group=GROUPING))


def with_value(request: SearchRequest, name: str, value: str, *, excluded: bool = False) -> SearchRequest:
    """Add a value to a filter."""
    side = request.filters.exclude if excluded else request.filters.include
    values = tuple(dict.fromkeys((*side.get(name, ()), value)))
    return _with_side(request, {**side, name: values}, excluded=excluded)


def without_value(request: SearchRequest, name: str, value: str, *, excluded: bool = False) -> SearchRequest:
    """Take a value out of a filter."""
    side = request.filters.exclude if excluded else request.filters.include
    values = tuple(kept for kept in side.get(name, ()) if kept != value)
    return _with_side(request, {**side, name: values}, excluded=excluded)


def with_period(request: SearchRequest, period: str | None) -> SearchRequest:
    """Bound the date by a year or month, or take the bounds away."""
    earliest, latest = parse_day(period) if period else (None, None)
    filters = replace(request.filters, earliest=earliest, latest=latest)
    return replace(request, filters=filters, cursor=None)


def chips(
    request: SearchRequest, understood: tuple[Interpretation, ...], labels: Mapping[tuple[str, str], str]
) -> tuple[Chip, ...]:
    """List the filters in force and what was understood, each with the link that takes it away.

    Args:
        labels: (filter, value) → how the value is called, as far as known.
    """
    return (*_filter_chips(request, labels), *_date_chip(request), *_understood_chips(request, understood))


def links_affordable(request: SearchRequest) -> int:
    """Return how many links of one kind a page may have: fewer for a long search, which each repeats."""
    return LINK_BYTES_MAX // max(len(page_address(request)), 1)


def facets(request: SearchRequest, found: Mapping[str, tuple[FacetValue, ...]]) -> tuple[Facet, ...]:
    """Turn counted values into links; a facet with nothing to choose is left out.

    Of a very long search only the first values of each facet are given, and those selected.
    """
    most = links_affordable(request) // (2 * max(len(found), 1))
    shown = (
        optional(
            f"facet {name}",
            partial(_facet, request, name, (*values[:most], *(one for one in values[most:] if one.selected))),
            None,
        )
        for name, values in found.items()
        if name in HEADINGS and (len(values) > 1 or any(value.selected for value in values))
    )
    return tuple(facet for facet in shown if facet)


def call_value(name: str, value: str, labels: Mapping[tuple[str, str], str]) -> DisplayText:
    """Call a filter's value as people do, as far as it is known."""
    return labels.get((name, value)) or KINDS_NAMES.get(value) or value


def label_of(name: str, value: FacetValue) -> DisplayText:
    """Call a value as people do."""
    if name == "kind" and value.value in KINDS_NAMES:
        return KINDS_NAMES[value.value]
    return spoken_medium(value.label) if name == "medium" else value.label


def _with_side(
    request: SearchRequest, side: Mapping[str, tuple[str, ...]], *, excluded: bool
) -> SearchRequest:
    kept = {name: values for name, values in side.items() if values}
    filters = request.filters
    changed = replace(filters, exclude=kept) if excluded else replace(filters, include=kept)
    return replace(request, filters=changed, cursor=None)


def _filter_chips(request: SearchRequest, labels: Mapping[tuple[str, str], str]) -> list[Chip]:
    return [
        Chip(
            heading=HEADINGS[name],
            label=call_value(name, value, labels),
            address=page_address(without_value(request, name, value, excluded=excluded)),
            excluded=excluded,
        )
        for excluded, side in ((False, request.filters.include), (True, request.filters.exclude))
        for name in FILTERS
        for value in side.get(name, ())
    ]


def _date_chip(request: SearchRequest) -> list[Chip]:
    if request.filters.earliest is None and request.filters.latest is None:
        return []
    return [Chip(LazyText("Date"), period_text(request.filters), page_address(with_period(request, None)))]


def period_text(filters: Filters) -> DisplayText:
    """Say what the date bounds are."""
    earliest, latest = filters.earliest, filters.latest
    if earliest and latest:
        if earliest == latest:
            return spoken_day(earliest)
        return format_lazy("%(first)s – %(last)s", first=earliest, last=latest)
    if earliest:
        return LazyText("from %(day)s", {"day": earliest})
    return LazyText("until %(day)s", {"day": latest}) if latest else ""


def _understood_chips(request: SearchRequest, understood: tuple[Interpretation, ...]) -> list[Chip]:
    return [
        Chip(
            heading=UNDERSTOOD_AS.get(thing.kind, thing.kind),
            label=_understood(thing),
            address=_taken_back(request, thing.removable_as) if thing.removable_as else None,
        )
        for thing in understood
    ]


def _understood(thing: Interpretation) -> DisplayText:
    """Say in short what a piece of the question was taken for."""
    if thing.kind in READ_AS and thing.value:
        return lazy_message(thing.value)
    if thing.kind in ALSO and thing.value not in ("", thing.text):
        return format_lazy("%(text)s → %(value)s", text=thing.text, value=thing.value)
    return thing.text


def _taken_back(request: SearchRequest, key: str) -> str:
    return page_address(replace(request, literal=request.literal | {key}, cursor=None))


def _facet(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> Facet:
    if any(value.broader for value in values):
        return _tree(request, name, values)
    links = tuple(_facet_link(request, name, value) for value in values)
    chosen = tuple(link for link in links if link.selected)
    others = tuple(link for link in links if not link.selected)
    room = max(0, VALUES_SHOWN - len(chosen))
    shown, more = (*chosen, *others[:room]), others[room:]
    if name == "year":
        shown, more = links, ()
    return Facet(name, HEADINGS[name], shown, more)


def _tree(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> Facet:
    """A facet of two levels: of the most frequent wide values the most frequent narrow ones are shown."""
    shown: list[FacetLink] = []
    more: list[FacetLink] = []
    present = {value.value for value in values}
    for place, parent in enumerate(value for value in values if value.broader not in present):
        family = (parent, *(value for value in values if value.broader == parent.value))
        for rank, value in enumerate(family):
            link = replace(_facet_link(request, name, value), is_narrow=bool(rank))
            is_chosen = value.selected or (not rank and any(one.selected for one in family))
            is_frequent = place < WIDE_SHOWN and rank <= NARROW_SHOWN
            (shown if is_chosen or is_frequent else more).append(link)
    return Facet(name, HEADINGS[name], tuple(shown), tuple(more))


def _facet_link(request: SearchRequest, name: str, value: FacetValue) -> FacetLink:
    if name == "year":
        selected = value.selected or (request.filters.earliest, request.filters.latest) == parse_day(
            value.value
        )
        changed = with_period(request, None if selected else value.value)
        return FacetLink(value.label, value.count, selected, page_address(changed), None)
    label = label_of(name, value)
    if value.selected:
        freed = without_value(without_value(request, name, value.value), name, value.label)
        return FacetLink(label, value.count, True, page_address(freed), None)
    chosen = page_address(with_value(request, name, value.value))
    without = page_address(with_value(request, name, value.value, excluded=True))
    return FacetLink(label, value.count, False, chosen, without)
