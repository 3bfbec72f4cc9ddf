"""Scheduling of requests by lanes: costly ones never take all threads, and health checks never wait."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import Final, Literal, Protocol
from urllib.parse import unquote_plus

from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

from exports.formats import EXPORT_FORMATS

Lane = Literal["health", "normal", "costly"]
LANES: Final[tuple[Lane, ...]] = ("health", "normal", "costly")
HEALTH_PATHS: Final = ("/health", "/health/live", "/health/ready", "/metrics")
"""Paths of monitoring, which has a thread of its own."""
EXPORT_SUFFIXES: Final = (*(f".{form}" for form in EXPORT_FORMATS), ".atom")
"""Ends of paths that return many units as one file."""
LONG_QUERY: Final = 400
"""Characters of a query string above which a request counts as costly."""
EXPENSIVE_SIGNS: Final = ("*", "~", "limit=100")
"""Parts of a query string that make a search look up many terms or highlight many passages."""


class ParsedRequest(Protocol):
    """A protocol for requests as parsed by waitress; a malformed one may lack any attribute."""

    path: str
    query: str
    headers: dict[str, str]


class RequestTask(Protocol):
    """A protocol for waitress channels with requests to serve."""

    @property
    def requests(self) -> Sequence[ParsedRequest]:
        """The pending requests, in order."""

    @property
    def addr(self) -> tuple[str, int]:
        """The client's address and port."""

    def service(self) -> None:
        """Serve the first request, unless its client has disconnected."""


def lane_of(path: str, query: str) -> Lane:
    """Return the lane of a request by the cost that its path and (encoded) query string suggest."""
    if path in HEALTH_PATHS:
        return "health"
    decoded_query = unquote_plus(query)
    is_expensive = path.endswith(EXPORT_SUFFIXES) or any(sign in decoded_query for sign in EXPENSIVE_SIGNS)
    return "costly" if is_expensive or len(query) > LONG_QUERY else "normal"


class FairQueue:
    """A queue of requests that serves clients in turn, so that one that sends many delays only itself."""

    def __init__(self) -> None:
        self._by_client: OrderedDict[str, deque[RequestTask]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._by_client)

    def append(self, client: str, task: RequestTask) -> None:
        """Add a request behind the client's other requests."""
        self._by_client.setdefault(client, deque()).append(task)

    def popleft(self) -> RequestTask:
        """Remove and return the first request of the client whose turn it is.

        Raises:
            KeyError: the queue is empty.
        """
        client, tasks = self._by_client.popitem(last=False)
        task = tasks.popleft()
        if tasks:
            self._by_client[client] = tasks
        return task


class LaneDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Worker threads: one is reserved for health checks, and at most a quarter serve costly requests.

    Normal requests are served before costly ones; within a lane, clients take turns.
    """

    def __init__(self, threads: int, trusted_proxies: int = 0) -> None:
        super().__init__()
        self._lanes: dict[Lane, FairQueue] = {lane: FairQueue() for lane in LANES}
        self._trusted_proxies = trusted_proxies
        self._costly_max = max(1, threads // 4)
        self._costly = 0
        self.set_thread_count(threads + 1)

    def add_task(self, task: RequestTask) -> None:
        """Queue a request in its lane."""
        client = client_address(task, self._trusted_proxies)
        with self.lock:
            self._lanes[_lane(task)].append(client, task)
            self.queue_cv.notify_all()

    def handler_thread(self, thread_no: int) -> None:
        """Serve requests one by one until shutdown; thread 0 serves health checks only."""
        lanes: tuple[Lane, ...] = ("health",) if thread_no == 0 else ("normal", "costly")
        while True:
            with self.lock:
                self.active_count -= 1
                self.queue_cv.wait_for(lambda: self.stop_count or self._next_lane(lanes))
                self.active_count += 1
                if self.stop_count:
                    self._exit_thread(thread_no)
                    return
                lane = self._next_lane(lanes)
                assert lane is not None
                task = self._lanes[lane].popleft()
                self._costly += lane == "costly"
            self._serve(task)
            if lane == "costly":
                with self.lock:
                    self._costly -= 1
                    self.queue_cv.notify_all()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Stop all threads, waiting at most ``timeout`` seconds; return ``cancel_pending``, as waitress does.

        If ``cancel_pending`` is set, requests not yet started are cancelled.
        """
        with self.lock:
            for queue in self._lanes.values():
                while queue:
                    self.queue.append(queue.popleft())
        return bool(super().shutdown(cancel_pending, timeout))

    def _next_lane(self, lanes: tuple[Lane, ...]) -> Lane | None:
        """Return the lane to serve next; None if nothing may be served. The lock must be held."""
        for lane in lanes:
            if self._lanes[lane] and (lane != "costly" or self._costly < self._costly_max):
                return lane
        return None

    def _exit_thread(self, thread_no: int) -> None:
        self.active_count -= 1
        self.stop_count -= 1
        self.threads.discard(thread_no)
        self.thread_exit_cv.notify()

    def _serve(self, task: RequestTask) -> None:
        try:
            task.service()
        except BaseException:
            self.logger.exception("Unexpected error while handling %r", task)


def client_address(task: RequestTask, trusted_proxies: int = 0) -> str:
    """Return the client's address, taken from ``X-Forwarded-For`` behind trusted proxies.

    Proxies append to the header, so the entry added by the outermost trusted proxy is ``trusted_proxies``
    places from its end. If there are fewer entries, it is the address of the connection; "" if unknown.
    """
    headers: dict[str, str] = getattr(task.requests[0], "headers", {})
    forwarded = [part.strip() for part in headers.get("X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted_proxies and len(forwarded) >= trusted_proxies:
        return forwarded[-trusted_proxies]
    return str(task.addr[0]) if task.addr else ""


def _lane(task: RequestTask) -> Lane:
    """Return the lane of a task; a malformed request counts as one without path and query."""
    request = task.requests[0]
    return lane_of(getattr(request, "path", ""), getattr(request, "query", ""))
