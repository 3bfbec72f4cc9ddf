"""View of a search result: hits with rendered passages, facets, chips, histogram and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from corpus.model import Unit
from corpus.readers.assembly import letter_title
from corpus.unit_id import UnitId
from exports.addresses import (
    SEARCH,
    export_address,
    passage_address,
    search_address,
    unit_address,
    with_question,
)
from search.abstract_messages import part_message
from search.messages import LIST_HEADINGS, Message, NameNotice, gettext_noop
from search.model import (
    HistogramBin,
    Hit,
    HitPassage,
    QuotedSentence,
    Relaxation,
    SearchRequest,
    SearchResult,
)
from search.optional_parts import optional
from store.passages import Part
from web.filter_links import (
    DEFAULT_GROUPING,
    FILTER_HEADINGS,
    Chip,
    FacetView,
    links_per_page_max,
    make_chips,
    make_facets,
    new_search_address,
    search_page_address,
    value_label,
    with_period,
    with_person,
)  # fmt: skip
from web.histogram import Histogram, make_histogram
from web.html_rendering import render_highlighted
from web.labels import KIND_LABELS, access_label, format_count, medium_label
from web.texts import DisplayText, LazyText, format_lazy, join_lazy, lazy_message

RELAXATION_LABELS: Final = {
    "date": LazyText("Search all dates"),
    "operators": LazyText("Search the same words without operators"),
    "filters": LazyText("Remove all filters"),
}
NAME_NOTICE_LABELS: Final = {
    True: gettext_noop("“%(value)s” is the name of several persons. Show only:"),
    False: gettext_noop("No person called “%(value)s” in this edition. Did you mean:"),
}
"""The text before the persons that a notice about a name offers: those who bear it, or similar names."""
DOWNLOAD_NAMES: Final = {
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "xml": "TEI",
    "cmif.xml": "CMIF",
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "atom": "Atom",
}
MATCHED_BY_LABELS: Final = {
    ("keyword",): LazyText("keyword match"),
    ("semantic",): LazyText("similar meaning"),
    ("keyword", "semantic"): LazyText("keyword match and similar meaning"),
}
SIMILAR_ONLY_LABEL: Final = LazyText("similar in meaning only, without these words")
SORT_LABELS: Final = {
    "relevance": LazyText("by relevance"),
    "date": LazyText("oldest first"),
    "-date": LazyText("newest first"),
}


@dataclass(frozen=True, slots=True)
class PassageView:
    """A quoted passage with its highlights; ``address`` is that of its paragraph."""

    html: Markup
    page: str | None
    address: str
    abstract: DisplayText
    """Whose abstract it is quoted from; "" for the letter's own words."""


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as shown, with the line above its title (``eyebrow``).

    ``folded`` are note hits listed under their document; ``is_similar_only`` is whether neither they nor the
    hit have words of the query.
    """

    kind: str
    eyebrow: DisplayText
    title: str
    title_language: str
    language: str
    address: str
    archive: str
    matched_by: DisplayText
    is_similar_only: bool
    passages: tuple[PassageView, ...]
    folded: tuple[HitView, ...]
    access: DisplayText = ""
    """What the rights allow to be shown, if it is not everything."""


@dataclass(frozen=True, slots=True)
class SpellingSuggestion:
    """Another spelling of the query, and the address of its search."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class QuotedAnswerView:
    """A sentence quoted as an answer, and its source: "Kaganovich to Stalin, 2 June 1932, p. 116"."""

    text: str
    source: DisplayText
    address: str
    abstract: DisplayText = ""
    """Whose abstract it is quoted from; "" for the edition's own words."""


@dataclass(frozen=True, slots=True)
class RelaxationLink:
    """A search with one condition less: 'Remove the filter “Railroads” (Topic): 34 results'."""

    text: DisplayText
    address: str


