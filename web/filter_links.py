"""Links that add filters to a search and remove them: facets, chips and periods. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from corpus.dates.datelines import parse_day
from corpus.dates.edtf import edtf_bounds, parse_edtf
from exports.addresses import search_address
from search.model import FacetValue, Filters, Grouping, Interpretation, SearchRequest
from search.optional_parts import optional
from store.fields import FIELDS, FILTERS
from web.labels import KIND_PLURAL_LABELS, format_day, medium_label
from web.texts import DisplayText, LazyText, format_lazy, lazy_message

LINK_BYTES_MAX: Final = 400_000
"""Bytes that all links of one kind may take on a page, because each contains the whole search."""
DEFAULT_GROUPING: Final[Grouping] = "document"
"""The grouping of the search page unless another is chosen: notes under their document."""
FILTER_HEADINGS: Final = {field.name: LazyText(field.label) for field in FIELDS if field.label}
VALUES_SHOWN: Final = 7
BROADER_SHOWN: Final = 4
NARROWER_SHOWN: Final = 2
"""Narrower values shown under each of the first ``BROADER_SHOWN`` values of a two-level facet."""
INTERPRETATION_HEADINGS: Final = {
    "phrase": LazyText("Exact phrase"),
    "prefix": LazyText("Words beginning with"),
    "fuzzy": LazyText("Similar spellings of"),
    "field": LazyText("Field"),
    "exclusion": LazyText("Excluding"),
    "archive": LazyText("Archive reference"),
    "document-number": LazyText("Document number"),
    "page": LazyText("Page"),
    "date": LazyText("Date"),
    "person": LazyText("Person"),
    "sender": LazyText("Sender"),
    "recipient": LazyText("Recipient"),
    "correspondent": LazyText("Correspondent"),
    "kind": LazyText("Kind"),
    "spelling": LazyText("Spelling variant"),
    "abbreviation": LazyText("Also searched"),
    "see": LazyText("Also searched"),
    "regional": LazyText("Also searched"),
}
"""The heading of a chip by the kind of interpretation."""


SHOWN_BY_VALUE: Final = frozenset({"archive", "person", "sender", "recipient", "correspondent"})
"""Interpretations whose chip shows the value they were resolved to."""
SHOWN_WITH_EXPANSION: Final = frozenset({"spelling", "abbreviation", "see", "regional", "field"})
"""Interpretations whose chip shows the query text and the expansion searched with it."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter or interpretation in force; ``address`` is the search without it, None if it is fixed."""

    heading: DisplayText
    label: DisplayText
    address: str | None
    excluded: bool = False
    switch: str | None = None
    """The search in which a condition only ranks, or the other way round; None if it is neither."""
    is_condition: bool = False


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet with the link that adds it, or removes it if it is selected.

    ``exclude_address`` is the search that excludes the value, None for selected values and years;
    ``is_narrower`` marks a value listed under its broader one, ``is_added`` a count that the link adds to
    the result, since other values of the facet are selected. ``words`` is how many of ``count`` have words of
    the query, None if ``is_added``.
    """

    label: DisplayText
    count: int
    selected: bool
    address: str
    exclude_address: str | None
    is_narrower: bool = False
    is_added: bool = False
    words: int | None = None


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as shown: the values always shown, and the rest, which are behind "more"."""

    name: str
    heading: LazyText
    shown: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


def search_page_address(request: SearchRequest) -> str:
    """Return the address of the search page for a request, without cursor and included parts."""
    return search_address(replace(request, include=frozenset(), cursor=None), group=DEFAULT_GROUPING)


def new_search_address(text: str = "", filters: Filters | None = None) -> str:
    """Return the address of the search page for a query and filters, with defaults for everything else."""
    return search_page_address(SearchRequest(text, filters=filters or Filters(), group=DEFAULT_GROUPING))


def with_value(request: SearchRequest, name: str, value: str, *, excluded: bool = False) -> SearchRequest:
    """Return the request, on its first page, with a value added to a filter (``excluded``: an exclusion)."""
    filters = request.filters.exclude if excluded else request.filters.include
    values = tuple(dict.fromkeys((*filters.get(name, ()), value)))
    return _with_side(request, {**filters, name: values}, excluded=excluded)


def without_value(request: SearchRequest, name: str, value: str, *, excluded: bool = False) -> SearchRequest:
    """Return the request, on its first page, without a value of a filter (``excluded``: an exclusion)."""
    filters = request.filters.exclude if excluded else request.filters.include
    values = tuple(other for other in filters.get(name, ()) if other != value)
    return _with_side(request, {**filters, name: values}, excluded=excluded)


