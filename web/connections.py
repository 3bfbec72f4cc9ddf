"""Protection of the waitress server against slow, silent, malformed or too many connections.

A request must arrive completely within ``request_seconds`` of its first byte, and a client must read its
response at ``BYTES_PER_SECOND_MIN`` or faster. When all connections or file descriptors are in use, those
that wait for their client are closed, the longest waiting first; never one whose only request is being
served.
"""

from __future__ import annotations

import errno
import heapq
import logging
import sys
import time
from collections.abc import Callable
from socket import socket
from typing import Final

from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser, ParsingError  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]
from waitress.utilities import BadRequest  # type: ignore[import-untyped]

from web.dispatch import LaneDispatcher
from web.headers import CROSS_ORIGIN
from web.problems import PROBLEM_TYPE, http_problem
from web.settings import ServerSettings

log = logging.getLogger(__name__)

BYTES_PER_SECOND_MIN: Final = 1_000
"""The slowest rate, in bytes per second, at which a client may read its response."""
_EXHAUSTED: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE: Final = 0.5
"""Seconds without new connections after the system has refused one."""
_CLOSED_SHARE: Final = 0.05
"""Share of all connections that is closed at once when the limit is exceeded."""
_GRACE: Final = 0.1
"""Seconds a new or idle connection has before it may be closed in favour of another."""
_HEADERS: Final = (
    ("Content-Type", PROBLEM_TYPE),
    ("X-Content-Type-Options", "nosniff"),
    *CROSS_ORIGIN.items(),
)


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """A parser that rejects requests that proxies may read differently or waitress fails on; they get 400."""

    empty: bool

    def received(self, data: bytes) -> int:
        """Consume bytes of a request and return their number; a request of blank lines is an error."""
        consumed: int = super().received(data)
        if self.empty:
            self.empty, self.error = False, BadRequest("Empty request.")
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers.

        Raises:
            ParsingError: a header is malformed, the length is ambiguous, or an HTTP/1.1 request has no Host.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError(str(error)) from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Both Content-Length and Transfer-Encoding are set.")
        if self.version == "1.1" and not self.headers.get("HOST"):
            raise ParsingError("Missing Host header.")
        if self.body_rcv is None:
            self.expect_continue = False


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """The response to a request that waitress rejects before the application sees it: problem+json."""

    def execute(self) -> None:
        """Write the error as problem+json and close the connection."""
        error = self.request.error
        body = http_problem(error.code).model_dump_json(exclude_none=True).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(_HEADERS)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class ClientConnection(HTTPChannel):  # type: ignore[misc]
    """A connection that records how long it has been waiting for its client."""

    parser_class = RequestParser
    error_task_class = ProblemTask

    def __init__(
        self, server: BoundedServer, sock: socket, addr: object, adj: Adjustments, map: dict[int, object]
    ) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self._begun: float | None = None
        self._unread_since: float | None = None
        self._measured = (0.0, 0)
        self._sent = 0
        self.is_postponed = False

    def received(self, data: bytes) -> bool:
        """Pass received bytes to the parser and note when a request begins; return False if discarded."""
        previous = self.request
        accepted: bool = super().received(data)
        if self.request is not previous:
            self._begun = None if self.request is None else time.time()
        return accepted

    def readable(self) -> bool:
        """Return whether more data may be received.

        A postponed request is queued once the client has read the previous response.
        """
        if self.is_postponed and not self.total_outbufs_len:
            self.is_postponed = False
            self.server.add_task(self)
        readable: bool = super().readable()
        return readable

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send data and return the number of bytes that the socket accepted."""
        sent: int = super().send(data, do_close)
        self._sent += sent
        return sent

    def enforce_timeouts(self, now: float, seconds: float) -> None:
        """Send 408 for a request that is incomplete too long; close if the client reads too slowly.

        Called every second.

        Args:
            now: the time, in seconds since 1970.
            seconds: the time allowed for a request, and over which the rate of reading is measured.
        """
        if self.requests or self.total_outbufs_len:
            self._begun = None if self._begun is None else now
        elif self._begun is not None and now - self._begun > seconds:
            self._send_timeout()
        if not self.total_outbufs_len:
            self._unread_since = None
        elif self._unread_since is None:
            self._unread_since, self._measured = now, (now, self._sent)
        elif now - self._measured[0] > seconds:
            if self._sent - self._measured[1] < BYTES_PER_SECOND_MIN * (now - self._measured[0]):
                self.handle_close()  # ``will_close`` would wait until the client reads
            self._measured = (now, self._sent)

    def waiting_since(self, now: float) -> tuple[bool, float] | None:
        """Return (has an unread response, waiting since) of a connection that may be closed, otherwise None.

        Times are in seconds since 1970. A connection may not be closed while its only request is being
        served, or in the first ``_GRACE`` seconds in which it waits for a request.
        """
        if self._unread_since is not None and self.total_outbufs_len:
            return True, self._unread_since
        if len(self.requests) > 1:  # neither browsers nor proxies pipeline requests
            return False, self.creation_time
        if self.requests or self.total_outbufs_len or self.close_when_flushed:
            return None
        since = self.last_activity if self._begun is None else self._begun
        return (False, since) if now - since > _GRACE else None

    def _send_timeout(self) -> None:
        """Append a 408 response to the output; the connection closes after it."""
        body = http_problem(408).model_dump_json(exclude_none=True).encode()
        lines = ["HTTP/1.1 408 Request Timeout", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in _HEADERS]
        response = "\r\n".join((*lines, "", "")).encode() + body
        with self.outbuf_lock:
            self.outbufs[-1].append(response)
            self.total_outbufs_len += len(response)
        self._begun = None
        self.close_when_flushed = True


class BoundedServer(TcpWSGIServer):  # type: ignore[misc]
    """A waitress server with a limit on connections that closes waiting ones in favour of new ones."""

    channel_class = ClientConnection

    def __init__(
        self, application: Callable[..., object], settings: ServerSettings, listening: socket
    ) -> None:
        self._connections_max = settings.connections_max
        self._request_seconds = settings.request_seconds
        self._paused_until = 0.0
        adjustments = Adjustments(
            sockets=[listening],
            channel_request_lookahead=1,  # detects clients that leave while their request waits
            connection_limit=sys.maxsize,
            channel_timeout=settings.idle_seconds,
            cleanup_interval=1,
            max_request_header_size=settings.request_head_max_bytes,
            max_request_body_size=settings.body_max_bytes,
            outbuf_high_watermark=sys.maxsize,  # no worker thread waits for a client: see ``add_task``
            ident=None,
            clear_untrusted_proxy_headers=False,
        )
        super().__init__(
            application,
            map={},
            _sock=listening,
            dispatcher=LaneDispatcher(settings.threads, settings.trusted_proxies),
            adj=adjustments,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def add_task(self, channel: ClientConnection) -> None:
        """Queue a connection's request, but only once the client has read the previous response."""
        if channel.total_outbufs_len:
            channel.is_postponed = True
            self.pull_trigger()
        else:
            super().add_task(channel)

    def maintenance(self, now: float) -> None:
        """Close idle connections and enforce the time limits of others; ``now`` is in seconds since 1970."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            channel.enforce_timeouts(now, self._request_seconds)

    def readable(self) -> bool:
        """Return whether a connection can be accepted: fewer than the limit are open, or one may be closed.

        For ``_PAUSE`` seconds after the system has refused one, none can.
        """
        accepting: bool = super().readable()
        now = time.time()
        if not accepting or now < self._paused_until:
            return False
        is_full = len(self.active_channels) >= self._connections_max
        return not is_full or any(channel.waiting_since(now) for channel in self.active_channels.values())

    def accept(self) -> tuple[socket, object] | None:
        """Accept a connection and return its socket and address; None if there is none.

        If the system lacks descriptors or memory, some waiting connections are closed, and new ones wait for
        ``_PAUSE`` seconds.

        Raises:
            OSError: accepting fails for another reason.
        """
        try:
            accepted: tuple[socket, object] | None = super().accept()
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            self._paused_until = time.time() + _PAUSE
            log.warning("Cannot accept connections: %s.", error.strerror)
            self._close_longest_waiting()
            return None
        return accepted

    def handle_accept(self) -> None:
        """Accept a connection, then close others if there are too many.

        They are closed last, because the new one could otherwise reuse a descriptor with pending events.
        """
        super().handle_accept()
        if len(self.active_channels) > self._connections_max:
            log.warning("All %d connections are in use; closing those idle longest.", self._connections_max)
            self._close_longest_waiting()

    def _close_longest_waiting(self) -> None:
        """Close connections that have waited longest for their client: either slow readers or slow senders.

        The share ``_CLOSED_SHARE`` of the limit is closed, at least one. The more numerous kind is closed, so
        that an attack of one kind closes no honest client of the other.
        """
        readers: list[tuple[float, int]] = []
        senders: list[tuple[float, int]] = []
        now = time.time()
        for fd, channel in self.active_channels.items():
            waiting = channel.waiting_since(now)
            if waiting:
                (readers if waiting[0] else senders).append((waiting[1], fd))
        count = max(1, int(self._connections_max * _CLOSED_SHARE))
        for _, fd in heapq.nsmallest(count, readers if len(readers) > len(senders) else senders):
            self.active_channels[fd].handle_close()
