"""The pages for readers: home, search, and units. Pages that browse an edition are in ``browse.py``."""

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
"""Parts of a result that the search page always shows."""
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
    """Show the home page; if the address has a query string, the search page."""
    if request.args:
        return search()
    home_page = make_home_page(current_site())
    return make_response(
        render_template("home.html", home_page=home_page, request_made=SearchRequest(), hidden_fields=())
    )


@pages.get("/search")
def search() -> AnyResponse:
    """Show the search page; a query error is explained below the search box.

    A submitted form with empty fields is redirected to its shortest address.
    """
    search_request = SearchRequest(text=request.args.get("q", ""))
    site = current_site()
    try:
        search_request = site.parse_search(request.args.items(multi=True), DEFAULT_GROUPING)
        if "" in request.args.values():
            return redirect_within(search_address(search_request, group=DEFAULT_GROUPING))
        result = site.searcher.search(replace(search_request, include=search_request.include | PAGE_INCLUDES))
    except RequestError as error:
        return render_search_page(search_request, problem=problem_from_error(error))
    parents = existing_units(site, {hit.unit.parent for hit in result.hits if hit.unit.parent})
    by_id = replace(result.request, filters=site.searcher.with_person_ids(result.request.filters))
    labels = optional("labels", lambda: site.searcher.labels(by_id.filters), {})
    result_view = make_result_view(result, request.args, parents, by_id, labels)
    citation = optional("citation", lambda: search_citation(site, result, result_view), "")
    return render_search_page(search_request, result=result_view, citation=citation)


def search_citation(site: Site, result: SearchResult, result_view: ResultView) -> DisplayText:
    """Return the citation of a search with its full address and today's date (UTC)."""
    return cite_search(
        result,
        result_view.chips,
        site.editions().values(),
        version=version("perepiska"),
        address=absolute_address(search_page_address(result.request)),
        day=datetime.now(UTC).date(),
    )


def render_search_page(
    search_request: SearchRequest,
    *,
    result: ResultView | None = None,
    citation: DisplayText = "",
    problem: Problem | None = None,
) -> Response:
    """Return the search page with a result, or with a problem and the query still in the box.

    The status is that of the problem, otherwise 200.
    """
    page = render_template(
        "search.html",
        request_made=search_request,
        result=result,
        citation=citation,
        problem=problem,
        hidden_fields=hidden_fields(search_request),
        judge=search_address(
            SearchRequest(search_request.text, filters=search_request.filters), judging_address()
        ),
    )
    return make_response(page, problem.status if problem else 200)


def hidden_fields(search_request: SearchRequest) -> list[Pair]:
    """Return the filters and other parameters that the search form submits as hidden fields."""
    return [pair for pair in search_pairs(search_request) if pair[0] not in FORM_FIELDS]


@pages.get("/<edition>/<unit>")
def unit(edition: str, unit: str) -> AnyResponse:
    """Show a unit; a note redirects to its place on its parent's page, a former id to the current one."""
    site, requested_id = current_site(), f"{edition}/{unit}"
    question = request.args.get("q", "")[: site.settings.query_length_max]
    current_id = site.searcher.current_id(requested_id)
    if current_id != requested_id:
        return redirect_permanently(unit_address(current_id))
    view = site.searcher.unit(current_id)
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
    """Return the Link header of a unit's page: the persistent address and machine-readable versions.

    See https://signposting.org.

    Args:
        id: the id of the unit.
        address: the URL of its page.
    """
    alternates = ", ".join(
        f'<{absolute_address(export_address(id, form))}>; rel="describedby"; type="{media_type}"'
        for form, media_type in DESCRIBEDBY_TYPES.items()
    )
    return f'<{address}>; rel="cite-as", {alternates}'


def look_up_context(site: Site, view: UnitView, channels: frozenset[Channel] | None = None) -> UnitContext:
    """Return what a unit's page shows besides the unit: relations, persons, neighbours and glosses.

    A part that fails is left out.

    Args:
        channels: the kinds of relation to use; None: all.
    """
    persons = optional("persons", lambda: site.persons(view.unit.edition), {})
    person_ids = {
        person.id
        for unit in (view.unit, *view.notes)
        for attribute, _ in ROLE_LABELS
        for person in getattr(unit, attribute)
    }
    biographies = [persons[id].biography for id in person_ids if id in persons]
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
    """Return units by id; ids that are unknown or whose look-up fails are omitted."""
    units = {id: optional("unit beside", partial(_unit_or_none, site, id), None) for id in ids}
    return {id: unit for id, unit in units.items() if unit}


def _unit_or_none(site: Site, id: str) -> Unit | None:
    try:
        return site.searcher.unit(id).unit
    except UnknownUnit:
        return None
