"""Attack a server of its own in every known way, and say how an honest client fared meanwhile.

    python benchmarks/attack.py indexes --name book --minutes 2 [--only slow-requests]
    python benchmarks/attack.py indexes --name book --minutes 2 --mixed

For each kind of attack a server is started on a free port with 60 connections, or few open files, and
attacked by many clients at once. Printed are, for one honest client that connects anew each time: requests,
those that failed, median and 99th percentile in milliseconds; and what the hostile clients were answered,
lines of the server's log, and its memory (resident, MB).

With ``--mixed`` a hundred honest clients, each with an address of its own and a question every ten seconds,
are served alone first, then beside clients of every hostile kind, all at once.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

CONNECTIONS: Final = 60
REQUEST_SECONDS: Final = 10
MEMORY: Final = 16 * 2**30
"""Bytes of address space a server may have: ``ulimit -v``."""
FEW_FILES: Final = 200
READERS: Final = 100
READER_SECONDS: Final = 10.0
"""Between two questions of a reader."""
_HOST: Final = b" HTTP/1.1\r\nHost: localhost\r\n"
_WHOLE: Final = _HOST + b"\r\n"


@dataclass(slots=True)
class Target:
    """A server, until when it is attacked, and what it answered."""

    port: int
    end: float
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        """Whether the attack has ended."""
        return time.monotonic() >= self.end

    def connect(self) -> socket.socket:
        """Connect as a client."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)


def _dripping(begun: bytes, piece: bytes, pause: float) -> Callable[[Target], None]:
    """Make a client that sends the beginning of a request, then a piece after each pause, for ever."""

    def attack(target: Target) -> None:
        while not target.is_over:
            with suppress(OSError), target.connect() as connection:
                connection.sendall(begun)
                while not target.is_over:
                    connection.settimeout(pause)
                    try:
                        if not _count(target, connection.recv(4096)):
                            break
                    except TimeoutError:
                        connection.sendall(piece)
            time.sleep(0.05)

    return attack


def _not_reading(requests: bytes) -> Callable[[Target], None]:
    """Make a client that asks and takes nothing of what it is answered."""

    def attack(target: Target) -> None:
        while not target.is_over:
            with suppress(OSError), target.connect() as connection:
                connection.sendall(requests)
                until = min(target.end, time.monotonic() + 2 * REQUEST_SECONDS)
                while time.monotonic() < until:
                    time.sleep(0.5)
            time.sleep(0.05)

    return attack


def _asking(write: Callable[[random.Random], bytes]) -> Callable[[Target], None]:
    """Make a client that sends one request after another, each over a new connection."""

    def attack(target: Target) -> None:
        chance = random.Random(threading.get_ident())
        while not target.is_over:
            with suppress(OSError), target.connect() as connection:
                connection.sendall(write(chance))
                _count(target, connection.recv(4096))
            time.sleep(0.02)

    return attack


def _count(target: Target, answer: bytes) -> bytes:
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    if status:
        target.statuses[status[1].decode()] += 1
    return answer


def _malformed(chance: random.Random) -> bytes:
    lines = [
        b"GET /" + b"a" * 40_000 + _WHOLE,
        b"GET /" + _HOST + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /" + _HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + _HOST + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 300 + b"\r\n\r\n",
        b"GET http://[x" + _WHOLE,
        b"GET /search?q=\xff\xfe" + _WHOLE,
        b"GET /%00/%0d%0a/../..//x" + _WHOLE,
        b"\x00" * 100 + b"\r\n\r\n",
        bytes(chance.randbytes(200)) + b"\r\n\r\n",
    ]
    return chance.choice(lines)


def _misleading(chance: random.Random) -> bytes:
    sign = b"%%%02x" % chance.randrange(256)
    paths = [
        b"/language/de?back=/%09/evil.example",
        b"/language/de?back=" + sign * 20,
        b"/" + sign + b"/evil.json",
        b"/search.atom?q=" + sign,
        b"/search.csv?nothing=" + sign,
        b"/search?q=%22" + sign,
        b"/suggest.json?q=" + sign * 50,
        b"/static/..%2f..%2f" + sign,
    ]
    headers = b"Accept-Language: " + b"a-" * 2_000 + b"\r\nCookie: " + b"x=y;" * 2_000 + b"\r\n"
    method = chance.choice((b"GET", b"HEAD", b"POST", b"OPTIONS", b"FOO%d" % chance.randrange(10**6)))
    return method + b" " + chance.choice(paths) + _HOST + headers + b"Connection: close\r\n\r\n"


_WORDS: Final = [
    "the",
    "of",
    "to",
    "and",
    "in",
    "grain",
    "letter",
    "state",
    "party",
    "telegram",
    "plan",
    "harvest",
]


