"""A result as the search page shows it: hits with their passages set, and everything one may click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from corpus.model import Unit
from corpus.unit_id import UnitId
from exports.addresses import (
    SEARCH,
    export_address,
    passage_address,
    search_address,
    unit_address,
    with_question,
)
from search.model import Hit, HitPassage, QuotedSentence, Relaxation, SearchRequest, SearchResult
from search.optional_parts import optional
from web.filter_links import (
    GROUPING,
    HEADINGS,
    Chip,
    Facet,
    address_of,
    call_value,
    chips,
    facets,
    links_affordable,
    page_address,
    with_period,
)  # fmt: skip
from web.histogram import Histogram, draw
from web.html_rendering import mark
from web.texts import DisplayText, LazyText, format_lazy, join_lazy, lazy_message
from web.wording import KIND_NAMES, counted, spoken_medium

"""Characters of a question that a link to a unit carries along, for its words to be marked there."""
LESS: Final = {
    "date": LazyText("Search all dates"),
    "operators": LazyText("Search the same words without operators"),
    "filters": LazyText("Remove all filters"),
}
FILES: Final = {
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "xml": "TEI",
    "cmif.xml": "CMIF",
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "atom": "Atom",
}
FOUND_BY: Final = {
    ("keyword",): LazyText("keyword match"),
    ("semantic",): LazyText("similar meaning"),
    ("keyword", "semantic"): LazyText("keyword match and similar meaning"),
}
ORDERS: Final = {
    "relevance": LazyText("by relevance"),
    "date": LazyText("oldest first"),
    "-date": LazyText("newest first"),
}


@dataclass(frozen=True, slots=True)
class PassageView:
    """A quoted passage with its highlights set."""

    html: Markup
    page: str | None
    address: str
    is_abstract: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as shown."""

    kind: str
    eyebrow: DisplayText
    title: str
    language: str
    address: str
    archive: str
    why: DisplayText
    passages: tuple[PassageView, ...]
    folded: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Another spelling, and where it is searched."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A quoted sentence, and where it stands: "Kaganovich to Stalin, 2 June 1932, p. 116"."""

    text: str
    source: DisplayText
    address: str


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What an empty result would be with one thing less: "Without the topic Railroads: 34 hits"."""

    text: DisplayText
    address: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole result as shown."""

    headline: DisplayText
    chips: tuple[Chip, ...]
    bare: str
    notices: tuple[DisplayText, ...]
    suggestion: Suggested | None
    answers: tuple[AnswerView, ...] | None
    relaxed: tuple[Relaxed, ...]
    histogram: Histogram | None
    period_address: Callable[[str], str]
    hits: tuple[HitView, ...]
    facets: tuple[Facet, ...]
    beginning: str | None
    following: str | None
    files: tuple[tuple[str, str], ...]
    """(name, address) of the result in forms to be taken away."""
    typed_from: str
    typed_to: str


def show_result(
    result: SearchResult,
    typed: Mapping[str, str],
    parents: Mapping[str, Unit],
    labels: Mapping[tuple[str, str], str],
) -> Outcome:
    """Make a result ready for the page.

    Args:
        labels: (filter, value) → how the value is called, of the filters in force.
        parents: the documents and introductions of the notes among the hits, by id.
        typed: the query string's single values, for the fields to keep what was typed.
    """
    request = result.request
    suggestion = result.suggestion
    histogram, addresses = optional("histogram", lambda: _drawn(result), (None, {}))
    return Outcome(
        headline=headline(result),
        chips=optional("chips", lambda: chips(request, result.interpretations, labels), ()),
        bare=address_of(request.text),
        notices=tuple(map(lazy_message, result.notices)),
        suggestion=Suggested(suggestion, page_address(replace(request, text=suggestion)))
        if suggestion
        else None,
        answers=optional("answers", lambda: _quoted(result), None),
        relaxed=optional(
            "relaxations", lambda: tuple(show_relaxation(one, labels) for one in result.relaxations), ()
        ),
        histogram=histogram,
        period_address=addresses.__getitem__,
        hits=tuple(show_hit(hit, request.text, parents) for hit in result.hits),
        facets=facets(request, result.facets or {}),
        beginning=page_address(request) if request.cursor else None,
        following=following_address(result),
        files=tuple((name, file_address(request, form)) for form, name in FILES.items()),
        typed_from=typed.get("from", ""),
        typed_to=typed.get("to", ""),
    )


def has_room_for_periods(result: SearchResult) -> bool:
    """Whether the page may have the links of a histogram: three to each month, each with the whole search."""
    return 3 * len(result.histogram or ()) <= links_affordable(result.request)


