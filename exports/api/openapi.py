"""The API as OpenAPI 3.1, built from the models of the answers and the tables of parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from corpus.model import Kind
from exports.api.models import (
    EditionsAnswer,
    HealthAnswer,
    LiveAnswer,
    PersonsAnswer,
    Problem,
    ReadyAnswer,
    RelatedAnswer,
    SearchAnswer,
    SuggestAnswer,
    TopicsAnswer,
    UnitAnswer,
)  # fmt: skip
from search.model import Channel, DateMode, Grouping, Include, Mode, Sort
from search.settings import SearchSettings
from store.fields import FILTERS

Schema: TypeAlias = dict[str, object]

API_VERSION: Final = "1.0.0"
DAY: Final[Schema] = {"type": "string", "pattern": "^([0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?)?$"}
REFERENCE: Final = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API with what it takes and answers."""

    path: str
    name: str
    summary: str
    answer: type[BaseModel]
    parameters: tuple[Schema, ...] = field(default=())
    problems: tuple[int, ...] = (400, 503)


def describe(settings: SearchSettings) -> str:
    """Write the description as JSON, with the limits that are set."""
    return json.dumps(description(settings), ensure_ascii=False)


def description(settings: SearchSettings) -> Schema:
    """Build the description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Perepiska",
            "version": API_VERSION,
            "description": "Search in edited correspondence. Keys are only ever added within a version.",
        },
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints(settings)},
        "components": {"schemas": _schemas(endpoints(settings))},
    }


def endpoints(settings: SearchSettings) -> tuple[Endpoint, ...]:
    """List the endpoints."""
    unit = (_in_path("edition", "Slug of the edition"), _in_path("unit", "Slug of the unit, as doc-24.n3"))
    channels = _one("channels", "Only these channels", _listed(get_args(Channel)))
    return (
        Endpoint("/api/v1/search", "search", "Search or browse", SearchAnswer, search_parameters(settings)),
        Endpoint("/api/v1/units/{edition}/{unit}", "unit", "A whole unit", UnitAnswer, unit, (400, 404, 503)),
        Endpoint(
            "/api/v1/units/{edition}/{unit}/related",
            "related",
            "What belongs with a unit, and why",
            RelatedAnswer,
            (*unit, channels, _one("limit", "At most so many", _number(settings.related_max))),
            (400, 404, 503),
        ),
        Endpoint(
            "/api/v1/suggest",
            "suggest",
            "Completions as one types",
            SuggestAnswer,
            (
                _one("q", "What was typed"),
                _one("limit", "At most so many", _number(settings.suggestions_max)),
            ),
        ),
        Endpoint("/api/v1/editions", "editions", "The editions", EditionsAnswer),
        Endpoint("/api/v1/persons", "persons", "The register of persons", PersonsAnswer),
        Endpoint("/api/v1/topics", "topics", "The vocabulary of topics", TopicsAnswer),
        Endpoint("/health", "health", "Whether the index answers", HealthAnswer, problems=(503,)),
        Endpoint("/health/live", "live", "Whether the process answers", LiveAnswer),
        Endpoint("/health/ready", "ready", "Whether readers are answered", ReadyAnswer, problems=(503,)),
    )


def search_parameters(settings: SearchSettings) -> tuple[Schema, ...]:
    """List the parameters of a search."""
    return (
        _one("q", "The question, in plain words or with operators; empty browses"),
        _one("mode", "Which arms search", _choice(get_args(Mode))),
        _one("from", "Earliest day: a year, month or day", DAY),
        _one("to", "Latest day: a year, month or day", DAY),
        _one("date_mode", "Whether the date may or must lie in the bounds", _choice(get_args(DateMode))),
        *(_one(name, f"Only with this {name}; may repeat", _repeated(name)) for name in FILTERS),
        *(_one(f"not.{name}", f"Only without this {name}; may repeat", _repeated(name)) for name in FILTERS),
        _one("group", "Whether note hits fold under their document", _choice(get_args(Grouping))),
        _one("sort", "The order", _choice(get_args(Sort))),
        _one("limit", "Hits on a page", {**_number(settings.page_size_max), "default": settings.page_size}),
        _one("cursor", "Where to go on, from links.next"),
        _one("include", "What else to answer", _listed(get_args(Include))),
        _one("literal", "Expansions to take back", _listed(())),
    )


def _operation(endpoint: Endpoint) -> Schema:
    responses: Schema = {"200": _response("The answer", "application/json", endpoint.answer)}
    responses |= {
        str(status): _response("A problem", "application/problem+json", Problem)
        for status in endpoint.problems
    }
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": list(endpoint.parameters),
        "responses": responses,
    }


def _response(meaning: str, media_type: str, model: type[BaseModel]) -> Schema:
    content = {media_type: {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}}
    return {"description": meaning, "content": content}


def _schemas(described: Iterable[Endpoint]) -> Schema:
    models = {endpoint.answer for endpoint in described} | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, found = models_json_schema([(model, "serialization") for model in ordered], ref_template=REFERENCE)
    definitions: Schema = found["$defs"]
    return definitions


def _one(name: str, meaning: str, schema: Schema | None = None) -> Schema:
    described = {"name": name, "in": "query", "description": meaning, "allowEmptyValue": True}
    return described | {"schema": schema or {"type": "string"}}


def _in_path(name: str, meaning: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": meaning,
        "schema": {"type": "string"},
    }


def _choice(choices: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(choices), "default": choices[0]}


def _listed(choices: tuple[str, ...]) -> Schema:
    item: Schema = {"type": "string", "enum": list(choices)} if choices else {"type": "string"}
    return {"type": "array", "items": item}


def _repeated(name: str) -> Schema:
    return _listed(get_args(Kind) if name == "kind" else ())


def _number(largest: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": largest}
