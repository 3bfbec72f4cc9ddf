"""Servers of the tests' own on 127.0.0.1, ended afterwards: a Milvus Lite that speaks gRPC."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

SECONDS = 120
"""How long a server may take to answer, or to end; no test waits for it on an idle machine."""


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """The address of a Milvus Lite in a process of its own, which is asked by gRPC as a cluster is."""
    port = free_port()
    with milvus_process(folder, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def milvus_process(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A Milvus Lite that keeps its data in a folder and listens at a port."""
    if find_spec("milvus_lite") is None:
        pytest.skip("Milvus Lite is not installed")
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(folder / "milvus")]

    def answers() -> bool:
        with socket.socket() as probe:
            probe.settimeout(10)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    with running([*command, "--host", "127.0.0.1", "--port", str(port)]) as server:
        _wait_until(answers, server)
        yield server


@contextmanager
def running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is asked to end afterwards, and made to where it does not."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until(answers: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while not answers():
        assert server.poll() is None, f"{server.args!r} has ended"
        assert time.monotonic() < end, f"{server.args!r} does not answer"
        time.sleep(0.05)