@dataclass(frozen=True, slots=True)
class NameNoticeView:
    """A notice about a name in a filter or field, with a link to the search for each person offered."""

    text: DisplayText
    persons: tuple[tuple[str, str], ...]
    """(name, address) of the persons."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """A whole result as shown; ``answers`` is None if the query is not a question.

    ``list_heading`` stands above hits none of which has words of the query; empty if any has.
    ``first_page_address`` and ``next_page_address`` are None on the first and last page.
    """

    headline: DisplayText
    chips: tuple[Chip, ...]
    unfiltered_address: str
    notices: tuple[DisplayText, ...]
    name_notices: tuple[NameNoticeView, ...]
    list_heading: DisplayText
    suggestion: SpellingSuggestion | None
    answers: tuple[QuotedAnswerView, ...] | None
    relaxations: tuple[RelaxationLink, ...]
    is_mixed: bool
    histogram: Histogram | None
    period_address: Callable[[str], str]
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    first_page_address: str | None
    next_page_address: str | None
    downloads: tuple[tuple[str, str], ...]
    """(name, address) of the result in each export format."""
    typed_from: str
    typed_to: str


def make_result_view(
    result: SearchResult,
    typed: Mapping[str, str],
    parents: Mapping[str, Unit],
    by_id: SearchRequest,
    labels: Mapping[tuple[str, str], str],
) -> ResultView:
    """Return the view of a result; a part that fails is left out.

    Args:
        by_id: the request with the ids of persons instead of their names in filters, so that each is a chip.
        typed: the query string's values by name, so that date fields keep what was typed.
        parents: the parent units of the notes among the hits, by id.
        labels: (filter, value) → the value's label, for the filters in force.
    """
    request = result.request
    suggestion = result.suggestion
    notices = [notice for notice in result.notices if not isinstance(notice, NameNotice)]
    histogram, addresses = optional("histogram", lambda: _histogram_and_addresses(result), (None, {}))
    return ResultView(
        headline=headline(result),
        chips=optional("chips", lambda: make_chips(by_id, result.interpretations, labels), ()),
        unfiltered_address=new_search_address(request.text),
        notices=tuple(lazy_message(notice) for notice in notices if notice.code not in LIST_HEADINGS),
        name_notices=tuple(
            name_notice_view(request, notice) for notice in result.notices if isinstance(notice, NameNotice)
        ),
        list_heading=next(
            (lazy_message(notice) for notice in result.notices if notice.code in LIST_HEADINGS), ""
        ),
        suggestion=SpellingSuggestion(suggestion, search_page_address(replace(request, text=suggestion)))
        if suggestion
        else None,
        answers=optional("answers", lambda: _quoted_answer_views(result), None),
        relaxations=optional(
            "relaxations",
            lambda: tuple(relaxation_link(relaxation, labels) for relaxation in result.relaxations),
            (),
        ),
        is_mixed=_is_mixed(result),
        histogram=histogram,
        period_address=addresses.__getitem__,
        hits=tuple(hit_view(hit, request.text, parents) for hit in result.hits),
        facets=make_facets(by_id, result.facets or {}),
        first_page_address=search_page_address(request) if request.cursor else None,
        next_page_address=next_page_address(result),
        downloads=tuple((name, download_address(request, form)) for form, name in DOWNLOAD_NAMES.items()),
        typed_from=typed.get("from", ""),
        typed_to=typed.get("to", ""),
    )


def name_notice_view(request: SearchRequest, notice: NameNotice) -> NameNoticeView:
    """Return the view of a notice about a name, with a link to the search with each person instead."""
    text = NAME_NOTICE_LABELS[notice.is_known]
    links = [
        (person.name, search_page_address(with_person(request, notice.field, notice.value, person.id)))
        for person in notice.persons[: links_per_page_max(request)]
    ]
    return NameNoticeView(LazyText(text, {"value": notice.value}), tuple(links))


def can_link_periods(result: SearchResult) -> bool:
    """Return whether the page may have a histogram: its three links a month are long if the search is."""
    return 3 * len(result.histogram or ()) <= links_per_page_max(result.request)


def _histogram_and_addresses(result: SearchResult) -> tuple[Histogram | None, Mapping[str, str]]:
    """Return the histogram, and the search address of each period in it; (None, {}) if there is none.

    Units without words of the query are not drawn beside units with some: they are nearly all others.
    """
    bins = result.histogram or ()
    if _is_mixed(result):
        bins = tuple(HistogramBin(month.month, month.words, month.uncertain_words) for month in bins)
    histogram = make_histogram(bins) if can_link_periods(result) else None
    periods = (
        [bar.period for bar in histogram.bars] + [label.period for label in histogram.years]
        if histogram
        else []
    )
    return histogram, {period: search_page_address(with_period(result.request, period)) for period in periods}


def _is_mixed(result: SearchResult) -> bool:
    """Return whether some hits have words of the query, and others are only similar."""
    return result.totals is not None and result.totals.words > 0 and result.totals.similar > 0


def _quoted_answer_views(result: SearchResult) -> tuple[QuotedAnswerView, ...] | None:
    if result.answers is None:
        return None
    return tuple(quoted_answer_view(answer, result.request.text) for answer in result.answers)


def quoted_answer_view(answer: QuotedSentence, text: str) -> QuotedAnswerView:
    """Return the view of a quoted answer, linked to its paragraph (in a note, to the note)."""
    unit = answer.unit
    place = passage_address(unit.id, answer.anchor)
    page = LazyText("p. %(page)s", {"page": answer.page}) if answer.page else ""
    source = join_lazy(", ", [part for part in (unit.title, page) if part])
    return QuotedAnswerView(answer.text, source, with_question(place, text), abstract_label(unit))


def relaxation_link(relaxation: Relaxation, labels: Mapping[tuple[str, str], str]) -> RelaxationLink:
    """Return the link to a search with one condition less, and its number of results."""
    if relaxation.name in FILTER_HEADINGS:
        values = {
            "heading": FILTER_HEADINGS[relaxation.name],
            "value": value_label(relaxation.name, relaxation.value, labels),
        }
        if relaxation.excluded:
            label = LazyText("Stop excluding “%(value)s” (%(heading)s)", values)
        else:
            label = LazyText("Remove the filter “%(value)s” (%(heading)s)", values)
    elif relaxation.name == "interpretation":
        label = LazyText("Make “%(value)s” optional", {"value": relaxation.value})
    elif relaxation.name == "condition":
        label = LazyText("Remove “%(value)s” from the query", {"value": relaxation.value})
    else:
        label = RELAXATION_LABELS[relaxation.name]
    return RelaxationLink(
        join_lazy(": ", [label, format_count(relaxation.total, "hit")]),
        search_page_address(relaxation.request),
    )


def download_address(request: SearchRequest, form: str) -> str:
    """Return the address of a whole result in an export format, given by its suffix."""
    return search_address(replace(request, include=frozenset(), cursor=None), export_address(SEARCH, form))


def headline(result: SearchResult) -> LazyText:
    """Return a result's headline: "34 results, by relevance"; "about" if the number is not exact.

    Hits without words of the query are counted apart. A query without results has "No results"; units listed
    without a query are "entries".
    """
    if not result.total:
        return LazyText("No results")
    request, totals = result.request, result.totals
    if totals and not totals.words:
        return LazyText(
            "No results with these words. Similar in meaning: %(number)s", {"number": totals.similar}
        )
    hit_count = format_count(result.total, "hit" if request.text else "entry")
    if totals and totals.similar:
        parts = {"found": hit_count, "words": totals.words, "similar": totals.similar}
        hit_count = LazyText("%(found)s (%(words)s with these words, %(similar)s more by similarity)", parts)
    if not result.total_is_exact:
        hit_count = LazyText("about %(found)s", {"found": hit_count})
    is_ranked = request.text or request.sort != "relevance"
    order = SORT_LABELS[request.sort] if is_ranked else LazyText("by date")
    return format_lazy("%(found)s, %(order)s", found=hit_count, order=order)


def next_page_address(result: SearchResult) -> str | None:
    """Return the address of the next page of a result; None on the last page."""
    if result.next_cursor is None:
        return None
    following = replace(result.request, include=frozenset(), cursor=result.next_cursor)
    return search_address(following, group=DEFAULT_GROUPING)


def hit_view(hit: Hit, text: str, parents: Mapping[str, Unit]) -> HitView:
    """Return the view of a hit; its links carry the query, so that its page highlights matches too."""
    unit = hit.unit
    label = MATCHED_BY_LABELS[hit.matched_by] if hit.matched_by else ""
    return HitView(
        kind=unit.kind,
        eyebrow=eyebrow(unit, parents.get(unit.parent or "")),
        title=unit.title,
        title_language=title_language(unit),
        language=unit.language,
        address=with_question(unit_address(unit.id), text),
        archive=str(unit.archive) if unit.archive else "",
        matched_by=label if hit.has_words else SIMILAR_ONLY_LABEL,
        is_similar_only=not hit.has_words,
        passages=tuple(passage_view(passage, unit, text) for passage in hit.passages),
        folded=tuple(hit_view(note, text, parents) for note in hit.folded),
        access=access_label(unit.rights),
    )


def passage_view(passage: HitPassage, unit: Unit, text: str) -> PassageView:
    """Return the view of a passage, linked to its paragraph (in a note, to the note)."""
    place = passage_address(unit.id, passage.anchor)
    return PassageView(
        passage_html(passage),
        passage.page,
        with_question(place, text),
        abstract_label(unit, passage.part),
    )


def abstract_label(unit: Unit, part: Part = "text") -> DisplayText:
    """Return who wrote a part of a unit, "Abstract by the cataloguers, 2026"; "" for the edition's words."""
    message = part_message(unit, part)
    return lazy_message(message) if message else ""


