"""What Prometheus is told of the watcher and of readiness.

The figures are set when something is known, not when they are asked for, and say how those of several
processes go together: the worst of them counts.
"""

from __future__ import annotations

from typing import Final

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge

EXTENSION: Final = "perepiska-watcher-metrics"


class WatcherMetrics:
    """Gauges of what is served and what is published."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.behind = Gauge(
            "perepiska_generation_behind",
            "1 while another generation is published than the one that answers.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self.failures = Counter(
            "perepiska_generation_failures",
            "Attempts to take up the published generation that failed.",
            registry=registry,
        )
        self.polled = Gauge(
            "perepiska_generation_poll_timestamp_seconds",
            "When it was last looked which generation is published.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self.ready = Gauge(
            "perepiska_ready",
            "1 while the site answers as its readers ask.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self.left_out = Gauge(
            "perepiska_parts_left_out",
            "Parts that the pages of the last probe lacked.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._failures = 0

    def record_poll(self, *, is_behind: bool, failures: int, polled: float) -> None:
        """Set what a poll found; ``failures`` is their number since the process began."""
        self.behind.set(is_behind)
        self.polled.set(polled)
        self.failures.inc(failures - self._failures)
        self._failures = failures


def install_watcher_metrics(app: Flask, registry: CollectorRegistry) -> None:
    """Have an application keep these figures."""
    app.extensions[EXTENSION] = WatcherMetrics(registry)


def record_poll(app: Flask, *, is_behind: bool, failures: int, polled: float) -> None:
    """Set what a poll found, where an application keeps figures."""
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].record_poll(is_behind=is_behind, failures=failures, polled=polled)


def record_probe(app: Flask, *, is_ready: bool, left_out: int) -> None:
    """Set what a probe found, where an application keeps figures."""
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].ready.set(is_ready)
        app.extensions[EXTENSION].left_out.set(left_out)