def _costly(chance: random.Random) -> bytes:
    words = [chance.choice(_WORDS) for _ in range(chance.choice((3, 8, 30)))]
    query = chance.choice(
        [
            f'"{" ".join(words)}"~99',
            f'"{" ".join(["the"] * 30)}"~99',
            " OR ".join(f"{word[:2]}*" for word in words),
            " OR ".join(f"{word}~2" for word in words),
            " OR ".join(f'"{word} the"' for word in words),
            "NOT zzz",
            " ".join(words * 9),
            "\U0001f600" * 900,
        ]
    )
    values = "".join(f"&sender=nobody+{n}" for n in range(chance.choice((0, 0, 40, 700))))
    form = chance.choice(
        ("/search?limit=100&q=", "/api/v1/search?limit=100&include=facets,histogram&q=", "/search.xml?q=")
    )
    return b"GET " + f"{form}{quote(query[:1000])}{values}".encode() + _HOST + b"Connection: close\r\n\r\n"


HOSTILE: Final[dict[str, Callable[[Target], None]]] = {
    "slow-requests": _dripping(b"GET /health" + _HOST + b"X: ", b"y", 2),
    "slow-bodies": _dripping(b"POST /search" + _HOST + b"Content-Length: 60000\r\n\r\n", b"y", 2),
    "blank-lines": _dripping(b"", b"\r\n", 1),
    "silent": _dripping(b"", b"", 1e6),
    "idle-after-one": _dripping(b"GET /health/live" + _WHOLE, b"", 1e6),
    "slow-readers": _not_reading(b"GET /search.jsonl?kind=document" + _WHOLE),
    "rows-unread": _not_reading((b"GET /search.jsonl?kind=document" + _WHOLE) * 20),
    "malformed": _asking(_malformed),
    "misleading": _asking(_misleading),
    "costly": _asking(_costly),
}
"""Clients that mean harm, by name; each goes on until its target's time is over."""


def _timed(port: int, path: str, address: str = "127.0.0.1") -> tuple[str, float]:
    """Ask once over a new connection: the status, or the kind of error, and the milliseconds it took."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        status = str(response.status)
    except (OSError, HTTPException) as error:
        status = type(error).__name__
    finally:
        connection.close()
    return status, (time.monotonic() - began) * 1000


class Honest(threading.Thread):
    """Connects anew for each request; every one should be answered with 200."""

    def __init__(self, port: int, end: float) -> None:
        super().__init__(daemon=True)
        self._port, self._end = port, end
        self.milliseconds: list[float] = []
        self.failures: Counter[str] = Counter()

    def run(self) -> None:
        """Ask until the time is over."""
        paths = ("/health/live", "/api/v1/search?q=grain&mode=keyword", "/api/v1/editions", "/")
        while time.monotonic() < self._end:
            status, taken = _timed(self._port, paths[len(self.milliseconds) % len(paths)])
            if status != "200":
                self.failures[status] += 1
            self.milliseconds.append(taken)
            time.sleep(0.05)


@contextmanager
def server(indexes: Path, name: str, log: Path, files: int | None = None) -> Iterator[tuple[int, int]]:
    """The port and the process id of a server of its own.

    Args:
        files: the most it may open.
    """

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    settings = {
        "PEREPISKA_INDEXES": str(indexes),
        "PEREPISKA_CONNECTIONS_MAX": str(1000 if files else CONNECTIONS),
        "PEREPISKA_REQUEST_SECONDS": str(REQUEST_SECONDS),
    }
    command = [sys.executable, "-m", "perepiska", "serve", "--name", name, "--port", "0"]
    with log.open("w") as errors:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=errors, preexec_fn=bound)
    try:
        yield _port_in(log, process), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _port_in(log: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text("utf-8"))
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"The server did not start: {log.read_text('utf-8')}")


def attack(
    indexes: Path, name: str, kind: str, seconds: float, clients: int, files: int | None = None
) -> str:
    """Attack a new server in one way; a line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with server(indexes, name, log, files) as (port, pid):
            end = time.monotonic() + seconds
            target, honest = Target(port, end), Honest(port, end)
            hostile = [
                threading.Thread(target=HOSTILE[kind], args=(target,), daemon=True) for _ in range(clients)
            ]
            for thread in (*hostile, honest):
                thread.start()
            honest.join()
            memory = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
        lines = len(log.read_text("utf-8").splitlines())
    times = sorted(honest.milliseconds)
    p50, p99 = (times[int(len(times) * share)] for share in (0.5, 0.99))
    answered = " ".join(f"{status}:{count}" for status, count in sorted(target.statuses.items())) or "–"
    failed = sum(honest.failures.values())
    reasons = f" ({', '.join(honest.failures)})" if failed else ""
    label = f"{kind}, {files} files" if files else kind
    return (
        f"| {label} | {clients} | {len(times)} | {failed}{reasons} | {p50:.0f} | {p99:.0f} | {answered} |"
        f" {lines} | {memory:.0f} |"
    )


