"""The JSON API, version 1. Every view translates, calls the searcher and renders; nothing more."""

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
    """Answer with a model, unless the client has that answer already."""
    tag = entity_tag(current_site().searcher.info().generation, API_VERSION)
    if tag in request.if_none_match:
        return make_conditional(Response(status=304), tag)
    body = build().model_dump_json()
    return make_conditional(Response(body, mimetype="application/json"), tag)


@api.get("/api/v1/search")
def search() -> Response:
    """Search, or browse where nothing is asked."""
    site = current_site()
    asked = site.parse_search(request.args.items(multi=True))
    return json_response(lambda: render_search(site.searcher.search(asked), site.editions()))


@api.get("/api/v1/units/<edition>/<unit>")
def unit(edition: str, unit: str) -> Response:
    """Give a whole unit."""
    group_values(request.args.items(multi=True))
    site, asked = current_site(), f"{edition}/{unit}"
    id = site.searcher.current_id(asked)
    return json_response(lambda: render_unit(site.searcher.unit(id), site.editions(), asked))


@api.get("/api/v1/units/<edition>/<unit>/related")
def related(edition: str, unit: str) -> Response:
    """Give the units that belong with one, each with its reasons."""
    site, asked = current_site(), f"{edition}/{unit}"
    most = limit_parameter(site.settings.related_max)
    values = group_values(request.args.items(multi=True), (most, CHANNELS))
    limit, channels = most.parse(values), CHANNELS.parse_all(values) or None
    id = site.searcher.current_id(asked)
    return json_response(
        lambda: render_related(
            site.searcher.related(id, channels, limit), site.editions(), renamed_id_notices(asked, id)
        )
    )


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Complete what is being typed."""
    site = current_site()
    most = limit_parameter(site.settings.suggestions_max)
    values = group_values(request.args.items(multi=True), (TYPED_TEXT, most))
    text, limit = TYPED_TEXT.first(values) or "", most.parse(values)
    return json_response(lambda: render_suggestions(site.searcher.suggest(text, limit)))


@api.get("/api/v1/editions")
def editions() -> Response:
    """List the editions."""
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
    """List the register of persons."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(lambda: render_persons(site.searcher.persons(), site.counts("correspondent")))


@api.get("/api/v1/topics")
def topics() -> Response:
    """List the vocabulary of topics."""
    group_values(request.args.items(multi=True))
    site = current_site()
    return json_response(lambda: render_topics(site.searcher.topics(), site.counts("topic")))


@api.get("/health")
def health() -> Response:
    """Say whether the index answers, by the last probe, and which one it is."""
    problem = site_readiness(current_app).current().problem
    if problem:
        return problem_response(problem)
    return _uncached_response(HealthResponse(status="ok", index=render_index(current_site().searcher.info())))


@api.get("/health/live")
def live() -> Response:
    """Say that the process answers."""
    return _uncached_response(LiveResponse(status="ok"))


@api.get("/health/ready")
def ready() -> Response:
    """Say whether readers are answered, by the last probe, and what is wrong besides."""
    found, watcher = site_readiness(current_app).current(), watcher_state(current_app)
    if found.problem:
        return problem_response(found.problem)
    refused = watcher.refused if watcher else None
    return _uncached_response(
        ReadyResponse(
            status="degraded" if refused or found.left_out else "ok",
            generation=current_site().searcher.info().generation,
            refused=RefusedGenerationModel(generation=refused.generation, reason=refused.reason)
            if refused
            else None,
            left_out=list(found.left_out),
        )
    )


@api.get("/openapi.json")
def openapi() -> Response:
    """Describe this API."""
    return Response(openapi_json(current_site().settings), mimetype="application/json")


def _uncached_response(body: BaseModel) -> Response:
    """Answer with a model that nobody keeps."""
    response = Response(body.model_dump_json(), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
