"""The server: waitress with limits on connections, size and time, and a graceful shutdown."""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from dataclasses import replace
from socket import socket
from types import FrameType

from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]

from web.connections import BoundedServer
from web.descriptors import limit_connections
from web.log_rate_limit import install_log_rate_limit
from web.site import site_of

log = logging.getLogger(__name__)
_POLL_SECONDS = 0.1
"""Seconds between two checks whether to stop."""


def make_server(app: Flask, listener: socket) -> BoundedServer:
    """Return a server for a listening socket, not yet running; log messages of its clients are limited.

    It has no more connections than the process has file descriptors for.
    """
    install_log_rate_limit()
    settings = site_of(app).settings
    server_settings = replace(settings, connections_max=limit_connections(settings.connections_max))
    return BoundedServer(app, server_settings, listener)


def serve(app: Flask, listener: socket, host: str) -> None:
    """Serve on a socket until SIGTERM or SIGINT; called in the main thread.

    Args:
        host: the host name in the logged address.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    server = make_server(app, listener)
    log.info("Serving on http://%s:%s/", host, server.effective_port)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    run(server, stopped, site_of(app).settings.stop_seconds)
    log.info("Perepiska stopped.")


def freeze_garbage() -> None:
    """Collect garbage, then exempt all remaining objects from garbage collection.

    What is loaded by now lives as long as its generation, and what a search allocates is freed by reference
    counting; without this, the collector would scan all objects every few searches (8 to 50 ms each time).
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def run(server: BoundedServer, stopped: threading.Event, stop_seconds: float) -> None:
    """Serve until ``stopped`` is set; then refuse connections and finish requests within ``stop_seconds``."""
    channels = server.active_channels
    while not stopped.is_set():
        _poll(server, _POLL_SECONDS)
    server.accepting = False
    server.del_channel(server._map)
    server.socket.close()
    end = time.monotonic() + stop_seconds
    while any(_is_busy(channel) for channel in list(channels.values())) and time.monotonic() < end:
        _poll(server, 0.05)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in list(channels.values()):
        channel.handle_close()
    server.trigger.close()


def _poll(server: BoundedServer, seconds: float) -> None:
    """Wait up to ``seconds`` for socket events by ``poll``: ``select`` fails beyond descriptor 1,023."""
    wasyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)


def _is_busy(channel: object) -> bool:
    """Return whether a connection has a request in progress or an unsent response."""
    return bool(channel.requests or channel.total_outbufs_len)  # type: ignore[attr-defined]
