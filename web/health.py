"""Whether the site answers as its readers ask: probed now and then, answered from memory.

What asks for health never waits for a search: ``/health/ready`` gives what the last probe found. A process
keeps its own; several over one index need nothing in common.
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
"""Between two probes."""
STALE_SECONDS: Final = 60.0
"""The age from which on the last probe says nothing of now."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe of a generation found.

    ``problem`` is why readers get no answer; ``left_out`` are the parts that the pages of those who do lack.
    """

    generation: str
    at: float
    problem: Problem | None = None
    left_out: tuple[str, ...] = ()


class Readiness:
    """What is known of whether an application answers; started, it looks by itself."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._probing = Lock()
        self._last: ProbeResult | None = None
        self._thread: Thread | None = None
        self._known: tuple[Site, tuple[str, ...]] | None = None
        """The site that was probed as a whole, and what is asked of it from then on."""

    def start(self) -> None:
        """Probe in the background from now on, to the end of the process."""
        self._thread = Thread(target=self._run, name="readiness", daemon=True)
        self._thread.start()

    def current(self) -> ProbeResult:
        """Return what the last probe found, after a new one where nobody looks in the background."""
        last, now = self._last, time.monotonic()
        if self._thread is not None:
            if last is None or now - last.at > STALE_SECONDS:
                return ProbeResult("", now, _unavailable("The site has not been probed lately."))
            return last
        is_of_now = last is not None and last.generation == site_of(self._app).searcher.info().generation
        if last is not None and is_of_now and now - last.at < PROBE_SECONDS:
            return last
        return self.probe()

    def probe(self) -> ProbeResult:
        """Ask as readers do, and remember what came of it."""
        with self._probing:
            error: BaseException | None = None
            generation = ""
            missing: tuple[str, ...] = ()
            try:
                site = site_of(self._app)
                generation = site.searcher.info().generation
                missing = self._request_probe_pages(site)
            except BaseException as raised:
                error = raised
            found = ProbeResult(generation, time.monotonic(), _problem_of(error) if error else None, missing)
            _log_change(self._last, found, error)
            self._last = found
            record_probe(self._app, is_ready=found.problem is None, left_out=len(found.left_out))
            return found

    def _run(self) -> None:
        while True:
            self.probe()
            time.sleep(PROBE_SECONDS)

    def _request_probe_pages(self, site: Site) -> tuple[str, ...]:
        if self._known is not None and self._known[0] is site:
            return _request_pages(self._app, site, self._known[1])
        missing = probe_site(self._app, site)
        self._known = site, recurring_addresses(site)
        return missing


def site_readiness(app: Flask) -> Readiness:
    """Look up what is known of an application."""
    return cast(Readiness, app.extensions.setdefault(EXTENSION, Readiness(app)))


def probe_site(app: Flask, site: Site) -> tuple[str, ...]:
    """Ask for the start page, everything, a search by words and meaning, and a unit.

    Returns:
        The parts that the pages had to leave out.

    Raises:
        Exception: whatever a page raises; then the site does not answer its readers.
    """
    asked = [SearchRequest(), SearchRequest(_question(site))]
    first = site.searcher.search(SearchRequest(limit=1)).hits
    units = [unit_address(hit.unit.parent or hit.unit.id) for hit in first]
    return _request_pages(app, site, ("/", *(search_address(one) for one in asked), *units))


def recurring_addresses(site: Site) -> tuple[str, ...]:
    """Return what is asked every few seconds: cheap, and with all that a page has."""
    return "/", search_address(SearchRequest(_question(site), mode="keyword", limit=1))


def _question(site: Site) -> str:
    """The longest word of the first title: something to search for that is found."""
    first = site.searcher.search(SearchRequest(limit=1)).hits
    words = re.findall(r"[^\W\d_]+", first[0].unit.title) if first else []
    return max(words, key=len, default="")


def _request_pages(app: Flask, site: Site, addresses: Iterable[str]) -> tuple[str, ...]:
    """Have pages made of a site, answering or not yet; these requests are neither counted nor logged."""
    with collect_failed_parts() as missing:
        for one in addresses:
            with app.test_request_context(one):
                g.site = site
                response = app.make_response(app.dispatch_request())
                if response.status_code >= 400:
                    raise RuntimeError(f"{one} is answered with {response.status_code}")
    return tuple(dict.fromkeys(missing))


def _problem_of(error: BaseException) -> Problem:
    if isinstance(error, PerepiskaError):
        return problem_from_error(error).model_copy(update={"status": 503})
    return _unavailable(f"A page cannot be shown ({type(error).__name__}); the cause stands in the log.")


def _unavailable(detail: str) -> Problem:
    return http_problem(503).model_copy(update={"detail": detail})


def _log_change(before: ProbeResult | None, after: ProbeResult, error: BaseException | None) -> None:
    """Log when the site stops to answer, once for each reason, and when it answers again."""
    was = before.problem.detail if before and before.problem else None
    if after.problem and after.problem.detail != was:
        log.error("Not ready: %s", after.problem.detail, exc_info=error)
    elif was and not after.problem:
        log.info("Ready again.")
