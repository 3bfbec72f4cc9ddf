"""The server itself: on a socket, with clients that behave and clients that do not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from cli.binding import listen
from cli.settings import load_settings
from tests.builds import NAME, build_lighthouse
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app
from web.serving import make_server, run


@contextmanager
def running(app: Flask, stop_seconds: float = 5) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a server, and what stops it and waits for its end."""
    server, stopped = make_server(app, listen("127.0.0.1", 0)), threading.Event()
    thread = threading.Thread(target=run, args=(server, stopped, stop_seconds), daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join(timeout=stop_seconds + 5)
        assert not thread.is_alive()

    try:
        yield f"http://127.0.0.1:{server.effective_port}/", stop
    finally:
        stop()


def get(address: str) -> tuple[int, bytes]:
    try:
        with urlopen(address, timeout=10) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def fastest(address: str) -> float:
    """Return the seconds of the fastest of ten requests: other work on the machine delays some."""
    seconds = []
    for _ in range(10):
        started = time.monotonic()
        assert get(address)[0] == 200
        seconds.append(time.monotonic() - started)
    return min(seconds)


def test_the_style_sheet_and_its_fonts_are_served(app: Flask) -> None:
    with running(app) as (address, _):
        style = get(f"{address}static/perepiska.css")[1].decode()
        fonts = [piece.split('"')[0] for piece in style.split('url("')[1:]]
        assert fonts
        assert not any("//" in font for font in fonts)
        for font in fonts:
            with urlopen(f"{address}static/{font}", timeout=10) as response:
                assert response.headers["Content-Type"] == "font/woff2"


def test_a_request_under_way_is_answered_before_the_server_stops(app: Flask) -> None:
    begun = threading.Event()
    page = b"x" * 3_000_000

    @app.get("/slow")
    def slow() -> bytes:
        begun.set()
        time.sleep(0.7)
        return page

    with running(app) as (address, stop), ThreadPoolExecutor(1) as client:
        asked = client.submit(get, f"{address}slow")
        assert begun.wait(5)
        stop()
        assert asked.result() == (200, page)
        with pytest.raises(OSError):  # noqa: PT011  nobody listens any more
            get(f"{address}health")


def test_a_server_waits_no_longer_than_it_may(app: Flask) -> None:
    begun = threading.Event()

    @app.get("/endless")
    def endless() -> str:
        begun.set()
        time.sleep(3)
        return ""

    with running(app, stop_seconds=0.3) as (address, stop), ThreadPoolExecutor(1) as client:
        asked = client.submit(get, f"{address}endless")
        assert begun.wait(5)
        started = time.monotonic()
        stop()
        assert time.monotonic() - started < 2.5
        with pytest.raises(OSError):  # noqa: PT011  the connection is closed
            asked.result()


def test_clients_that_never_finish_do_not_keep_others_waiting(searcher: FakeSearcher) -> None:
    app = create_app(searcher, load_settings(idle_seconds=1, threads=2))
    with running(app) as (address, _):
        port = int(address.rstrip("/").rpartition(":")[2])
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
        for one in slow:
            one.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        started = time.monotonic()
        assert [get(f"{address}health")[0] for _ in range(20)] == [200] * 20
        assert time.monotonic() - started < 1
        time.sleep(2.5)
        get(f"{address}health")  # the next to come has the silent ones looked through
        for one in slow:
            one.settimeout(5)
            assert one.recv(100) == b""
            one.close()


def test_a_body_that_is_too_large_is_refused(app: Flask) -> None:
    with running(app) as (address, _):
        asked = Request(f"{address}api/v1/search", data=b"x" * 100_000, method="POST")
        with pytest.raises(HTTPError) as caught, urlopen(asked, timeout=10):
            pass
        assert caught.value.code == 413
        caught.value.close()


def test_a_server_shuts_down_gracefully(tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    environment = {**os.environ, "PEREPISKA_INDEXES": str(tmp_path), "PEREPISKA_LOG_REQUESTS": "true"}
    command = [sys.executable, "-m", "perepiska", "serve", "--name", NAME, "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        told = iter(process.stderr)
        line = next(line for line in told if "Serving on" in line)
        address = re.findall(r"http://\S+", line)[0]
        assert line == f"Serving on {address}\n"
        assert get(f"{address}search?q=lens")[0] == 200
        process.send_signal(signal.SIGTERM)
        rest = "".join(told)
        assert process.wait(10) == 0
    assert '"route": "/search"' in rest
    assert "lens" not in rest
    assert rest.endswith("Perepiska stopped.\n")
