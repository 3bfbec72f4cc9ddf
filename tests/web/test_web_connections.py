"""Clients that are slow, silent, greedy or malformed: what is closed, and who still gets in."""

from __future__ import annotations

import errno
import json
import logging
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from cli.settings import load_settings
from tests.web.fake_searcher import FakeSearcher
from tests.web.test_web_serving import get, running
from web.app import create_app
from web.descriptors import PER_CONNECTION, RESERVED, limit_connections
from web.log_rate_limit import LogRateLimit

BIG = b"x" * 10_000_000
HALF = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "
WHOLE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
BIG_WHOLE = b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def served(searcher: FakeSearcher, **given: object) -> Iterator[tuple[str, Callable[[], socket.socket]]]:
    """The address of a server with some settings, and what connects to it; all is closed at the end."""
    app = create_app(searcher, load_settings(**given))
    app.add_url_rule("/big", view_func=lambda: BIG)
    with running(app, stop_seconds=1) as (address, _), ExitStack() as stack:
        port = int(address.rstrip("/").rpartition(":")[2])

        def connect() -> socket.socket:
            made = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made

        yield address, connect


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    parts = []
    try:
        while part := connection.recv(1_000_000):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def taken_until(connection: socket.socket, end: bytes) -> bytes:
    """What comes up to an end, on a connection that stays open."""
    taken = b""
    while not taken.endswith(end):
        part = connection.recv(10_000)
        assert part
        taken += part
    return taken


def ask(connection: socket.socket, request: bytes) -> tuple[int, dict[str, object]]:
    """The status and the problem that a request is answered with; the server closes after it."""
    connection.sendall(request)
    head, _, body = answer(connection).partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), json.loads(body)


