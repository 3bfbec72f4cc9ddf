"""Metrics for Prometheus and the request log.

Neither contains the client or the query of a request, except that ``log_questions`` adds the query to the
log.
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
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from search.model import IndexInfo
from web.settings import ServerSettings
from web.site import current_site
from web.watcher_metrics import install_watcher_metrics

log = logging.getLogger("perepiska.requests")
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the response time histogram, in seconds."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"})


def init_metrics(app: Flask, settings: ServerSettings) -> None:
    """Make an application log its requests and serve metrics, each if the settings enable it."""
    app.before_request(_begin)
    if settings.log_requests:
        app.after_request(_logger(with_questions=settings.log_questions))
    if settings.metrics:
        app.register_blueprint(_metrics(app))


def _begin() -> None:
    g.began = time.perf_counter()


def _logger(*, with_questions: bool) -> Callable[[Response], Response]:
    """Return a function that logs a response as a line of JSON, and gives it the header ``X-Request-Id``.

    Args:
        with_questions: whether the line includes the path with its query.
    """

    def write(response: Response) -> Response:
        request_id = uuid4().hex[:12]
        response.headers["X-Request-Id"] = request_id
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": request_id,
            "method": _method(),
            "route": _route(),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.began) * 1000, 1),
            "bytes": response.calculate_content_length(),
            "generation": current_site().searcher.info().generation,
        }
        if with_questions:
            line["asked"] = request.full_path.rstrip("?")
        log.info("%s", json.dumps(line, ensure_ascii=False))
        return response

    return write


class Metrics:
    """The request metrics in a registry of their own; clients cannot increase the number of label values."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "perepiska_requests",
            "Requests served.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "perepiska_request_seconds",
            "Response time in seconds.",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._units = Gauge(
            "perepiska_index_units",
            "Units of the served generation.",
            ["generation"],
            registry=self.registry,
        )

    def count(self, response: Response) -> Response:
        """Record a response to the current request and its duration; return the response unchanged."""
        self._requests.labels(_route(), _method(), response.status_code).inc()
        self._seconds.labels(_route()).observe(time.perf_counter() - g.began)
        return response

    def text(self, info: IndexInfo) -> bytes:
        """Return all metrics, with the size of the served generation, in the Prometheus text format."""
        self._units.clear()
        self._units.labels(info.generation).set(info.units)
        return generate_latest(self.registry)


def _metrics(app: Flask) -> Blueprint:
    """Return the blueprint that serves ``/metrics``, and make the application record every response."""
    measured = Metrics()
    install_watcher_metrics(app, measured.registry)
    blueprint = Blueprint("metrics", __name__)
    app.after_request(measured.count)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Return all metrics."""
        return Response(measured.text(current_site().searcher.info()), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _method() -> str:
    """Return the current request's method; "other" for one that HTTP does not define."""
    return request.method if request.method in METHODS else "other"


def _route() -> str:
    """Return the current request's URL rule, such as ``/<edition>/<unit>``; "none" if none matched."""
    return request.url_rule.rule if request.url_rule else "none"