class Reader(threading.Thread):
    """An honest client with an address of its own: a question every few seconds."""

    def __init__(self, port: int, end: float, number: int) -> None:
        super().__init__(daemon=True)
        self._port, self._end = port, end
        self._address = f"127.0.1.{number + 1}"
        self._chance = random.Random(number)
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    def run(self) -> None:
        """Ask until the time is over, beginning at a moment of its own."""
        time.sleep(self._chance.uniform(0, READER_SECONDS))
        while time.monotonic() < self._end:
            status, taken = _timed(self._port, self._question(), self._address)
            self.statuses[status] += 1
            self.milliseconds.append(taken)
            time.sleep(self._chance.uniform(0.5, 1.5) * READER_SECONDS)

    def _question(self) -> str:
        question = (
            " ".join(self._chance.sample(_WORDS[5:], 2)) + f" {self._chance.choice((1931, 1932, 1933))}"
        )
        return self._chance.choice(("/search?q=", "/api/v1/search?include=facets&q=")) + quote(question)


class Watch(threading.Thread):
    """Asks for health ten times a second."""

    def __init__(self, port: int, end: float) -> None:
        super().__init__(daemon=True)
        self._port, self._end = port, end
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    def run(self) -> None:
        """Ask until the time is over."""
        while time.monotonic() < self._end:
            for path in ("/health", "/health/live", "/health/ready"):
                status, taken = _timed(self._port, path)
                self.statuses[status] += 1
                self.milliseconds.append(taken)
            time.sleep(0.1)


def mixed(indexes: Path, name: str, seconds: float, hostile: int) -> str:
    """Serve a hundred readers, and hostile clients of each kind beside them; a line of the table."""
    with tempfile.TemporaryDirectory() as folder, server(indexes, name, Path(folder) / "log") as (port, pid):
        HTTPConnection("127.0.0.1", port, timeout=60).request("GET", "/search?q=warm")
        time.sleep(5)
        end = time.monotonic() + seconds
        target, watch = Target(port, end), Watch(port, end)
        readers = [Reader(port, end, number) for number in range(READERS)]
        attackers = [
            threading.Thread(target=client, args=(target,), daemon=True)
            for client in HOSTILE.values()
            for _ in range(hostile)
        ]
        for thread in (*readers, *attackers, watch):
            thread.start()
        for thread in (*readers, watch):
            thread.join()
        memory = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    times = sorted(time for reader in readers for time in reader.milliseconds)
    statuses = sum((reader.statuses for reader in readers), Counter[str]())
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    health = sorted(watch.milliseconds)
    server_errors = sum(count for status, count in target.statuses.items() if status.startswith("5"))
    return (
        f"| {hostile} of each kind | {len(times)} | {statuses['200'] / len(times):.1%} |"
        f" {p50:.0f} | {p95:.0f} |"
        f" {health[int(len(health) * 0.99)]:.0f} | {health[-1]:.0f} | {dict(watch.statuses)} |"
        f" {server_errors} of {sum(target.statuses.values())} | {memory:.0f} |"
    )


@click.command()
@click.argument("indexes", type=click.Path(path_type=Path, exists=True))
@click.option("--name", default="default", show_default=True)
@click.option("--minutes", default=0.5, show_default=True, help="Time for each kind of attack.")
@click.option("--clients", default=100, show_default=True, help="Hostile clients at once.")
@click.option("--only", multiple=True, type=click.Choice([*HOSTILE, "descriptors"]))
@click.option("--mixed", "is_mixed", is_flag=True, help="Readers alone, then beside all kinds of attack.")
@click.option("--each", default=3, show_default=True, help="Hostile clients of each kind, with --mixed.")
def main(
    indexes: Path, name: str, minutes: float, clients: int, only: tuple[str, ...], is_mixed: bool, each: int
) -> None:
    """Attack a server that answers from an index of INDEXES in every known way."""
    if is_mixed:
        click.echo(
            "| hostile | questions | 200 | p50 ms | p95 ms | health p99 | max | its status | 5xx | MB |"
        )
        click.echo("|---|---|---|---|---|---|---|---|---|---|")
        for count in (0, each):
            click.echo(mixed(indexes, name, minutes * 60, count))
        return
    click.echo("| attack | clients | honest | failed | p50 ms | p99 ms | answered | log lines | MB |")
    click.echo("|---|---|---|---|---|---|---|---|---|")
    for kind in only or (*HOSTILE, "descriptors"):
        if kind == "descriptors":
            line = attack(indexes, name, "silent", minutes * 60, clients * 4, FEW_FILES)
        else:
            line = attack(indexes, name, kind, minutes * 60, clients)
        click.echo(line)


if __name__ == "__main__":
    main()
