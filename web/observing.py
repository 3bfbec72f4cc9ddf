"""What can be seen of a running server: figures for Prometheus, a line of log for each request.

Nothing says who asked or what was asked, unless the setting ``log_questions`` wants the latter.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from corpus.store.settings import Settings
from web.room import this_room
from web.watcher_metrics import install

log = logging.getLogger("perepiska.requests")
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds by which answers are counted."""


def observe(app: Flask, settings: Settings) -> None:
    """Have an application count and log its requests, as far as that is set."""
    app.before_request(_begin)
    if settings.log_requests:
        app.after_request(_logger(with_questions=settings.log_questions))
    if settings.metrics:
        app.register_blueprint(_metrics(app))


def _begin() -> None:
    g.began = time.perf_counter()


def _logger(*, with_questions: bool) -> Callable[[Response], Response]:
    def write(response: Response) -> Response:
        request_id = uuid4().hex[:12]
        response.headers["X-Request-Id"] = request_id
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": request_id,
            "method": request.method,
            "route": _route(),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.began) * 1000, 1),
            "bytes": response.calculate_content_length(),
            "generation": this_room().searcher.info().generation,
        }
        if with_questions:
            line["asked"] = request.full_path.rstrip("?")
        log.info("%s", json.dumps(line, ensure_ascii=False))
        return response

    return write


def _metrics(app: Flask) -> Blueprint:
    registry = CollectorRegistry()
    requests = Counter(
        "perepiska_requests", "Requests answered.", ["route", "method", "status"], registry=registry
    )
    seconds = Histogram(
        "perepiska_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=registry
    )
    install(app, registry)
    observing = Blueprint("observing", __name__)

    @app.after_request
    def count(response: Response) -> Response:
        route = _route()
        requests.labels(route, request.method, response.status_code).inc()
        seconds.labels(route).observe(time.perf_counter() - g.began)
        return response

    @observing.get("/metrics")
    def metrics() -> Response:
        """Give the figures in the format of Prometheus."""
        info = this_room().searcher.info()
        about = (
            "# HELP perepiska_index_units Units of the generation that answers.\n"
            "# TYPE perepiska_index_units gauge\n"
            f'perepiska_index_units{{generation="{info.generation}"}} {info.units}\n'
        )
        return Response(generate_latest(registry) + about.encode(), content_type=CONTENT_TYPE_LATEST)

    return observing


def _route() -> str:
    """The form of the address, without what is in it: ``/<edition>/<unit>``."""
    return request.url_rule.rule if request.url_rule else "none"