def with_person(request: SearchRequest, field: str, name: str, id: str) -> SearchRequest:
    """Return the request, on its first page, with a person's id instead of a name in a filter or field."""
    filters = request.filters
    if name in (*filters.include.get(field, ()), *filters.exclude.get(field, ())):
        for excluded, side in ((False, filters.include), (True, filters.exclude)):
            values = (id if value == name else value for value in side.get(field, ()))
            request = _with_side(request, {**side, field: tuple(dict.fromkeys(values))}, excluded=excluded)
        return request
    typed = re.compile(rf"\b{field}:(?:[\"“„«]{re.escape(name)}[\"“”»]|{re.escape(name)}(?!\w))")
    return replace(request, text=typed.sub(f"{field}:{id}", request.text), cursor=None)


def with_period(request: SearchRequest, period: str | None) -> SearchRequest:
    """Return the request, on its first page, limited to a year or month; None removes the date bounds.

    Raises:
        ValueError: the period is not a date.
    """
    earliest, latest = parse_day(period) if period else (None, None)
    filters = replace(request.filters, earliest=earliest, latest=latest)
    return replace(request, filters=filters, cursor=None)


def make_chips(
    request: SearchRequest, interpretations: tuple[Interpretation, ...], labels: Mapping[tuple[str, str], str]
) -> tuple[Chip, ...]:
    """Return the chips of all filters, date bounds and interpretations in force, in this order.

    Args:
        interpretations: how the query was interpreted.
        labels: (filter, value) → the value's label, if one is known.
    """
    return (
        *_filter_chips(request, labels),
        *_date_chip(request),
        *_interpretation_chips(request, interpretations),
    )


def links_per_page_max(request: SearchRequest) -> int:
    """Return how many links of one kind a page may have: fewer for a longer search address."""
    return LINK_BYTES_MAX // max(len(search_page_address(request)), 1)


def make_facets(
    request: SearchRequest, values_by_facet: Mapping[str, tuple[FacetValue, ...]]
) -> tuple[FacetView, ...]:
    """Return counted values as facets of links; facets without a choice or heading are omitted.

    For a very long search, each facet has only its first values and the selected ones.
    """
    values_max = links_per_page_max(request) // (2 * max(len(values_by_facet), 1))
    views = (
        optional(
            f"facet {name}",
            partial(
                _facet_view,
                request,
                name,
                (*values[:values_max], *(value for value in values[values_max:] if value.selected)),
            ),
            None,
        )
        for name, values in values_by_facet.items()
        if name in FILTER_HEADINGS and (len(values) > 1 or any(value.selected for value in values))
    )
    return tuple(facet for facet in views if facet)


def value_label(name: str, value: str, labels: Mapping[tuple[str, str], str]) -> DisplayText:
    """Return the label of a filter's value: from ``labels`` or that of a kind; the value if none is known."""
    return labels.get((name, value)) or KIND_PLURAL_LABELS.get(value) or value


def facet_value_label(name: str, value: FacetValue) -> DisplayText:
    """Return the label of a facet's value; kinds and media are translated."""
    if name == "kind" and value.value in KIND_PLURAL_LABELS:
        return KIND_PLURAL_LABELS[value.value]
    return medium_label(value.label) if name == "medium" else value.label


def _with_side(
    request: SearchRequest, side: Mapping[str, tuple[str, ...]], *, excluded: bool
) -> SearchRequest:
    """Return the request, on its first page, with the given filters as all its inclusions or exclusions."""
    values_by_filter = {name: values for name, values in side.items() if values}
    filters = request.filters
    new_filters = (
        replace(filters, exclude=values_by_filter) if excluded else replace(filters, include=values_by_filter)
    )
    return replace(request, filters=new_filters, cursor=None)


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
    """Return the date bounds as text: "2 June 1932", a range, "from …" or "until …"; "" if there are none."""
    earliest, latest = filters.earliest, filters.latest
    if earliest and latest:
        if earliest == latest:
            return format_day(earliest)
        return format_lazy("%(first)s – %(last)s", first=earliest, last=latest)
    if earliest:
        return LazyText("from %(day)s", {"day": earliest})
    return LazyText("until %(day)s", {"day": latest}) if latest else ""


