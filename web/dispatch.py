"""Which request a thread takes next, so that costly ones never hold all threads and health never waits."""

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
"""What watches over the server; it has a thread of its own."""
EXPORT_SUFFIXES: Final = (*(f".{form}" for form in EXPORT_FORMATS), ".atom")
"""Endings of addresses that give many units as one file."""
LONG_QUERY: Final = 400
"""Characters of a query string from which on a request counts as costly."""
EXPENSIVE_SIGNS: Final = ("*", "~", "limit=100")
"""What makes a search look up many words or mark many passages."""


class ParsedRequest(Protocol):
    """What waitress has parsed of a request; one that could not be parsed may lack any of it."""

    path: str
    query: str
    headers: dict[str, str]


class RequestTask(Protocol):
    """A connection of waitress with a request to be answered."""

    @property
    def requests(self) -> Sequence[ParsedRequest]:
        """What is to be answered, one after the other."""

    @property
    def addr(self) -> tuple[str, int]:
        """Who asks."""

    def service(self) -> None:
        """Answer the request, unless its client has gone."""


def lane_of(path: str, query: str) -> Lane:
    """Return the lane of a request, by what its address promises to cost."""
    if path in HEALTH_PATHS:
        return "health"
    asked = unquote_plus(query)
    is_wide = path.endswith(EXPORT_SUFFIXES) or any(sign in asked for sign in EXPENSIVE_SIGNS)
    return "costly" if is_wide or len(query) > LONG_QUERY else "normal"


class FairQueue:
    """Requests that wait, taken from each client in turn: who sends many waits behind its own, not others."""

    def __init__(self) -> None:
        self._by_client: OrderedDict[str, deque[RequestTask]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._by_client)

    def append(self, client: str, task: RequestTask) -> None:
        """Put a request behind the others of its client."""
        self._by_client.setdefault(client, deque()).append(task)

    def popleft(self) -> RequestTask:
        """Take the first request of the client whose turn it is."""
        client, tasks = self._by_client.popitem(last=False)
        task = tasks.popleft()
        if tasks:
            self._by_client[client] = tasks
        return task


class LaneDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that answer requests, of which one is kept for health and at most a quarter take costly ones.

    Usual requests go before costly ones; in each lane clients take turns.
    """

    def __init__(self, threads: int, trusted_proxies: int = 0) -> None:
        super().__init__()
        self._lanes: dict[Lane, FairQueue] = {lane: FairQueue() for lane in LANES}
        self._trusted_proxies = trusted_proxies
        self._costly_max = max(1, threads // 4)
        self._costly = 0
        self.set_thread_count(threads + 1)

    def add_task(self, task: RequestTask) -> None:
        """Put a request into its lane."""
        client = client_address(task, self._trusted_proxies)
        with self.lock:
            self._lanes[_lane(task)].append(client, task)
            self.queue_cv.notify_all()

    def handler_thread(self, thread_no: int) -> None:
        """Answer one request after the other, until told to stop; thread 0 answers those of health alone."""
        taken: tuple[Lane, ...] = ("health",) if thread_no == 0 else ("normal", "costly")
        while True:
            with self.lock:
                self.active_count -= 1
                self.queue_cv.wait_for(lambda: self.stop_count or self._next_lane(taken))
                self.active_count += 1
                if self.stop_count:
                    self._exit_thread(thread_no)
                    return
                lane = self._next_lane(taken)
                assert lane is not None
                task = self._lanes[lane].popleft()
                self._costly += lane == "costly"
            self._serve(task)
            if lane == "costly":
                with self.lock:
                    self._costly -= 1
                    self.queue_cv.notify_all()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Stop all threads; requests that are not begun are given up."""
        with self.lock:
            for waiting in self._lanes.values():
                while waiting:
                    self.queue.append(waiting.popleft())
        return bool(super().shutdown(cancel_pending, timeout))

    def _next_lane(self, taken: tuple[Lane, ...]) -> Lane | None:
        """The lane whose request is next; the lock must be held."""
        for lane in taken:
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
            self.logger.exception("Unforeseen error when answering %r", task)


def client_address(task: RequestTask, trusted_proxies: int = 0) -> str:
    """Return the address of who asks: behind proxies that are trusted, what the outermost of them says."""
    headers: dict[str, str] = getattr(task.requests[0], "headers", {})
    forwarded = [part.strip() for part in headers.get("X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted_proxies and len(forwarded) >= trusted_proxies:
        return forwarded[-trusted_proxies]
    return str(task.addr[0]) if task.addr else ""


def _lane(task: RequestTask) -> Lane:
    """The lane of a task; a request that could not be parsed has no address."""
    request = task.requests[0]
    return lane_of(getattr(request, "path", ""), getattr(request, "query", ""))
