"""The JSON API, version 1. Each view parses its parameters, calls the searcher and renders the response."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel

from exports.api.models import (
    EditionsResponse,
    HealthResponse,
    LiveResponse,
    ReadyResponse,
    RefusedGenerationModel,
)
from exports.api.openapi import API_VERSION, openapi_json
from exports.api.parameters import CHANNELS, TYPED_TEXT, group_values, limit_parameter
from exports.api.rendering import (
    render_edition,
    render_index,
    render_persons,
    render_places,
    render_related,
    render_search,
    render_suggestions,
    render_topics,
    render_unit,
)  # fmt: skip
from search.model import renamed_id_notices
from web.etag import entity_tag, make_conditional
from web.generation_watcher import watcher_state
from web.health import site_readiness
from web.problems import problem_response
from web.site import current_site

api = Blueprint("api", __name__)


def json_response(build: Callable[[], BaseModel]) -> Response:
    """Return the model that ``build`` makes, as JSON; 304 if the client's entity tag is current.

    The model is then not built.
    """
    searcher = current_site().searcher
    tag = entity_tag(searcher.info().generation, API_VERSION, searcher.embargoes())
    if tag in request.if_none_match:
        return make_conditional(Response(status=304), tag)
    json = build().model_dump_json()
    return make_conditional(Response(json, mimetype="application/json"), tag)


@api.get("/api/v1/search")
def search() -> Response:
    """Return one page of search results; if the query is empty, of all units that match the filters."""
    site = current_site()
    search_request = site.parse_search(request.args.items(multi=True))
    return json_response(lambda: render_search(site.searcher.search(search_request), site.editions()))


@api.get("/api/v1/units/<edition>/<unit>")
def unit(edition: str, unit: str) -> Response:
    """Return a whole unit, also by a former id, which adds a notice."""
    group_values(request.args.items(multi=True))
    site, requested_id = current_site(), f"{edition}/{unit}"
    current_id = site.searcher.current_id(requested_id)
    return json_response(lambda: render_unit(site.searcher.unit(current_id), site.editions(), requested_id))


@api.get("/api/v1/units/<edition>/<unit>/related")
def related(edition: str, unit: str) -> Response:
    """Return the units related to a unit, best first, each with its reasons."""
    site, requested_id = current_site(), f"{edition}/{unit}"
    limit_spec = limit_parameter(site.settings.related_max)
    values = group_values(request.args.items(multi=True), (limit_spec, CHANNELS))
    limit, channels = limit_spec.parse(values), CHANNELS.parse_all(values) or None
    current_id = site.searcher.current_id(requested_id)
    return json_response(
        lambda: render_related(
            site.searcher.related(current_id, channels, limit),
            site.editions(),
            renamed_id_notices(requested_id, current_id),
        )
    )


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Return completions of the text typed so far, best first."""
    site = current_site()
    limit_spec = limit_parameter(site.settings.suggestions_max)
    values = group_values(request.args.items(multi=True), (TYPED_TEXT, limit_spec))
    text, limit = TYPED_TEXT.first(values) or "", limit_spec.parse(values)
    return json_response(lambda: render_suggestions(site.searcher.suggest(text, limit)))


@api.get("/api/v1/editions")
def editions() -> Response:
    """Return the editions, each with its number of units of each kind."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(
        lambda: EditionsResponse(
            editions=[
                render_edition(edition, site.counts("kind", edition=(edition.id,)))
                for edition in site.searcher.editions()
            ]
        )
    )


@api.get("/api/v1/persons")
def persons() -> Response:
    """Return the persons of all editions with the number of units that each sent or received."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(
        lambda: render_persons(
            site.searcher.persons(), site.counts("correspondent"), site.searcher.person_entries()
        )
    )


@api.get("/api/v1/places")
def places() -> Response:
    """Return the places of all editions with the number of units sent from or to each."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(lambda: render_places(site.searcher.places(), site.counts("place")))


@api.get("/api/v1/topics")
def topics() -> Response:
    """Return the topic vocabulary with the number of units of each topic."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(lambda: render_topics(site.searcher.topics(), site.counts("topic")))


@api.get("/health")
def health() -> Response:
    """Return the served generation if the last probe succeeded, otherwise a 503 problem."""
    problem = site_readiness(current_app).current().problem
    if problem:
        return problem_response(problem)
    return _uncached_response(HealthResponse(status="ok", index=render_index(current_site().searcher.info())))


@api.get("/health/live")
def live() -> Response:
    """Return 200 for as long as the process runs."""
    return _uncached_response(LiveResponse(status="ok"))


@api.get("/health/ready")
def ready() -> Response:
    """Return the outcome of the last probe; a 503 problem if it failed.

    The status is "degraded" if a published generation was refused, or if pages had to leave out parts.
    """
    probe, watcher = site_readiness(current_app).current(), watcher_state(current_app)
    if probe.problem:
        return problem_response(probe.problem)
    refused = watcher.refused if watcher else None
    return _uncached_response(
        ReadyResponse(
            status="degraded" if refused or probe.left_out else "ok",
            generation=current_site().searcher.info().generation,
            refused=RefusedGenerationModel(generation=refused.generation, reason=refused.reason)
            if refused
            else None,
            left_out=list(probe.left_out),
        )
    )


@api.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI description of this API as JSON."""
    return Response(openapi_json(current_site().settings), mimetype="application/json")


def _uncached_response(body: BaseModel) -> Response:
    """Return a model as a JSON response that no cache may store."""
    response = Response(body.model_dump_json(), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
