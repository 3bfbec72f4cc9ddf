"""Health asks what readers ask, and answers from memory."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from cli.settings import load_settings
from corpus.errors import IndexDamaged
from search.model import SearchRequest, SearchResult
from tests.builds import NAME, build_lighthouse
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from tests.web.test_web_serving import fastest, get, running
from web import health
from web.app import create_app
from web.health import site_readiness

ADDRESSES = ("/health", "/health/ready")


class Counting(FakeSearcher):
    def __init__(self) -> None:
        super().__init__(lighthouse_edition())
        self.searched = 0

    def search(self, request: SearchRequest) -> SearchResult:
        self.searched += 1
        return super().search(request)


def fail(*_: object, **__: object) -> None:
    raise ArithmeticError("what nobody foresaw")


@pytest.mark.parametrize(
    "part", ["web.pages.make_home_page", "web.pages.make_result_view", "web.pages.make_unit_page"]
)
def test_a_site_whose_pages_fail_is_not_ready(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    client = app.test_client()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(part, fail)
        for address in (*ADDRESSES, *ADDRESSES):
            response = client.get(address)
            assert response.status_code == 503
            assert response.headers["Content-Type"] == "application/problem+json"
            assert response.headers["Cache-Control"] == "no-store"
            assert "what nobody foresaw" not in response.text
        assert client.get("/health/live").status_code == 200
        assert caplog.text.count("Not ready") == 1
        assert "what nobody foresaw" in caplog.text
    monkeypatch.setattr(health, "PROBE_SECONDS", 0)
    assert [client.get(address).status_code for address in ADDRESSES] == [200, 200]


def test_a_damaged_index_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise IndexDamaged("catalogue.sqlite has changed since it was built.")

    monkeypatch.setattr(FakeSearcher, "search", damaged)
    response = app.test_client().get("/health/ready")
    assert response.status_code == 503
    assert response.json
    assert response.json["code"] == "index-damaged"
    assert "catalogue.sqlite" in response.json["detail"]


def test_a_part_that_is_left_out_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.hits.make_histogram", fail)
    response = app.test_client().get("/health/ready")
    assert response.status_code == 200
    assert response.json
    assert (response.json["status"], response.json["left_out"]) == ("degraded", ["histogram"])


def test_a_probe_serves_many_who_ask() -> None:
    searcher = Counting()
    client = create_app(searcher, load_settings()).test_client()
    client.get("/health/ready")
    searched = searcher.searched
    for _ in range(20):
        for address in ADDRESSES:
            assert client.get(address).status_code == 200
    assert searcher.searched == searched
    searcher.generation = "g2"
    client.get("/health/ready")
    assert searcher.searched > searched


def test_probes_are_neither_counted_nor_logged_nor_limited(caplog: pytest.LogCaptureFixture) -> None:
    settings = load_settings(metrics=True, log_requests=True, rate_limit="1 per hour")
    app = create_app(FakeSearcher(lighthouse_edition()), settings)
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert site_readiness(app).probe().problem is None
    assert caplog.records == []
    figures = app.test_client().get("/metrics").text
    assert 'route="/search"' not in figures
    assert "perepiska_ready 1.0" in figures


def test_one_that_looks_in_the_background_says_when_it_has_not_looked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, wait = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        begun.set()
        wait.wait(10)

    readiness = site_readiness(app)
    monkeypatch.setattr("web.pages.make_home_page", hang)
    readiness.start()
    assert begun.wait(5)
    response = app.test_client().get("/health/ready")
    assert response.status_code == 503
    assert "has not been probed" in response.text
    wait.set()


def test_health_answers_while_all_threads_are_busy(searcher: FakeSearcher) -> None:
    app = create_app(searcher, load_settings(threads=2, metrics=True))
    site_readiness(app).start()
    stopped = threading.Event()
    begun = threading.Barrier(3)

    @app.get("/asleep")
    def asleep() -> str:
        begun.wait()
        stopped.wait(20)
        return ""

    @app.get("/busy")
    def busy() -> str:
        begun.wait()
        while not stopped.is_set():
            sum(range(1000))
        return ""

    with running(app) as (address, _), ThreadPoolExecutor(6) as clients:
        _await_ready(f"{address}health/ready")
        asked = [clients.submit(get, f"{address}{name}") for name in ("asleep", "busy")]
        begun.wait(10)
        waiting = [clients.submit(get, f"{address}search?q=lens") for _ in range(4)]
        try:
            for place in ("health", "health/live", "health/ready", "metrics"):
                assert fastest(f"{address}{place}") < 0.1
            assert not any(one.done() for one in waiting)
        finally:
            stopped.set()
        assert {one.result()[0] for one in (*asked, *waiting)} == {200}


def test_a_server_is_ready_and_refuses_an_index_with_a_changed_byte(tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    environment = {**os.environ, "PEREPISKA_INDEXES": str(tmp_path), "PEREPISKA_MODEL": "none"}
    command = [sys.executable, "-m", "perepiska", "serve", "--name", NAME, "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = next(line for line in process.stderr if "Serving on" in line)
        (address,) = re.findall(r"http://\S+", line)
        _await_ready(f"{address}health/ready")
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    (folder,) = [one for one in (tmp_path / NAME).iterdir() if one.is_dir()]
    with (folder / "vectors" / "words.npy").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([byte[0] ^ 128]))
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 5
    assert "vectors/words.npy has changed since it was built" in refused.stderr
    assert "Traceback" not in refused.stderr


def _await_ready(address: str) -> None:
    end = time.monotonic() + 30
    while get(address)[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.02)
