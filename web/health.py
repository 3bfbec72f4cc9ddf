"""Readiness of the site: probed periodically by rendering pages, reported from memory.

Health endpoints never wait for a search: ``/health/ready`` returns the outcome of the last probe. Each
process keeps its own.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final, cast

from flask import Flask, g

from corpus.errors import PerepiskaError
from exports.addresses import search_address, unit_address
from exports.api.models import Problem
from search.model import SearchRequest
from search.optional_parts import collect_failed_parts
from web.problems import http_problem, problem_from_error
from web.site import Site, site_of
from web.watcher_metrics import record_probe

log = logging.getLogger(__name__)
EXTENSION: Final = "perepiska-readiness"
PROBE_SECONDS: Final = 5.0
"""Seconds between two probes."""
STALE_SECONDS: Final = 60.0
"""The age, in seconds, from which the last probe no longer counts."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The outcome of a probe of a generation; ``at`` is in seconds of the monotonic clock.

    ``problem`` is why pages fail; ``left_out`` are the optional parts missing from pages that succeed.
    """

    generation: str
    at: float
    problem: Problem | None = None
    left_out: tuple[str, ...] = ()


class Readiness:
    """Whether an application is ready: the result of its last probe.

    After ``start`` it is probed in the background, before that on demand.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._probing = Lock()
        self._last: ProbeResult | None = None
        self._thread: Thread | None = None
        self._known: tuple[Site, tuple[str, ...]] | None = None
        """The site that was fully probed, and the addresses of its later, cheaper probes."""

    def start(self) -> None:
        """Probe in a background thread until the process ends."""
        self._thread = Thread(target=self._run, name="readiness", daemon=True)
        self._thread.start()

    def current(self) -> ProbeResult:
        """Return the result of the last probe.

        Without a background thread, probe first if the last result is older than ``PROBE_SECONDS`` or of
        another generation; with one, a result older than ``STALE_SECONDS`` counts as not ready.
        """
        last, now = self._last, time.monotonic()
        if self._thread is not None:
            if last is None or now - last.at > STALE_SECONDS:
                return ProbeResult("", now, _unavailable("The site has not been probed recently."))
            return last
        is_current = last is not None and last.generation == site_of(self._app).searcher.info().generation
        if last is not None and is_current and now - last.at < PROBE_SECONDS:
            return last
        return self.probe()

    def probe(self) -> ProbeResult:
        """Request pages as readers would, and record and return the result; errors are part of it."""
        with self._probing:
            error: BaseException | None = None
            generation = ""
            parts_left_out: tuple[str, ...] = ()
            try:
                site = site_of(self._app)
                generation = site.searcher.info().generation
                parts_left_out = self._request_probe_pages(site)
            except BaseException as raised:
                error = raised
            result = ProbeResult(
                generation, time.monotonic(), _problem_of(error) if error else None, parts_left_out
            )
            _log_change(self._last, result, error)
            self._last = result
            record_probe(self._app, is_ready=result.problem is None, left_out=len(result.left_out))
            return result

    def _run(self) -> None:
        while True:
            self.probe()
            time.sleep(PROBE_SECONDS)

    def _request_probe_pages(self, site: Site) -> tuple[str, ...]:
        """Request the pages of a probe, fewer if the site was probed before; return the parts left out."""
        if self._known is not None and self._known[0] is site:
            return _request_pages(self._app, site, self._known[1])
        parts_left_out = probe_site(self._app, site)
        self._known = site, recurring_addresses(site)
        return parts_left_out


def site_readiness(app: Flask) -> Readiness:
    """Return the readiness of an application, which is created at the first call."""
    return cast(Readiness, app.extensions.setdefault(EXTENSION, Readiness(app)))


def probe_site(app: Flask, site: Site) -> tuple[str, ...]:
    """Request the home page, all units, a hybrid search and a unit of a site, served or not.

    Returns:
        The names of the parts that the pages had to leave out.

    Raises:
        Exception: whatever rendering a page raises; the site is then not ready.
    """
    search_requests = [SearchRequest(), SearchRequest(_question(site))]
    first_hits = site.searcher.search(SearchRequest(limit=1)).hits
    units = [unit_address(hit.unit.parent or hit.unit.id) for hit in first_hits]
    return _request_pages(
        app, site, ("/", *(search_address(search_request) for search_request in search_requests), *units)
    )


def recurring_addresses(site: Site) -> tuple[str, ...]:
    """Return the two addresses of the periodic probes: the home page, and the page of a cheap search."""
    return "/", search_address(SearchRequest(_question(site), mode="keyword", limit=1))


def _question(site: Site) -> str:
    """Return a query that has a result: the longest word of the first unit's title; "" if there is none."""
    hits = site.searcher.search(SearchRequest(limit=1)).hits
    words = re.findall(r"[^\W\d_]+", hits[0].unit.title) if hits else []
    return max(words, key=len, default="")


def _request_pages(app: Flask, site: Site, addresses: Iterable[str]) -> tuple[str, ...]:
    """Request pages of a site that may not be served yet; return the names of the parts left out.

    The requests are not counted or logged.

    Raises:
        RuntimeError: a page has an error status; what rendering a page raises is passed on.
    """
    with collect_failed_parts() as parts_left_out:
        for address in addresses:
            with app.test_request_context(address):
                g.site = site
                response = app.make_response(app.dispatch_request())
                if response.status_code >= 400:
                    raise RuntimeError(f"{address} returned status {response.status_code}")
    return tuple(dict.fromkeys(parts_left_out))


def _problem_of(error: BaseException) -> Problem:
    """Return the 503 problem that describes an error; the text of unexpected errors is only logged."""
    if isinstance(error, PerepiskaError):
        return problem_from_error(error).model_copy(update={"status": 503})
    return _unavailable(f"A page cannot be shown ({type(error).__name__}). The cause is in the log.")


def _unavailable(detail: str) -> Problem:
    return http_problem(503).model_copy(update={"detail": detail})


def _log_change(previous: ProbeResult | None, current: ProbeResult, error: BaseException | None) -> None:
    """Log when the site stops being ready, once per reason, and when it is ready again."""
    previous_reason = previous.problem.detail if previous and previous.problem else None
    if current.problem and current.problem.detail != previous_reason:
        log.error("Not ready: %s", current.problem.detail, exc_info=error)
    elif previous_reason and not current.problem:
        log.info("Ready again.")
