"""Error handling: every error becomes problem+json (RFC 9457) for programs or a page for readers."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import FilterError, JudgementError, PerepiskaError, QuerySyntaxError, UnknownParameter
from exports.api.models import Problem
from web.error_texts import ERROR_TEXTS

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "application/problem+json"
ERRORS_PAGE: Final = "/docs/errors"
MACHINE_PATHS: Final = re.compile(
    r"/api/.*|/health(/.*)?|/metrics|.*\.(json|jsonl|jsonld|csv|atom|xml|bib|ris|txt)", re.DOTALL
)
"""Paths that only programs request; their errors are always JSON."""
_HTML_TYPE: Final = "text/html"
FORWARDED_HEADERS: Final = ("Allow", "WWW-Authenticate")
"""Headers of HTTP errors that are kept in the response."""
HTTP_HINTS: Final = {
    401: "Send an API key: Authorization: Bearer KEY.",
    403: "Forms are accepted only from pages of this site. Open the page here and submit it again.",
    404: "Check the address, or start from the search page.",
    405: "This address accepts GET requests only.",
    408: "Send the request faster, or raise PEREPISKA_REQUEST_SECONDS.",
    413: "Send less data, or raise PEREPISKA_BODY_MAX_BYTES.",
    429: "Wait for the number of seconds given by Retry-After, then try again.",
    431: "Send a shorter URL and fewer headers, or raise PEREPISKA_REQUEST_HEAD_MAX_BYTES.",
    500: "The cause is in the server log.",
}


def register_problems(app: Flask) -> None:
    """Register the error handlers of an application, and the texts of its error pages."""
    app.jinja_env.globals["error_texts"] = ERROR_TEXTS
    app.register_error_handler(PerepiskaError, handle_error)
    app.register_error_handler(HTTPException, handle_http_error)
    app.register_error_handler(Exception, handle_unexpected_error)


def handle_error(error: PerepiskaError) -> Response:
    """Return the response to an error of the project; server errors are also logged."""
    if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", error.code, error)
    return _response(problem_from_error(error))


def handle_http_error(error: HTTPException) -> Response:
    """Return the response to an HTTP error raised by Flask (404, 405, 413, …); redirects pass unchanged."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _response(http_problem(error.code))
    for name, value in error.get_headers():
        if name in FORWARDED_HEADERS:
            response.headers[name] = value
    return response


def handle_unexpected_error(error: Exception) -> Response:
    """Return a 500 response to an unexpected error; its traceback is only logged.

    If ``PROPAGATE_EXCEPTIONS`` is set, the error is raised again instead.
    """
    log.exception("Unexpected error at %s", request.url_rule, exc_info=error)
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return _response(http_problem(HTTPStatus.INTERNAL_SERVER_ERROR))


def problem_from_error(error: PerepiskaError) -> Problem:
    """Return a problem that describes an error of the project."""
    query_error = error if isinstance(error, QuerySyntaxError | FilterError) else None
    parameter_error = error if isinstance(error, FilterError | UnknownParameter | JudgementError) else None
    return Problem(
        type=f"{ERRORS_PAGE}#{error.code}",
        title=error.title,
        status=error.http_status,
        detail=error.message,
        code=error.code,
        hint=error.hint,
        position=query_error.position if query_error else None,
        length=query_error.length if query_error else None,
        parameter=parameter_error.parameter if parameter_error else None,
        nearest=error.nearest if isinstance(error, UnknownParameter) else None,
    )


def http_problem(status: int) -> Problem:
    """Return a problem that describes an HTTP status.

    Raises:
        ValueError: the status is not one of HTTP.
    """
    http_status = HTTPStatus(status)
    code = f"http-{status}"
    hint = HTTP_HINTS.get(status, "")
    return Problem(
        type=f"{ERRORS_PAGE}#{code}",
        title=http_status.phrase,
        status=status,
        detail=http_status.description,
        code=code,
        hint=hint,
    )


def problem_response(problem: Problem) -> Response:
    """Return the response for a problem, as JSON or a page, which no cache may store."""
    response = _response(problem)
    response.headers["Cache-Control"] = "no-store"
    return response


def _response(problem: Problem) -> Response:
    if _is_for_program():
        return Response(problem.model_dump_json(exclude_none=True), problem.status, mimetype=PROBLEM_TYPE)
    return make_response(render_template("error.html", problem=problem), problem.status)


def _is_for_program() -> bool:
    """Return whether the response should be JSON, by the request's path or its ``Accept`` header."""
    accept = request.accept_mimetypes
    json_quality = max(accept.quality(PROBLEM_TYPE), accept.quality("application/json"))
    return bool(MACHINE_PATHS.fullmatch(request.path)) or json_quality > accept.quality(_HTML_TYPE)
