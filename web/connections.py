"""Connections of clients that are slow, silent, malformed or too many; waitress does the rest.

A request has ``request_seconds`` from its first byte to come whole; a response that waits must be taken at
``SLOWEST`` bytes a second. Where all connections are taken, or no descriptor is left, those are closed that
wait for their client, the longest waiting first, never those whose request is being answered.
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
"""Bytes a second that a client must take of its response."""
_EXHAUSTED: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE: Final = 0.5
"""Seconds without new connections after the system has refused one."""
_CLOSED_SHARE: Final = 0.05
"""Share of the connections that is closed where all are taken."""
_GRACE: Final = 0.1
"""Seconds a client has to begin its request before its connection may be closed for another."""
_HEADERS: Final = (
    ("Content-Type", PROBLEM_TYPE),
    ("X-Content-Type-Options", "nosniff"),
    *CROSS_ORIGIN.items(),
)


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Answers 400 to requests that proxies may read differently, or that waitress trips over."""

    empty: bool

    def received(self, data: bytes) -> int:
        """Take bytes of a request; blank lines are none."""
        consumed: int = super().received(data)
        if self.empty:
            self.empty, self.error = False, BadRequest("There is no request.")
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError(str(error)) from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length beside Transfer-Encoding.")
        if self.version == "1.1" and not self.headers.get("HOST"):
            raise ParsingError("There is no Host.")
        if self.body_rcv is None:
            self.expect_continue = False


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what the application never sees, as it would: with problem+json."""

    def execute(self) -> None:
        """Write the answer; the connection is closed after it."""
        error = self.request.error
        body = http_problem(error.code).model_dump_json(exclude_none=True).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(_HEADERS)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class ClientConnection(HTTPChannel):  # type: ignore[misc]
    """A connection that knows for how long it has been waiting for its client."""

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
        """Take what the client sent, and note when a request begins."""
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before:
            self._begun = None if self.request is None else time.time()
        return taken

    def readable(self) -> bool:
        """Whether more may be received; a request that was postponed goes on when its turn has come."""
        if self.is_postponed and not self.total_outbufs_len:
            self.is_postponed = False
            self.server.add_task(self)
        readable: bool = super().readable()
        return readable

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the client takes."""
        sent: int = super().send(data, do_close)
        self._sent += sent
        return sent

    def enforce_timeouts(self, now: float, seconds: float) -> None:
        """Close the connection where its client has had its time; to be called every second."""
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
                self.handle_close()  # at once: ``will_close`` waits until the client takes something
            self._measured = (now, self._sent)

    def waiting_since(self, now: float) -> tuple[bool, float] | None:
        """Whether its client takes a response, and since when it waits for it; None: not to be closed."""
        if self._unread_since is not None and self.total_outbufs_len:
            return True, self._unread_since
        if len(self.requests) > 1:  # more than it can be answered: neither browsers nor proxies send them so
            return False, self.creation_time
        if self.requests or self.total_outbufs_len or self.close_when_flushed:
            return None
        since = self.last_activity if self._begun is None else self._begun
        return (False, since) if now - since > _GRACE else None

    def _send_timeout(self) -> None:
        body = http_problem(408).model_dump_json(exclude_none=True).encode()
        lines = ["HTTP/1.1 408 Request Timeout", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in _HEADERS]
        answer = "\r\n".join((*lines, "", "")).encode() + body
        with self.outbuf_lock:
            self.outbufs[-1].append(answer)
            self.total_outbufs_len += len(answer)
        self._begun = None
        self.close_when_flushed = True


class BoundedServer(TcpWSGIServer):  # type: ignore[misc]
    """Takes new connections as long as there is one to close for them."""

    channel_class = ClientConnection

    def __init__(
        self, application: Callable[..., object], settings: ServerSettings, listening: socket
    ) -> None:
        self._connections_max = settings.connections_max
        self._request_seconds = settings.request_seconds
        self._paused_until = 0.0
        adjustments = Adjustments(
            sockets=[listening],
            channel_request_lookahead=1,  # so that a client that leaves while its request waits is noticed
            connection_limit=sys.maxsize,
            channel_timeout=settings.idle_seconds,
            cleanup_interval=1,
            max_request_header_size=settings.request_head_max_bytes,
            max_request_body_size=settings.body_max_bytes,
            outbuf_high_watermark=sys.maxsize,  # no thread waits for a client: see ``add_task``
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
        """Have a request answered; not before the client has taken the response to the one before it."""
        if channel.total_outbufs_len:
            channel.is_postponed = True
            self.pull_trigger()
        else:
            super().add_task(channel)

    def maintenance(self, now: float) -> None:
        """Close the connections of clients that are silent or slow."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            channel.enforce_timeouts(now, self._request_seconds)

    def readable(self) -> bool:
        """Whether a new connection can be taken."""
        accepting: bool = super().readable()
        now = time.time()
        if not accepting or now < self._paused_until:
            return False
        is_full = len(self.active_channels) >= self._connections_max
        return not is_full or any(one.waiting_since(now) for one in self.active_channels.values())

    def accept(self) -> tuple[socket, object] | None:
        """Take a connection; none for a moment where the system has no descriptor for it."""
        try:
            taken: tuple[socket, object] | None = super().accept()
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            self._paused_until = time.time() + _PAUSE
            log.warning("No connection can be taken: %s.", error.strerror)
            self._close_longest_waiting()
            return None
        return taken

    def handle_accept(self) -> None:
        """Take a connection, then close others where there are too many.

        They are closed last, or the new one could be given a descriptor that still has events to come.
        """
        super().handle_accept()
        if len(self.active_channels) > self._connections_max:
            log.warning(
                "All %d connections are taken; those waiting longest are closed.", self._connections_max
            )
            self._close_longest_waiting()

    def _close_longest_waiting(self) -> None:
        """Close some of the connections that wait for their clients: of those that take, or those that ask.

        The larger of the two gives way: an attack of one kind closes no honest client of the other.
        """
        taking: list[tuple[float, int]] = []
        asking: list[tuple[float, int]] = []
        now = time.time()
        for fd, channel in self.active_channels.items():
            waiting_since = channel.waiting_since(now)
            if waiting_since:
                (taking if waiting_since[0] else asking).append((waiting_since[1], fd))
        count = max(1, int(self._connections_max * _CLOSED_SHARE))
        for _, fd in heapq.nsmallest(count, taking if len(taking) > len(asking) else asking):
            self.active_channels[fd].handle_close()
