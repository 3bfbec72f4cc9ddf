"""Rate limiting of log messages that clients can cause."""

from __future__ import annotations

import logging
import re
import time
from typing import Final

INTERVAL_SECONDS: Final = 5.0
"""Seconds between two messages of a kind."""
LOGGERS: Final = ("waitress", "waitress.queue", "web.connections")
_PRIVATE: Final = re.compile(r"(?<=serving ).*|(?<=closing channel )<[^>]*>", re.DOTALL)
_KIND_LENGTH: Final = 40
"""Characters at the beginning of a message that identify its kind."""


class LogRateLimit(logging.Filter):
    """A filter that passes the first message of a kind, then one per interval with
    the number of those dropped in between.

    It removes client addresses and requested paths, which waitress includes in its messages.
    """

    def __init__(self, seconds: float = INTERVAL_SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._last: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record passes.

        If so, client and path are removed from its message, and the number of omitted records is added.
        """
        message = _PRIVATE.sub("a client", str(record.msg))
        kind = message[:_KIND_LENGTH]
        now = time.monotonic()
        if now - self._last.get(kind, -self._seconds) < self._seconds:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        self._last[kind] = now
        count = self._left_out.pop(kind, 0)
        record.msg = f"{message} ({count} more of this kind)" if count else message
        return True


def install_log_rate_limit() -> None:
    """Add the filter, unless present, to all loggers whose messages clients can cause."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(log_filter, LogRateLimit) for log_filter in logger.filters):
            logger.addFilter(LogRateLimit())
