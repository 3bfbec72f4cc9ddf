"""A log that a client cannot flood: each kind of message once in some seconds."""

from __future__ import annotations

import logging
import time
from typing import Final

SECONDS: Final = 5.0
"""Between two messages of a kind."""
LOGGERS: Final = ("waitress", "waitress.queue", "web.connections")


class SparseLog(logging.Filter):
    """Lets the first message of a kind pass, then one in ``seconds`` with how many were left out.

    The address that was asked is left out of the server's messages: it may be private, and hold line breaks.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._last: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message passes."""
        kind = str(record.msg)
        now = time.monotonic()
        if now - self._last.get(kind, -self._seconds) < self._seconds:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        self._last[kind] = now
        if kind.partition(" %s")[0].endswith("serving"):
            record.args = ("a request",)
        count = self._left_out.pop(kind, 0)
        if count:
            record.msg = f"{kind} ({count} more of this kind)"
        return True


def limit_log() -> None:
    """Put the filter on all loggers whose messages clients can bring about."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, SparseLog) for one in logger.filters):
            logger.addFilter(SparseLog())
