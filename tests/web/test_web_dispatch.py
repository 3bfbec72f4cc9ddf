"""Lanes of requests: what is costly, what waits for what, and what never waits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from flask import Flask

from cli.settings import load_settings
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from tests.web.test_web_serving import fastest, get, running
from web.app import create_app
from web.dispatch import FairQueue, ParsedRequest, client_address, lane_of


@pytest.mark.parametrize(
    ("path", "query", "lane"),
    [
        ("/health", "", "health"),
        ("/health/ready", "", "health"),
        ("/metrics", "", "health"),
        ("/search", "q=grain+procurement", "normal"),
        ("/api/v1/search", "q=grain&include=facets", "normal"),
        ("/harbour/doc-1", "q=lamp", "normal"),
        ("/search.csv", "q=lamp", "costly"),
        ("/harbour.cmif.xml", "", "costly"),
        ("/search", "q=secr*", "costly"),
        ("/search", "q=secr%2A", "costly"),
        ("/search", "q=%22the+lamp%22~5", "costly"),
        ("/api/v1/search", "q=lamp&limit=100", "costly"),
        ("/search", f"q={'lamp+' * 200}", "costly"),
        ("", "", "normal"),
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
        assert fastest(f"{address}health/live") < 0.1
        assert not any(one.done() for one in waiting)
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


@dataclass
class Waiting:
    """A connection with a request."""

    name: str
    addr: tuple[str, int] = ("10.0.0.1", 1)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> list[ParsedRequest]:
        return [self]

    path = query = ""

    def service(self) -> None:
        raise AssertionError("it only waits")


def test_clients_take_turns() -> None:
    queue = FairQueue()
    for name in ("a1", "a2", "a3", "b1", "a4", "c1", "b2"):
        queue.append(name[0], Waiting(name))
    taken = []
    while queue:
        taken.append(queue.popleft())
    assert [one.name for one in taken if isinstance(one, Waiting)] == [
        "a1",
        "b1",
        "c1",
        "a2",
        "b2",
        "a3",
        "a4",
    ]


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        ("", 0, "10.0.0.1"),
        ("1.1.1.1", 0, "10.0.0.1"),
        ("9.9.9.9, 1.1.1.1", 1, "1.1.1.1"),
        ("9.9.9.9, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1", 2, "10.0.0.1"),
    ],
)
def test_a_client_is_who_the_trusted_proxy_says(forwarded: str, proxies: int, client: str) -> None:
    assert client_address(Waiting("x", headers={"X_FORWARDED_FOR": forwarded}), proxies) == client


def test_one_client_that_floods_keeps_no_other_waiting() -> None:
    app, _ = made_app(2)

    @app.get("/takes-a-while")
    def takes_a_while() -> str:
        time.sleep(0.05)
        return "done"

    def ask(own: str, address: str) -> float:
        began = time.monotonic()
        connection = HTTPConnection(urlsplit(address).netloc, timeout=20, source_address=(own, 0))
        connection.request("GET", "/takes-a-while")
        assert connection.getresponse().status == 200
        connection.close()
        return time.monotonic() - began

    with running(app) as (address, _), ThreadPoolExecutor(41) as clients:
        flood = [clients.submit(ask, "127.0.0.2", address) for _ in range(40)]
        time.sleep(0.1)
        alone = clients.submit(ask, "127.0.0.3", address).result()
        assert alone < max(one.result() for one in flood) / 2
