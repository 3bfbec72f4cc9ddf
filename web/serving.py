"""The server: waitress, bounded in connections, size and time; it ends what it has begun before it stops."""

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
"""Seconds between two looks whether to stop."""


def make_server(app: Flask, listener: socket) -> BoundedServer:
    """Make a server, not yet running, that answers on a socket."""
    install_log_rate_limit()
    settings = site_of(app).settings
    bound = replace(settings, connections_max=limit_connections(settings.connections_max))
    return BoundedServer(app, bound, listener)


def serve(app: Flask, listener: socket, host: str) -> None:
    """Serve on a socket until told to stop (SIGTERM or Ctrl-C). The address is logged in one line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    server = make_server(app, listener)
    log.info("Perepiska answers on http://%s:%s/", host, server.effective_port)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    run(server, stopped, site_of(app).settings.stop_seconds)
    log.info("Perepiska has stopped.")


def freeze_garbage() -> None:
    """Free what is of no use any more, and hide the rest from the garbage collector.

    What is loaded by now stays as long as its generation answers, and what a search leaves behind is freed by
    counting references: the collector need not look through it all every few searches (8 to 50 ms each time).
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def run(server: BoundedServer, stopped: threading.Event, stop_seconds: float) -> None:
    """Answer until ``stopped``; then take no new connections, and end the requests under way."""
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
    """Wait for what clients do; by ``poll``, for ``select`` knows no descriptor beyond 1,023."""
    wasyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)


def _is_busy(channel: object) -> bool:
    """Whether a connection has a request that is not answered to its end."""
    return bool(channel.requests or channel.total_outbufs_len)  # type: ignore[attr-defined]
