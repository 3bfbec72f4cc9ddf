"""Metrics of the generation watcher and of readiness.

Each value is set when an event occurs, not when it is scraped. If several processes share the metrics, the
worst value counts.
"""

from __future__ import annotations

from typing import Final

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge

EXTENSION: Final = "perepiska-watcher-metrics"


class WatcherMetrics:
    """The metrics of the watcher and of readiness, in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.behind = Gauge(
            "perepiska_generation_behind",
            "1 while the published generation is not the one served.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self.failures = Counter(
            "perepiska_generation_failures",
            "Failed attempts to serve the published generation.",
            registry=registry,
        )
        self.polled = Gauge(
            "perepiska_generation_poll_timestamp_seconds",
            "Time of the last check for a new generation.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self.ready = Gauge(
            "perepiska_ready",
            "1 while the last probe of the site succeeded.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self.left_out = Gauge(
            "perepiska_parts_left_out",
            "Page parts that failed in the last probe.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._failures = 0

    def record_poll(self, *, is_behind: bool, failures: int, polled: float) -> None:
        """Record a poll.

        Args:
            is_behind: whether the published generation is not the one served.
            failures: the number of failed attempts since the process started.
            polled: the time of the poll, in seconds since 1970.
        """
        self.behind.set(is_behind)
        self.polled.set(polled)
        self.failures.inc(failures - self._failures)
        self._failures = failures


def install_watcher_metrics(app: Flask, registry: CollectorRegistry) -> None:
    """Add these metrics to an application, registered in ``registry``."""
    app.extensions[EXTENSION] = WatcherMetrics(registry)


def record_poll(app: Flask, *, is_behind: bool, failures: int, polled: float) -> None:
    """Record the outcome of a poll as in ``WatcherMetrics``; do nothing if the application has no metrics."""
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].record_poll(is_behind=is_behind, failures=failures, polled=polled)


def record_probe(app: Flask, *, is_ready: bool, left_out: int) -> None:
    """Record the outcome of a readiness probe; do nothing if the application has no metrics.

    Args:
        left_out: the number of page parts left out.
    """
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].ready.set(is_ready)
        app.extensions[EXTENSION].left_out.set(left_out)