def eyebrow(unit: Unit, parent: Unit | None = None) -> DisplayText:
    """Return the line above a hit's title: "Letter · document 24 · 2 June 1932 · Moscow → Sochi".

    With the parent of a note: "Editors’ note · on Kaganovich to Stalin, 2 June 1932".
    """
    if parent is not None:
        return LazyText("%(note)s · on %(title)s", {"note": unit_label(unit), "title": parent.title})
    pieces = (unit_label(unit), unit.date.display if unit.date else "", route(unit))
    return join_lazy(" · ", [piece for piece in pieces if piece])


def route(unit: Unit) -> DisplayText:
    """Return where a letter was written and received: "Moscow → Sochi"; "" if neither is known."""
    sent = unit.place or (unit.sent_from.name if unit.sent_from else "")
    received = unit.destination or (unit.sent_to.name if unit.sent_to else "")
    return f"{sent} → {received}".strip() if received else sent


def title_language(unit: Unit) -> str:
    """Return the language of a unit's title, which is English if it was made from the metadata."""
    is_made = unit.kind == "note" or unit.title == letter_title(unit)
    return "en" if is_made else unit.language


def unit_label(unit: Unit) -> DisplayText:
    """Return a unit's medium or kind and, for a document, its number, if any: "Letter · document 24".

    That of an entry of a calendar begins with "Abstract".
    """
    label = _kind_and_number(unit)
    return join_lazy(" · ", (lazy_message(Message("abstract")), label)) if unit.is_abstract else label


def _kind_and_number(unit: Unit) -> DisplayText:
    medium = medium_label(unit.medium) if unit.medium else KIND_LABELS[unit.kind]
    if unit.kind != "document" or not unit.number:
        return medium
    if UnitId(unit.id).is_appendix:
        return LazyText(
            "%(medium)s · appendix document %(number)s", {"medium": medium, "number": unit.number}
        )
    return LazyText("%(medium)s · document %(number)s", {"medium": medium, "number": unit.number})


def passage_html(passage: HitPassage) -> Markup:
    """Return a passage's text as HTML with its highlights and its most similar sentence."""
    return render_highlighted(passage.text, passage.highlights, passage.nearest)
