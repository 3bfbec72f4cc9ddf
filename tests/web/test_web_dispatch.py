"""Lanes of requests: what is costly, what waits for what, and what never waits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from corpus.store.settings import load_settings
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from tests.web.test_web_serving import get, running
from web.app import create_app
from web.dispatch import lane_of


@pytest.mark.parametrize(
    ("path", "query", "lane"),
    [
        ("/health", "", "health"),
        ("/health/ready", "", "health"),
        ("/metrics", "", "health"),
        ("/search", "q=grain+procurement", "usual"),
        ("/api/v1/search", "q=grain&include=facets", "usual"),
        ("/harbour/doc-1", "q=lamp", "usual"),
        ("/search.csv", "q=lamp", "costly"),
        ("/harbour.cmif.xml", "", "costly"),
        ("/search", "q=secr*", "costly"),
        ("/search", "q=secr%2A", "costly"),
        ("/search", "q=%22the+lamp%22~5", "costly"),
        ("/api/v1/search", "q=lamp&limit=100", "costly"),
        ("/search", f"q={'lamp+' * 200}", "costly"),
        ("", "", "usual"),
    ],
)
def test_a_request_has_the_lane_of_what_it_costs(path: str, query: str, lane: str) -> None:
    assert lane_of(path, query) == lane


def made_app(threads: int = 4) -> tuple[Flask, threading.Event]:
    """A server whose pages take as long as the test wants."""
    app = create_app(FakeSearcher(lighthouse_edition()), load_settings(threads=threads))
    released = threading.Event()

    @app.get("/waits")
    @app.get("/waits.csv")
    def waits() -> str:
        released.wait(10)
        return "at last"

    return app, released


def test_health_answers_while_all_threads_are_busy() -> None:
    app, released = made_app()
    with running(app) as (address, _), ThreadPoolExecutor(12) as clients:
        waiting = [clients.submit(get, f"{address}waits") for _ in range(12)]
        time.sleep(0.2)
        began = time.monotonic()
        assert get(f"{address}health/live")[0] == 200
        assert time.monotonic() - began < 0.1
        released.set()
        assert [one.result()[0] for one in waiting] == [200] * 12


@pytest.mark.parametrize("threads", [2, 4])
def test_costly_requests_hold_half_of_the_threads_at_most(threads: int) -> None:
    app, released = made_app(threads)
    with running(app) as (address, _), ThreadPoolExecutor(12) as clients:
        costly = [clients.submit(get, f"{address}waits.csv") for _ in range(10)]
        time.sleep(0.2)
        assert get(f"{address}help")[0] == 200
        assert not any(one.done() for one in costly)
        released.set()
        assert [one.result()[0] for one in costly] == [200] * 10


def test_one_thread_takes_costly_requests_too() -> None:
    app, released = made_app(1)
    released.set()
    with running(app) as (address, _):
        assert get(f"{address}waits.csv")[1] == b"at last"
