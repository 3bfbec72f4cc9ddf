"""The JSON API, version 1. Every view translates, calls the searcher and renders; nothing more."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel

from exports.api.models import EditionsAnswer, HealthAnswer, LiveAnswer, ReadyAnswer, RefusedAnswer
from exports.api.openapi import API_VERSION, describe
from exports.api.parameters import CHANNELS, TYPED, at_most, collect
from exports.api.rendering import (
    render_edition,
    render_index,
    render_register,
    render_related,
    render_search,
    render_suggestions,
    render_topics,
    render_unit,
)  # fmt: skip
from search.model import renamed_id_notices
from web.etag import conditional, entity_tag
from web.generation_watcher import watcher_state
from web.health import readiness_of
from web.problems import answer_problem
from web.site import current_site

api = Blueprint("api", __name__)


def answer(build: Callable[[], BaseModel]) -> Response:
    """Answer with a model, unless the client has that answer already."""
    tag = entity_tag(current_site().searcher.info().generation, API_VERSION)
    if tag in request.if_none_match:
        return conditional(Response(status=304), tag)
    body = build().model_dump_json()
    return conditional(Response(body, mimetype="application/json"), tag)


@api.get("/api/v1/search")
def search() -> Response:
    """Search, or browse where nothing is asked."""
    site = current_site()
    asked = site.parse_search(request.args.items(multi=True))
    return answer(lambda: render_search(site.searcher.search(asked), site.editions()))


@api.get("/api/v1/units/<edition>/<unit>")
def unit(edition: str, unit: str) -> Response:
    """Give a whole unit."""
    collect(request.args.items(multi=True))
    site, asked = current_site(), f"{edition}/{unit}"
    id = site.searcher.current_id(asked)
    return answer(lambda: render_unit(site.searcher.unit(id), site.editions(), asked))


@api.get("/api/v1/units/<edition>/<unit>/related")
def related(edition: str, unit: str) -> Response:
    """Give the units that belong with one, each with its reasons."""
    site, asked = current_site(), f"{edition}/{unit}"
    most = at_most(site.settings.related_max)
    values = collect(request.args.items(multi=True), (most, CHANNELS))
    limit, channels = most.read(values), CHANNELS.read_all(values) or None
    id = site.searcher.current_id(asked)
    return answer(
        lambda: render_related(
            site.searcher.related(id, channels, limit), site.editions(), renamed_id_notices(asked, id)
        )
    )


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Complete what is being typed."""
    site = current_site()
    most = at_most(site.settings.suggestions_max)
    values = collect(request.args.items(multi=True), (TYPED, most))
    text, limit = TYPED.first(values) or "", most.read(values)
    return answer(lambda: render_suggestions(site.searcher.suggest(text, limit)))


@api.get("/api/v1/editions")
def editions() -> Response:
    """List the editions."""
    collect(request.args.items(multi=True))
    site = current_site()
    return answer(
        lambda: EditionsAnswer(
            editions=[
                render_edition(edition, site.counts("kind", edition=(edition.id,)))
                for edition in site.searcher.editions()
            ]
        )
    )


@api.get("/api/v1/persons")
def persons() -> Response:
    """List the register of persons."""
    collect(request.args.items(multi=True))
    site = current_site()
    return answer(lambda: render_register(site.searcher.persons(), site.counts("correspondent")))


@api.get("/api/v1/topics")
def topics() -> Response:
    """List the vocabulary of topics."""
    collect(request.args.items(multi=True))
    site = current_site()
    return answer(lambda: render_topics(site.searcher.topics(), site.counts("topic")))


@api.get("/health")
def health() -> Response:
    """Say whether the index answers, by the last probe, and which one it is."""
    problem = readiness_of(current_app).current().problem
    if problem:
        return answer_problem(problem)
    return _unkept(HealthAnswer(status="ok", index=render_index(current_site().searcher.info())))


@api.get("/health/live")
def live() -> Response:
    """Say that the process answers."""
    return _unkept(LiveAnswer(status="ok"))


@api.get("/health/ready")
def ready() -> Response:
    """Say whether readers are answered, by the last probe, and what is wrong besides."""
    found, watcher = readiness_of(current_app).current(), watcher_state(current_app)
    if found.problem:
        return answer_problem(found.problem)
    refused = watcher.refused if watcher else None
    return _unkept(
        ReadyAnswer(
            status="degraded" if refused or found.left_out else "ok",
            generation=current_site().searcher.info().generation,
            refused=RefusedAnswer(generation=refused.generation, reason=refused.reason) if refused else None,
            left_out=list(found.left_out),
        )
    )


@api.get("/openapi.json")
def openapi() -> Response:
    """Describe this API."""
    return Response(describe(current_site().settings), mimetype="application/json")


def _unkept(body: BaseModel) -> Response:
    """Answer with a model that nobody keeps."""
    response = Response(body.model_dump_json(), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
