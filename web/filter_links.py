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
from web.labels import KIND_PLURAL_LABELS, format_day, medium_label
from web.texts import DisplayText, LazyText, format_lazy, lazy_message

LINK_BYTES_MAX: Final = 400_000
"""Bytes that the addresses of one kind of links on a page may have together: each has the whole search."""
DEFAULT_GROUPING: Final[Grouping] = "document"
"""On the page notes stand under their document unless asked otherwise."""
FILTER_HEADINGS: Final = {field.name: LazyText(field.label) for field in FIELDS if field.label}
VALUES_SHOWN: Final = 7
BROADER_SHOWN: Final = 4
NARROWER_SHOWN: Final = 2
"""Of a facet of two levels."""
INTERPRETATION_HEADINGS: Final = {
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


SHOWN_BY_VALUE: Final = frozenset({"archive", "person", "sender", "recipient", "correspondent"})
"""What is called by what it was taken for."""
SHOWN_WITH_EXPANSION: Final = frozenset({"spelling", "abbreviation", "see", "regional", "field"})
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
    exclude_address: str | None
    is_narrower: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as shown: the first values, and the rest behind "more"."""

    name: str
    heading: LazyText
    shown: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


def search_page_address(request: SearchRequest) -> str:
    """Give the address of the search page for a request; what the page always includes is left out."""
    return search_address(replace(request, include=frozenset(), cursor=None), group=DEFAULT_GROUPING)


def new_search_address(text: str = "", filters: Filters | None = None) -> str:
    """Give the address of the search page for a question with some filters, as the page shows it unasked."""
    return search_page_address(SearchRequest(text, filters=filters or Filters(), group=DEFAULT_GROUPING))


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


def make_chips(
    request: SearchRequest, understood: tuple[Interpretation, ...], labels: Mapping[tuple[str, str], str]
) -> tuple[Chip, ...]:
    """List the filters in force and what was understood, each with the link that takes it away.

    Args:
        labels: (filter, value) → how the value is called, as far as known.
    """
    return (
        *_filter_chips(request, labels),
        *_date_chip(request),
        *_interpretation_chips(request, understood),
    )


def links_per_page_max(request: SearchRequest) -> int:
    """Return how many links of one kind a page may have: fewer for a long search, which each repeats."""
    return LINK_BYTES_MAX // max(len(search_page_address(request)), 1)


def make_facets(request: SearchRequest, found: Mapping[str, tuple[FacetValue, ...]]) -> tuple[FacetView, ...]:
    """Turn counted values into links; a facet with nothing to choose is left out.

    Of a very long search only the first values of each facet are given, and those selected.
    """
    most = links_per_page_max(request) // (2 * max(len(found), 1))
    shown = (
        optional(
            f"facet {name}",
            partial(
                _facet_view, request, name, (*values[:most], *(one for one in values[most:] if one.selected))
            ),
            None,
        )
        for name, values in found.items()
        if name in FILTER_HEADINGS and (len(values) > 1 or any(value.selected for value in values))
    )
    return tuple(facet for facet in shown if facet)


def value_label(name: str, value: str, labels: Mapping[tuple[str, str], str]) -> DisplayText:
    """Call a filter's value as people do, as far as it is known."""
    return labels.get((name, value)) or KIND_PLURAL_LABELS.get(value) or value


def facet_value_label(name: str, value: FacetValue) -> DisplayText:
    """Call a value as people do."""
    if name == "kind" and value.value in KIND_PLURAL_LABELS:
        return KIND_PLURAL_LABELS[value.value]
    return medium_label(value.label) if name == "medium" else value.label


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
            heading=FILTER_HEADINGS[name],
            label=value_label(name, value, labels),
            address=search_page_address(without_value(request, name, value, excluded=excluded)),
            excluded=excluded,
        )
        for excluded, side in ((False, request.filters.include), (True, request.filters.exclude))
        for name in FILTERS
        for value in side.get(name, ())
    ]


def _date_chip(request: SearchRequest) -> list[Chip]:
    if request.filters.earliest is None and request.filters.latest is None:
        return []
    return [
        Chip(LazyText("Date"), period_text(request.filters), search_page_address(with_period(request, None)))
    ]


def period_text(filters: Filters) -> DisplayText:
    """Say what the date bounds are."""
    earliest, latest = filters.earliest, filters.latest
    if earliest and latest:
        if earliest == latest:
            return format_day(earliest)
        return format_lazy("%(first)s – %(last)s", first=earliest, last=latest)
    if earliest:
        return LazyText("from %(day)s", {"day": earliest})
    return LazyText("until %(day)s", {"day": latest}) if latest else ""


def _interpretation_chips(request: SearchRequest, understood: tuple[Interpretation, ...]) -> list[Chip]:
    return [
        Chip(
            heading=INTERPRETATION_HEADINGS.get(thing.kind, thing.kind),
            label=_interpretation_label(thing),
            address=_literal_address(request, thing.removable_as) if thing.removable_as else None,
        )
        for thing in understood
    ]


def _interpretation_label(thing: Interpretation) -> DisplayText:
    """Say in short what a piece of the question was taken for."""
    if thing.kind in SHOWN_BY_VALUE and thing.value:
        return lazy_message(thing.value)
    if thing.kind in SHOWN_WITH_EXPANSION and thing.value not in ("", thing.text):
        return format_lazy("%(text)s → %(value)s", text=thing.text, value=thing.value)
    return thing.text


def _literal_address(request: SearchRequest, key: str) -> str:
    return search_page_address(replace(request, literal=request.literal | {key}, cursor=None))


def _facet_view(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> FacetView:
    if any(value.broader for value in values):
        return _two_level_facet(request, name, values)
    links = tuple(_facet_link(request, name, value) for value in values)
    chosen = tuple(link for link in links if link.selected)
    others = tuple(link for link in links if not link.selected)
    room = max(0, VALUES_SHOWN - len(chosen))
    shown, more = (*chosen, *others[:room]), others[room:]
    if name == "year":
        shown, more = links, ()
    return FacetView(name, FILTER_HEADINGS[name], shown, more)


def _two_level_facet(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> FacetView:
    """A facet of two levels: of the most frequent wide values the most frequent narrow ones are shown."""
    shown: list[FacetLink] = []
    more: list[FacetLink] = []
    present = {value.value for value in values}
    for place, parent in enumerate(value for value in values if value.broader not in present):
        family = (parent, *(value for value in values if value.broader == parent.value))
        for rank, value in enumerate(family):
            link = replace(_facet_link(request, name, value), is_narrower=bool(rank))
            is_chosen = value.selected or (not rank and any(one.selected for one in family))
            is_frequent = place < BROADER_SHOWN and rank <= NARROWER_SHOWN
            (shown if is_chosen or is_frequent else more).append(link)
    return FacetView(name, FILTER_HEADINGS[name], tuple(shown), tuple(more))


def _facet_link(request: SearchRequest, name: str, value: FacetValue) -> FacetLink:
    if name == "year":
        selected = value.selected or (request.filters.earliest, request.filters.latest) == parse_day(
            value.value
        )
        changed = with_period(request, None if selected else value.value)
        return FacetLink(value.label, value.count, selected, search_page_address(changed), None)
    label = facet_value_label(name, value)
    if value.selected:
        freed = without_value(without_value(request, name, value.value), name, value.label)
        return FacetLink(label, value.count, True, search_page_address(freed), None)
    chosen = search_page_address(with_value(request, name, value.value))
    without = search_page_address(with_value(request, name, value.value, excluded=True))
    return FacetLink(label, value.count, False, chosen, without)