def _drawn(result: SearchResult) -> tuple[Histogram | None, Mapping[str, str]]:
    """Draw the histogram, and give the address of each period that it shows."""
    drawn = draw(result.histogram or ()) if has_room_for_periods(result) else None
    periods = [bar.period for bar in drawn.bars] + [mark.period for mark in drawn.years] if drawn else []
    return drawn, {period: page_address(with_period(result.request, period)) for period in periods}


def _quoted(result: SearchResult) -> tuple[AnswerView, ...] | None:
    if result.answers is None:
        return None
    return tuple(show_answer(answer, result.request.text) for answer in result.answers)


def show_answer(answer: QuotedSentence, text: str) -> AnswerView:
    """Make a quoted sentence ready for the page; it links to its paragraph (to the note itself in a note)."""
    unit = answer.unit
    place = passage_address(unit.id, answer.anchor)
    page = LazyText("p. %(page)s", {"page": answer.page}) if answer.page else ""
    source = join_lazy(", ", [part for part in (unit.title, page) if part])
    return AnswerView(answer.text, source, with_question(place, text))


def show_relaxation(one: Relaxation, labels: Mapping[tuple[str, str], str]) -> Relaxed:
    """Say what would come with one thing less."""
    if one.name in HEADINGS:
        values = {"heading": HEADINGS[one.name], "value": call_value(one.name, one.value, labels)}
        if one.excluded:
            without = LazyText("Stop excluding “%(value)s” (%(heading)s)", values)
        else:
            without = LazyText("Remove the filter “%(value)s” (%(heading)s)", values)
    elif one.name == "condition":
        without = LazyText("Remove “%(value)s” from the query", {"value": one.value})
    else:
        without = LESS[one.name]
    return Relaxed(join_lazy(": ", [without, counted(one.total, "hit")]), page_address(one.request))


def file_address(request: SearchRequest, form: str) -> str:
    """Give the address of a whole result in a form to be taken away."""
    return search_address(replace(request, include=frozenset(), cursor=None), export_address(SEARCH, form))


def headline(result: SearchResult) -> LazyText:
    """Say how much was found."""
    if not result.total:
        return LazyText("No results")
    request = result.request
    found = counted(result.total, "hit" if request.text else "entry")
    if not result.total_is_exact:
        found = LazyText("about %(found)s", {"found": found})
    is_ranked = request.text or request.sort != "relevance"
    order = ORDERS[request.sort] if is_ranked else LazyText("by date")
    return format_lazy("%(found)s, %(order)s", found=found, order=order)


def following_address(result: SearchResult) -> str | None:
    """Give the address of the next page of the result."""
    if result.next_cursor is None:
        return None
    following = replace(result.request, include=frozenset(), cursor=result.next_cursor)
    return search_address(following, group=GROUPING)


def show_hit(hit: Hit, text: str, parents: Mapping[str, Unit]) -> HitView:
    """Make a hit ready for the page; its links carry the question, so that its words are marked there too."""
    unit = hit.unit
    return HitView(
        kind=unit.kind,
        eyebrow=eyebrow(unit, parents.get(unit.parent or "")),
        title=unit.title,
        language=unit.language,
        address=with_question(unit_address(unit.id), text),
        archive=str(unit.archive) if unit.archive else "",
        why=FOUND_BY[hit.matched_by] if hit.matched_by else "",
        passages=tuple(show_passage(passage, unit, text) for passage in hit.passages),
        folded=tuple(show_hit(note, text, parents) for note in hit.folded),
    )


def show_passage(passage: HitPassage, unit: Unit, text: str) -> PassageView:
    """Set a passage; it links to its paragraph (to the note itself in a note)."""
    place = passage_address(unit.id, passage.anchor)
    return PassageView(quote(passage), passage.page, with_question(place, text), passage.part == "abstract")


def eyebrow(unit: Unit, parent: Unit | None = None) -> DisplayText:
    """Say in one line what a hit is: "Letter · document 24 · 2 June 1932 · Moscow"."""
    if parent is not None:
        return LazyText("%(note)s · on %(title)s", {"note": designation(unit), "title": parent.title})
    pieces = (designation(unit), unit.date.display if unit.date else "", unit.place or "")
    return join_lazy(" · ", [piece for piece in pieces if piece])


def designation(unit: Unit) -> DisplayText:
    """Say what a unit is, and its number: "Letter · document 24"."""
    medium = spoken_medium(unit.medium) if unit.medium else KIND_NAMES[unit.kind]
    if unit.kind != "document" or not unit.number:
        return medium
    if UnitId(unit.id).is_appendix:
        return LazyText(
            "%(medium)s · appendix document %(number)s", {"medium": medium, "number": unit.number}
        )
    return LazyText("%(medium)s · document %(number)s", {"medium": medium, "number": unit.number})


def quote(passage: HitPassage) -> Markup:
    """Set a passage's text with its highlights and its nearest sentence."""
    return mark(passage.text, passage.highlights, passage.nearest)
