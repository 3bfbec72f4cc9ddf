"""The OpenAPI 3.1 description of the API, generated from the response models and parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from exports.api.models import (
    EditionsResponse,
    HealthResponse,
    LiveResponse,
    PersonsResponse,
    PlacesResponse,
    Problem,
    ReadyResponse,
    RelatedResponse,
    SearchResponse,
    SuggestResponse,
    TopicsResponse,
    UnitResponse,
)  # fmt: skip
from exports.api.parameters import CHANNELS, TYPED_TEXT, Parameter, Schema, limit_parameter
from exports.api.search_parameters import search_parameters
from search.settings import SearchSettings

API_VERSION: Final = "1.0.0"
IN_PATH: Final = (
    Parameter("edition", "Id of the edition"),
    Parameter("unit", "Id of the unit within the edition, such as doc-24.n3"),
)
REFERENCE: Final = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of the API with its parameters, response and error statuses."""

    path: str
    name: str
    summary: str
    response: type[BaseModel]
    query_parameters: tuple[Parameter, ...] = field(default=())
    problems: tuple[int, ...] = (400, 503)

    @property
    def parameters(self) -> list[Schema]:
        """The parameters in OpenAPI's form: those in the path, then those of the query string."""
        in_path = [
            _described(parameter, "path", required=True)
            for parameter in IN_PATH
            if f"{{{parameter.name}}}" in self.path
        ]
        return in_path + [
            _described(parameter, "query", allowEmptyValue=True) for parameter in self.query_parameters
        ]


def openapi_json(settings: SearchSettings) -> str:
    """Return the OpenAPI description as JSON text, with the limits of the settings."""
    return json.dumps(openapi_document(settings), ensure_ascii=False)


def openapi_document(settings: SearchSettings) -> Schema:
    """Return the OpenAPI description as a dictionary, with the limits of the settings."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Perepiska",
            "version": API_VERSION,
            "description": "Search edited correspondence. Within a version, keys are only ever added.",
        },
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints(settings)},
        "components": {"schemas": _schemas(endpoints(settings))},
    }


def endpoints(settings: SearchSettings) -> tuple[Endpoint, ...]:
    """Return the endpoints of the API, whose parameters have the limits of the settings."""
    return (
        Endpoint(
            "/api/v1/search", "search", "Search or browse units", SearchResponse, search_parameters(settings)
        ),
        Endpoint("/api/v1/units/{edition}/{unit}", "unit", "Get a unit", UnitResponse, (), (400, 404, 503)),
        Endpoint(
            "/api/v1/units/{edition}/{unit}/related",
            "related",
            "List related units with reasons",
            RelatedResponse,
            (CHANNELS, limit_parameter(settings.related_max)),
            (400, 404, 503),
        ),
        Endpoint(
            "/api/v1/suggest",
            "suggest",
            "Suggest completions",
            SuggestResponse,
            (TYPED_TEXT, limit_parameter(settings.suggestions_max)),
        ),
        Endpoint("/api/v1/editions", "editions", "List editions", EditionsResponse),
        Endpoint("/api/v1/persons", "persons", "List persons", PersonsResponse),
        Endpoint("/api/v1/places", "places", "List places", PlacesResponse),
        Endpoint("/api/v1/topics", "topics", "List topics", TopicsResponse),
        Endpoint(
            "/health", "health", "Check that the index can be searched", HealthResponse, problems=(503,)
        ),
        Endpoint("/health/live", "live", "Check that the process is running", LiveResponse),
        Endpoint("/health/ready", "ready", "Check that the site is ready", ReadyResponse, problems=(503,)),
    )


def _operation(endpoint: Endpoint) -> Schema:
    responses: Schema = {"200": _response("OK", "application/json", endpoint.response)}
    responses |= {
        str(status): _response("Error", "application/problem+json", Problem) for status in endpoint.problems
    }
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": endpoint.parameters,
        "responses": responses,
    }


def _response(meaning: str, media_type: str, model: type[BaseModel]) -> Schema:
    content = {media_type: {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}}
    return {"description": meaning, "content": content}


def _schemas(listed: Iterable[Endpoint]) -> Schema:
    models = {endpoint.response for endpoint in listed} | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=REFERENCE)
    definitions: Schema = schemas["$defs"]
    return definitions


def _described(parameter: Parameter, where: str, **more: bool) -> Schema:
    description: Schema = {"name": parameter.name, "in": where, "description": parameter.description}
    return description | more | {"schema": parameter.schema}
