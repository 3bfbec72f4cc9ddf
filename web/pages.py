"""The pages for readers: search, a unit, and the way in. Browsing an edition is in ``browse.py``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import RequestError, UnknownUnit
from corpus.model import Unit
from exports.addresses import export_address, judging_address, search_address, unit_address, with_question
from exports.api.models import Problem
from exports.api.parameters import CHANNELS, Pair
from exports.api.search_parameters import search_pairs
from search.model import Channel, Include, SearchRequest, SearchResult, UnitView
from search.optional_parts import optional
from web.filter_links import DEFAULT_GROUPING, search_page_address
from web.hits import ResultView, make_result_view
from web.home import make_home_page
from web.problems import problem_from_error
from web.query_highlights import make_highlighter
from web.redirects import redirect_permanently, redirect_within
from web.search_citation import cite_search
from web.site import Site, absolute_address, current_site
from web.texts import DisplayText
from web.unit_page import ROLE_LABELS, UnitContext, make_unit_page

pages = Blueprint("pages", __name__)

PAGE_INCLUDES: frozenset[Include] = frozenset({"facets", "histogram", "answers"})
"""What the page always shows."""
FORM_FIELDS = frozenset({"q", "from", "to", "date_mode", "mode", "sort", "group", "cursor", "include"})
RELATED_SHOWN = 8
DESCRIBEDBY_TYPES = {
    "jsonld": "application/ld+json",
    "xml": "application/tei+xml",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


@pages.get("/")
def home() -> AnyResponse:
    """Show the way in; with a question, the answer."""
    if request.args:
        return search()
    home_page = make_home_page(current_site())
    return make_response(
        render_template("home.html", home_page=home_page, request_made=SearchRequest(), hidden_fields=())
    )


@pages.get("/search")
def search() -> AnyResponse:
    """Show the search page; a request that cannot be answered is explained beside the box.

    What a form sends, with its empty and untouched fields, is led to the short address worth keeping.
    """
    asked = SearchRequest(text=request.args.get("q", ""))
    site = current_site()
    try:
        asked = site.parse_search(request.args.items(multi=True), DEFAULT_GROUPING)
        if "" in request.args.values():
            return redirect_within(search_address(asked, group=DEFAULT_GROUPING))
        result = site.searcher.search(replace(asked, include=asked.include | PAGE_INCLUDES))
    except RequestError as error:
        return render_search_page(asked, problem=problem_from_error(error))
    parents = existing_units(site, {hit.unit.parent for hit in result.hits if hit.unit.parent})
    labels = optional("labels", lambda: site.searcher.labels(result.request.filters), {})
    result_view = make_result_view(result, request.args, parents, labels)
    citation = optional("citation", lambda: search_citation(site, result, result_view), "")
    return render_search_page(asked, result=result_view, citation=citation)


def search_citation(site: Site, result: SearchResult, result_view: ResultView) -> DisplayText:
    """Cite a search by its whole address, as asked today."""
    return cite_search(
        result,
        result_view.chips,
        site.editions().values(),
        version=version("perepiska"),
        address=absolute_address(search_page_address(result.request)),
        day=datetime.now(UTC).date(),
    )


def render_search_page(
    asked: SearchRequest,
    *,
    result: ResultView | None = None,
    citation: DisplayText = "",
    problem: Problem | None = None,
) -> Response:
    """Show the search page with a result, or with what is wrong and the question still in the box."""
    page = render_template(
        "search.html",
        request_made=asked,
        result=result,
        citation=citation,
        problem=problem,
        hidden_fields=hidden_fields(asked),
        judge=search_address(SearchRequest(asked.text, filters=asked.filters), judging_address()),
    )
    return make_response(page, problem.status if problem else 200)


def hidden_fields(asked: SearchRequest) -> list[Pair]:
    """List what the form carries along unseen: the filters in force."""
    return [pair for pair in search_pairs(asked) if pair[0] not in FORM_FIELDS]


@pages.get("/<edition>/<unit>")
def unit(edition: str, unit: str) -> AnyResponse:
    """Show a unit for reading; a note's page is its parent's with the note in view."""
    site, asked = current_site(), f"{edition}/{unit}"
    question = request.args.get("q", "")[: site.settings.query_length_max]
    id = site.searcher.current_id(asked)
    if id != asked:
        return redirect_permanently(unit_address(id))
    view = site.searcher.unit(id)
    if view.unit.parent:
        return redirect_within(with_question(unit_address(view.unit.id), question))
    channels = CHANNELS.parse_all({CHANNELS.name: request.args.getlist("related")})
    context = look_up_context(site, view, channels or None)
    address = absolute_address(unit_address(view.unit.id))
    highlight = optional(
        "marks", lambda: make_highlighter(site.searcher, question, view.unit, *view.notes), lambda _: ()
    )
    page = make_unit_page(view, site.edition(edition), context, question, highlight, address)
    response = make_response(render_template("unit.html", page=page))
    response.headers["Link"] = signposting_links(view.unit.id, address)
    return response


def signposting_links(id: str, address: str) -> str:
    """Name the page's lasting address and its descriptions for machines (https://signposting.org)."""
    described = ", ".join(
        f'<{absolute_address(export_address(id, form))}>; rel="describedby"; type="{media_type}"'
        for form, media_type in DESCRIBEDBY_TYPES.items()
    )
    return f'<{address}>; rel="cite-as", {described}'


def look_up_context(site: Site, view: UnitView, channels: frozenset[Channel] | None = None) -> UnitContext:
    """Look up the units about a unit."""
    persons = optional("persons", lambda: site.persons(view.unit.edition), {})
    named = {
        person.id
        for unit in (view.unit, *view.notes)
        for attribute, _ in ROLE_LABELS
        for person in getattr(unit, attribute)
    }
    biographies = [persons[id].biography for id in named if id in persons]
    return UnitContext(
        related=optional(
            "related", lambda: site.searcher.related(view.unit.id, channels, RELATED_SHOWN), None
        ),
        persons=persons,
        biographies=existing_units(site, (id for id in biographies if id)),
        neighbours=existing_units(site, (id for id in (view.previous, view.next) if id)),
        terms=optional("glosses", lambda: site.glosses(view.unit.edition), ()),
        channels=channels,
    )


def existing_units(site: Site, ids: Iterable[str]) -> dict[str, Unit]:
    """Look units up; an id that leads nowhere is left out: a page can do without it."""
    found = {id: optional("unit beside", partial(_unit_or_none, site, id), None) for id in ids}
    return {id: unit for id, unit in found.items() if unit}


def _unit_or_none(site: Site, id: str) -> Unit | None:
    try:
        return site.searcher.unit(id).unit
    except UnknownUnit:
        return None
