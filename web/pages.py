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
from web.filter_links import GROUPING, page_address
from web.hits import Outcome, show_result
from web.home import make_welcome
from web.problems import problem_of
from web.query_highlights import highlighter
from web.redirects import redirect_moved, redirect_within
from web.search_citation import cite_search
from web.site import Site, absolute_address, current_site
from web.texts import DisplayText
from web.unit_page import ROLES, Surroundings, make_page

pages = Blueprint("pages", __name__)

INCLUDED: frozenset[Include] = frozenset({"facets", "histogram", "answers"})
"""What the page always shows."""
IN_FIELDS = frozenset({"q", "from", "to", "date_mode", "mode", "sort", "group", "cursor", "include"})
RELATED_SHOWN = 8
DESCRIPTIONS = {
    "jsonld": "application/ld+json",
    "xml": "application/tei+xml",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


@pages.get("/")
def start() -> AnyResponse:
    """Show the way in; with a question, the answer."""
    if request.args:
        return search()
    welcome = make_welcome(current_site())
    return make_response(
        render_template("welcome.html", welcome=welcome, request_made=SearchRequest(), kept=())
    )


@pages.get("/search")
def search() -> AnyResponse:
    """Show the search page; a request that cannot be answered is explained beside the box.

    What a form sends, with its empty and untouched fields, is led to the short address worth keeping.
    """
    asked = SearchRequest(text=request.args.get("q", ""))
    site = current_site()
    try:
        asked = site.parse_search(request.args.items(multi=True), GROUPING)
        if "" in request.args.values():
            return redirect_within(search_address(asked, group=GROUPING))
        result = site.searcher.search(replace(asked, include=asked.include | INCLUDED))
    except RequestError as error:
        return search_page(asked, problem=problem_of(error))
    parents = found_units(site, {hit.unit.parent for hit in result.hits if hit.unit.parent})
    labels = optional("labels", lambda: site.searcher.labels(result.request.filters), {})
    outcome = show_result(result, request.args, parents, labels)
    citation = optional("citation", lambda: citation_of(site, result, outcome), "")
    return search_page(asked, outcome=outcome, citation=citation)


def citation_of(site: Site, result: SearchResult, outcome: Outcome) -> DisplayText:
    """Cite a search by its whole address, as asked today."""
    return cite_search(
        result,
        outcome.chips,
        site.editions().values(),
        version=version("perepiska"),
        address=absolute_address(page_address(result.request)),
        day=datetime.now(UTC).date(),
    )


def search_page(
    asked: SearchRequest,
    *,
    outcome: Outcome | None = None,
    citation: DisplayText = "",
    problem: Problem | None = None,
) -> Response:
    """Show the search page with an outcome, or with what is wrong and the question still in the box."""
    page = render_template(
        "search.html",
        request_made=asked,
        outcome=outcome,
        citation=citation,
        problem=problem,
        kept=kept_fields(asked),
        judge=search_address(SearchRequest(asked.text, filters=asked.filters), judging_address()),
    )
    return make_response(page, problem.status if problem else 200)


def kept_fields(asked: SearchRequest) -> list[Pair]:
    """List what the form carries along unseen: the filters in force."""
    return [pair for pair in search_pairs(asked) if pair[0] not in IN_FIELDS]


@pages.get("/<edition>/<unit>")
def unit(edition: str, unit: str) -> AnyResponse:
    """Show a unit for reading; a note's page is its parent's with the note in view."""
    site, asked = current_site(), f"{edition}/{unit}"
    question = request.args.get("q", "")[: site.settings.query_length_max]
    id = site.searcher.current_id(asked)
    if id != asked:
        return redirect_moved(unit_address(id))
    view = site.searcher.unit(id)
    if view.unit.parent:
        return redirect_within(with_question(unit_address(view.unit.id), question))
    channels = CHANNELS.read_all({CHANNELS.name: request.args.getlist("related")})
    around = surroundings(site, view, channels or None)
    address = absolute_address(unit_address(view.unit.id))
    marks = optional(
        "marks", lambda: highlighter(site.searcher, question, view.unit, *view.notes), lambda _: ()
    )
    page = make_page(view, site.edition(edition), around, question, marks, address)
    response = make_response(render_template("unit.html", page=page))
    response.headers["Link"] = signposts(view.unit.id, address)
    return response


def signposts(id: str, address: str) -> str:
    """Name the page's lasting address and its descriptions for machines (https://signposting.org)."""
    described = ", ".join(
        f'<{absolute_address(export_address(id, form))}>; rel="describedby"; type="{media_type}"'
        for form, media_type in DESCRIPTIONS.items()
    )
    return f'<{address}>; rel="cite-as", {described}'


def surroundings(site: Site, view: UnitView, channels: frozenset[Channel] | None = None) -> Surroundings:
    """Look up the units about a unit."""
    persons = optional("persons", lambda: site.persons(view.unit.edition), {})
    named = {
        person.id
        for unit in (view.unit, *view.notes)
        for attribute, _ in ROLES
        for person in getattr(unit, attribute)
    }
    biographies = [persons[id].biography for id in named if id in persons]
    return Surroundings(
        related=optional(
            "related", lambda: site.searcher.related(view.unit.id, channels, RELATED_SHOWN), None
        ),
        persons=persons,
        biographies=found_units(site, (id for id in biographies if id)),
        neighbours=found_units(site, (id for id in (view.previous, view.next) if id)),
        terms=optional("glosses", lambda: site.explanations(view.unit.edition), ()),
        channels=channels,
    )


def found_units(site: Site, ids: Iterable[str]) -> dict[str, Unit]:
    """Look units up; an id that leads nowhere is left out: a page can do without it."""
    found = {id: optional("unit beside", partial(_unit_or_none, site, id), None) for id in ids}
    return {id: unit for id, unit in found.items() if unit}


def _unit_or_none(site: Site, id: str) -> Unit | None:
    try:
        return site.searcher.unit(id).unit
    except UnknownUnit:
        return None
