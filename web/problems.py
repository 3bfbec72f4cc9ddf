"""Every error in one place: problem+json (RFC 9457) to programs, a page to readers."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import FilterError, JudgementError, PerepiskaError, QuerySyntaxError, UnknownParameter
from exports.api.models import Problem

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "application/problem+json"
ERRORS_PAGE: Final = "/docs/errors"
MACHINE_PATHS: Final = re.compile(
    r"/api/.*|/health(/.*)?|/metrics|.*\.(json|jsonl|jsonld|csv|atom|xml|bib|ris|txt)", re.DOTALL
)
"""What programs ask for."""
_HTML_TYPE: Final = "text/html"
FORWARDED_HEADERS: Final = ("Allow", "WWW-Authenticate")
HTTP_HINTS: Final = {
    401: "Send a key that was given to you: Authorization: Bearer KEY.",
    403: "Forms are taken from the pages of this site alone: open the page here and send it again.",
    404: "Check the address, or start from the search page.",
    405: "Ask with GET.",
    408: "Send the request at once, or raise PEREPISKA_REQUEST_SECONDS.",
    413: "Send less at once, or raise PEREPISKA_BODY_MAX_BYTES.",
    429: "Ask again when the seconds of Retry-After have passed.",
    431: "Send a shorter address and fewer headers, or raise PEREPISKA_REQUEST_HEAD_MAX_BYTES.",
    500: "The cause stands in the server's log.",
}


def register_problems(app: Flask) -> None:
    """Answer every error with its status and in the form the asker can read."""
    app.register_error_handler(PerepiskaError, handle_error)
    app.register_error_handler(HTTPException, handle_http_error)
    app.register_error_handler(Exception, handle_unexpected_error)


def handle_error(error: PerepiskaError) -> Response:
    """Answer an error raised on purpose."""
    if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", error.code, error)
    return _response(problem_from_error(error))


def handle_http_error(error: HTTPException) -> Response:
    """Answer what the framework raises: 404, 405, 413 … ; redirects pass unchanged."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _response(http_problem(error.code))
    for name, value in error.get_headers():
        if name in FORWARDED_HEADERS:
            response.headers[name] = value
    return response


def handle_unexpected_error(error: Exception) -> Response:
    """Answer what nobody foresaw; the trace goes to the log, never to the asker."""
    log.exception("Unforeseen error at %s", request.url_rule, exc_info=error)
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return _response(http_problem(HTTPStatus.INTERNAL_SERVER_ERROR))


def problem_from_error(error: PerepiskaError) -> Problem:
    """Describe an error raised on purpose."""
    syntax = error if isinstance(error, QuerySyntaxError) else None
    named = error if isinstance(error, FilterError | UnknownParameter | JudgementError) else None
    return Problem(
        type=f"{ERRORS_PAGE}#{error.code}",
        title=error.title,
        status=error.http_status,
        detail=error.message,
        code=error.code,
        hint=error.hint,
        position=syntax.position if syntax else None,
        length=syntax.length if syntax else None,
        parameter=named.parameter if named else None,
        nearest=error.nearest if isinstance(error, UnknownParameter) else None,
    )


def http_problem(status: int) -> Problem:
    """Describe an error of the protocol."""
    known = HTTPStatus(status)
    code = f"http-{status}"
    hint = HTTP_HINTS.get(status, "")
    return Problem(
        type=f"{ERRORS_PAGE}#{code}",
        title=known.phrase,
        status=status,
        detail=known.description,
        code=code,
        hint=hint,
    )


def problem_response(problem: Problem) -> Response:
    """Answer with a problem in the form the asker can read; nobody keeps it."""
    response = _response(problem)
    response.headers["Cache-Control"] = "no-store"
    return response


def _response(problem: Problem) -> Response:
    if _is_for_program():
        return Response(problem.model_dump_json(exclude_none=True), problem.status, mimetype=PROBLEM_TYPE)
    return make_response(render_template("error.html", problem=problem), problem.status)


def _is_for_program() -> bool:
    """Whether a program asked, by the address or by ``Accept``."""
    accepted = request.accept_mimetypes
    wanted = max(accepted.quality(PROBLEM_TYPE), accepted.quality("application/json"))
    return bool(MACHINE_PATHS.fullmatch(request.path)) or wanted > accepted.quality(_HTML_TYPE)
