"""The server: waitress, bounded in connections and silence, that ends what it has begun before it stops."""

from __future__ import annotations

import logging
import signal
import threading
import time
from types import FrameType

import waitress  # type: ignore[import-untyped]
from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer  # type: ignore[import-untyped]

from web.binding import listen
from web.dispatch import LaneDispatcher
from web.room import room_of

log = logging.getLogger(__name__)
_TURN = 0.5
"""Seconds between two looks whether to stop."""


def make_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Bind a server, not yet running; port 0 takes a free one.

    Raises:
        AddressError: there is no such host, or the port cannot be had.
    """
    settings = room_of(app).settings
    server: BaseWSGIServer = waitress.create_server(
        app,
        sockets=[listen(host, port)],
        threads=settings.threads,
        _dispatcher=LaneDispatcher(settings.threads),
        channel_request_lookahead=1,  # so that a client that leaves while its request waits is noticed
        connection_limit=settings.connections_max,
        channel_timeout=settings.idle_seconds,
        cleanup_interval=min(30, settings.idle_seconds),
        max_request_body_size=settings.body_max_bytes,
        ident=None,
        clear_untrusted_proxy_headers=False,
    )
    return server


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until told to stop (SIGTERM or Ctrl-C). The address is logged in one line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    server = make_server(app, host, port)
    log.info("Perepiska answers on http://%s:%s/", host, server.effective_port)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    run(server, stopped, room_of(app).settings.stop_seconds)
    log.info("Perepiska has stopped.")


def run(server: BaseWSGIServer, stopped: threading.Event, stop_seconds: float) -> None:
    """Answer until ``stopped``; then take no new connections, and end the requests under way."""
    channels = server.active_channels
    while not stopped.is_set():
        wasyncore.loop(timeout=_TURN, map=server._map, count=1)
    server.accepting = False
    server.del_channel(server._map)
    server.socket.close()
    end = time.monotonic() + stop_seconds
    while any(_is_busy(channel) for channel in list(channels.values())) and time.monotonic() < end:
        wasyncore.loop(timeout=0.05, map=server._map, count=1)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in list(channels.values()):
        channel.handle_close()
    server.trigger.close()


def _is_busy(channel: object) -> bool:
    """Whether a connection has a request that is not answered to its end."""
    return bool(channel.requests or channel.total_outbufs_len)  # type: ignore[attr-defined]