def drip(connection: socket.socket, piece: bytes, seconds: float) -> float:
    """Send a piece every 0.1 s until the server closes; how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        try:
            connection.sendall(piece)
            connection.settimeout(0.1)
            if not connection.recv(10_000):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (HALF, b"y"),
        (b"", b"\r\n\r\n"),
        (b"", b"\r\n"),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", b"y"),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_request_that_never_ends_is_ended(searcher: FakeSearcher, begun: bytes, piece: bytes) -> None:
    with served(searcher, request_seconds=1) as (_, connect):
        connection = connect()
        connection.sendall(begun)
        assert drip(connection, piece, 8) < 4


def test_a_slow_client_gets_408(searcher: FakeSearcher) -> None:
    with served(searcher, request_seconds=1) as (_, connect):
        status, problem = ask(connect(), HALF)
        assert (status, problem["code"]) == (408, "http-408")


def test_the_time_of_a_request_begins_with_its_first_byte(searcher: FakeSearcher) -> None:
    with served(searcher, request_seconds=1) as (_, connect):
        connection = connect()
        time.sleep(2.2)
        for _ in range(2):
            connection.sendall(WHOLE)
            assert taken_until(connection, b"}}").startswith(b"HTTP/1.1 200")
            time.sleep(2.2)


@pytest.mark.parametrize("sent", [HALF, b"", WHOLE])
def test_honest_clients_get_in_where_all_connections_are_taken(searcher: FakeSearcher, sent: bytes) -> None:
    with served(searcher, connections_max=20) as (address, connect):
        held = [connect() for _ in range(30)]
        for one in held:
            one.sendall(sent)
        time.sleep(0.2)
        started = time.monotonic()
        assert [get(f"{address}health")[0] for _ in range(30)] == [200] * 30
        assert time.monotonic() - started < 3


def test_a_connection_whose_request_is_being_answered_is_not_closed(searcher: FakeSearcher) -> None:
    app = create_app(searcher, load_settings(connections_max=4, threads=2))
    begun, go_on = threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        go_on.wait(10)
        return "done"

    with running(app) as (address, _), ExitStack() as stack:
        port = int(address.rstrip("/").rpartition(":")[2])

        def connect() -> socket.socket:
            return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))

        first = connect()
        first.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert begun.wait(5)
        for _ in range(20):
            connect().sendall(HALF)
        assert get(f"{address}health")[0] == 200
        go_on.set()
        assert answer(first).endswith(b"done")


def test_pipelined_requests_are_closed_for_others(searcher: FakeSearcher) -> None:
    app = create_app(searcher, load_settings(connections_max=4, threads=2))

    @app.get("/slow")
    def slow() -> str:
        time.sleep(0.5)
        return ""

    with running(app) as (address, _), ExitStack() as stack:
        port = int(address.rstrip("/").rpartition(":")[2])
        for _ in range(4):
            greedy = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            greedy.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        time.sleep(0.3)
        started = time.monotonic()
        assert get(f"{address}health")[0] == 200
        assert time.monotonic() - started < 2


def test_a_client_that_has_just_come_is_not_closed_for_another(searcher: FakeSearcher) -> None:
    app = create_app(searcher, load_settings(connections_max=4, threads=2))
    go_on = threading.Event()
    app.add_url_rule("/slow", view_func=lambda: str(go_on.wait(10)))
    with running(app) as (address, _), ExitStack() as stack:
        port = int(address.rstrip("/").rpartition(":")[2])
        asked = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(12)]
        for one in asked:
            one.settimeout(10)
            one.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(1.5)
        go_on.set()
        assert [answer(one).endswith(b"True") for one in asked] == [True] * 12


def test_who_does_not_take_the_response_is_given_up(searcher: FakeSearcher) -> None:
    with served(searcher, request_seconds=1) as (_, connect):
        connection = connect()
        connection.sendall(BIG_WHOLE)
        time.sleep(4)
        assert len(answer(connection)) < len(BIG)


def test_who_takes_the_response_slowly_but_steadily_has_it_whole(searcher: FakeSearcher) -> None:
    with served(searcher, request_seconds=1) as (_, connect):
        connection = connect()
        connection.sendall(BIG_WHOLE)
        taken = 0
        while taken < len(BIG):
            taken += len(connection.recv(200_000))
            time.sleep(0.02)
        assert taken > len(BIG)


def test_requests_in_a_row_whose_responses_nobody_takes_keep_no_thread(searcher: FakeSearcher) -> None:
    with served(searcher, threads=1) as (address, connect):
        for _ in range(3):
            connect().sendall(BIG_WHOLE * 12)
        started = time.monotonic()
        assert get(f"{address}health")[0] == 200
        assert time.monotonic() - started < 2


def test_requests_in_a_row_are_all_answered(searcher: FakeSearcher) -> None:
    with served(searcher) as (_, connect):
        connection = connect()
        last = BIG_WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        connection.sendall(BIG_WHOLE * 2 + WHOLE * 40 + last)
        taken = answer(connection)
        assert taken.count(b"HTTP/1.1 200 OK") == 43
        assert len(taken) > 3 * len(BIG)


def test_slow_readers_are_closed_for_others(searcher: FakeSearcher) -> None:
    with served(searcher, connections_max=6) as (address, connect):
        for _ in range(6):
            connect().sendall(BIG_WHOLE)
        time.sleep(2.5)
        assert get(f"{address}health")[0] == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /?q=" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 400),
        (
            b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET http://[x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /search?q=\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b"nothing\r\n\r\n", 400),
    ],
)
def test_a_malformed_request_is_answered_with_a_problem(
    searcher: FakeSearcher, request_bytes: bytes, status: int
) -> None:
    with served(searcher) as (_, connect):
        found, problem = ask(connect(), request_bytes)
        assert (found, problem["status"], problem["code"]) == (status, status, f"http-{status}")


def test_a_request_without_a_body_waits_for_none(searcher: FakeSearcher) -> None:
    with served(searcher) as (_, connect):
        connection = connect()
        connection.sendall(
            b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
        )
        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_the_longest_head_is_a_setting(searcher: FakeSearcher) -> None:
    with served(searcher, request_head_max_bytes=2000) as (_, connect):
        assert ask(connect(), b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")[0] == 431


def test_descriptors_beyond_a_thousand_are_served(searcher: FakeSearcher) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1_500:
        pytest.skip("the system allows no 1,500 open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1_500), hard))
    with served(searcher) as (address, _), open(os.devnull, "rb") as nothing, ExitStack() as stack:
        for _ in range(1_100):
            stack.callback(os.close, os.dup(nothing.fileno()))
        assert get(f"{address}health")[0] == 200


def test_fewer_connections_where_the_system_allows_fewer_files() -> None:
    script = (
        "import resource, logging; resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160));"
        "logging.basicConfig(format='%(message)s');"
        "from web.descriptors import limit_connections; print(limit_connections(1000), limit_connections(1))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    allowed, few = map(int, done.stdout.split())
    assert 1 <= allowed < 30
    assert few == 1
    assert f"At most {allowed} connections instead of 1000" in done.stderr


def test_the_limit_of_files_is_raised_where_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = [(256, 100_000)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: limits.append(wanted))
    assert limit_connections(1000) == 1000
    assert limits[-1][0] >= 1000 * PER_CONNECTION + RESERVED


def test_a_server_without_descriptors_pauses_and_recovers(
    searcher: FakeSearcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_exhausted = True
    tried = 0
    taken = socket.socket.accept

    def accept(self: socket.socket) -> tuple[socket.socket, object]:
        nonlocal tried
        if is_exhausted:
            tried += 1
            raise OSError(errno.EMFILE, "Too many open files")
        return taken(self)

    with served(searcher) as (address, connect), caplog.at_level(logging.WARNING):
        monkeypatch.setattr(socket.socket, "accept", accept)
        waiting = connect()
        time.sleep(2)
        assert 1 <= tried <= 6
        assert len(caplog.records) <= 2
        is_exhausted = False
        waiting.sendall(WHOLE)
        assert taken_until(waiting, b"}}").startswith(b"HTTP/1.1 200")
        assert get(f"{address}health")[0] == 200


def test_a_log_has_each_kind_of_message_once_in_a_while() -> None:
    sparse = LogRateLimit(seconds=0.05)

    def passes(message: str, *values: object) -> logging.LogRecord | None:
        record = logging.LogRecord("waitress", logging.WARNING, "", 0, message, values, None)
        return record if sparse.filter(record) else None

    assert passes("depth is %d", 1)
    assert not passes("depth is %d", 2)
    assert passes("another")
    time.sleep(0.06)
    again = passes("depth is %d", 3)
    assert again
    assert again.getMessage() == "depth is 3 (1 more of this kind)"


def test_neither_who_asked_nor_what_is_logged() -> None:
    sparse = LogRateLimit()
    messages = [
        "Client disconnected while serving /letters/a\nforged",
        "Client disconnected while serving /letters/b",
        "uncaptured python exception, closing channel <Channel connected 10.0.0.1:99 at 0x1> (Error: x)",
        "uncaptured python exception, closing channel <Channel connected 10.0.0.2:99 at 0x2> (Error: x)",
    ]
    records = [logging.LogRecord("waitress", logging.INFO, "", 0, one, (), None) for one in messages]
    assert [record.getMessage() for record in records if sparse.filter(record)] == [
        "Client disconnected while serving a client",
        "uncaptured python exception, closing channel a client (Error: x)",
    ]


def test_clients_that_leave_fill_no_log(searcher: FakeSearcher, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(searcher, load_settings(threads=2))

    @app.get("/<int:number>/slow")
    def slow(number: int) -> str:
        time.sleep(0.05)
        return str(number)

    with caplog.at_level(logging.INFO), running(app) as (address, _):
        port = int(address.rstrip("/").rpartition(":")[2])
        for number in range(30):
            with socket.create_connection(("127.0.0.1", port)) as leaving:
                leaving.sendall(b"GET /%d/slow HTTP/1.1\r\nHost: x\r\n\r\n" % number)
        assert get(f"{address}health")[0] == 200
        time.sleep(1.5)
    assert len(caplog.records) <= 3
    assert "/slow" not in caplog.text