def _interpretation_chips(request: SearchRequest, interpretations: tuple[Interpretation, ...]) -> list[Chip]:
    return [
        Chip(
            heading=INTERPRETATION_HEADINGS.get(interpretation.kind, interpretation.kind),
            label=_interpretation_label(interpretation),
            address=_literal_address(request, interpretation.removable_as)
            if interpretation.removable_as
            else None,
            switch=_switch_address(request, interpretation),
            is_condition=interpretation.effect == "condition",
        )
        for interpretation in interpretations
    ]


def _switch_address(request: SearchRequest, interpretation: Interpretation) -> str | None:
    """Return the search in which a condition only ranks, or in which a boost is a condition; None for others.

    What the query does not ask for as a condition becomes a filter.
    """
    key = interpretation.removable_as
    if key is None or interpretation.effect is None:
        return None
    if interpretation.effect == "condition" or key in request.boosts:
        return search_page_address(replace(request, boosts=request.boosts ^ {key}, cursor=None))
    if interpretation.kind != "date":
        for id in key.partition(":")[2].split(","):
            request = with_value(request, interpretation.kind, id)
        return search_page_address(request)
    earliest, latest = edtf_bounds(parse_edtf(str(interpretation.value)))
    filters = replace(request.filters, earliest=earliest, latest=latest)
    return search_page_address(replace(request, filters=filters, cursor=None))


def _interpretation_label(interpretation: Interpretation) -> DisplayText:
    """Return what the chip of an interpretation shows: the part of the query, its interpretation, or both."""
    if interpretation.kind == "kind":
        return KIND_PLURAL_LABELS[str(interpretation.value)]
    if interpretation.kind in SHOWN_BY_VALUE and interpretation.value:
        return lazy_message(interpretation.value)
    if interpretation.kind in SHOWN_WITH_EXPANSION and interpretation.value not in ("", interpretation.text):
        return format_lazy("%(text)s → %(value)s", text=interpretation.text, value=interpretation.value)
    return interpretation.text


def _literal_address(request: SearchRequest, key: str) -> str:
    """Return the address of the search without the interpretation that has this ``removable_as`` key."""
    return search_page_address(replace(request, literal=request.literal | {key}, cursor=None))


def _facet_view(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> FacetView:
    """Return a facet with the selected values and the first others shown; years are all shown."""
    if any(value.broader for value in values):
        return _two_level_facet(request, name, values)
    links = tuple(_facet_link(request, name, value) for value in values)
    selected = tuple(link for link in links if link.selected)
    others = tuple(link for link in links if not link.selected)
    free_slots = max(0, VALUES_SHOWN - len(selected))
    shown, more = (*selected, *others[:free_slots]), others[free_slots:]
    if name == "year":
        shown, more = links, ()
    return FacetView(name, FILTER_HEADINGS[name], shown, more)


def _two_level_facet(request: SearchRequest, name: str, values: tuple[FacetValue, ...]) -> FacetView:
    """Return a facet whose broader values are each followed by their narrower ones.

    The selected values (with their broader one) and the first of each level are shown; the rest are behind
    "more".
    """
    shown: list[FacetLink] = []
    more: list[FacetLink] = []
    present = {value.value for value in values}
    for index, parent in enumerate(value for value in values if value.broader not in present):
        group = (parent, *(value for value in values if value.broader == parent.value))
        for rank, value in enumerate(group):
            link = replace(_facet_link(request, name, value), is_narrower=bool(rank))
            is_chosen = value.selected or (not rank and any(relative.selected for relative in group))
            is_frequent = index < BROADER_SHOWN and rank <= NARROWER_SHOWN
            (shown if is_chosen or is_frequent else more).append(link)
    return FacetView(name, FILTER_HEADINGS[name], tuple(shown), tuple(more))


def _facet_link(request: SearchRequest, name: str, value: FacetValue) -> FacetLink:
    if name == "year":
        selected = value.selected or (request.filters.earliest, request.filters.latest) == parse_day(
            value.value
        )
        request_of_year = with_period(request, None if selected else value.value)
        return FacetLink(
            value.label, value.count, selected, search_page_address(request_of_year), None, words=value.words
        )
    label = facet_value_label(name, value)
    if value.selected:
        unselected = without_value(without_value(request, name, value.value), name, value.label)
        return FacetLink(label, value.count, True, search_page_address(unselected), None, words=value.words)
    included = search_page_address(with_value(request, name, value.value))
    excluded = search_page_address(with_value(request, name, value.value, excluded=True))
    if request.filters.include.get(name):
        return FacetLink(label, value.added, False, included, excluded, is_added=True)
    return FacetLink(label, value.count, False, included, excluded, words=value.words)
