"""A log that a client cannot flood: each kind of message once in some seconds."""

from __future__ import annotations

import logging
import re
import time
from typing import Final

INTERVAL_SECONDS: Final = 5.0
"""Between two messages of a kind."""
LOGGERS: Final = ("waitress", "waitress.queue", "web.connections")
_PRIVATE: Final = re.compile(r"(?<=serving ).*|(?<=closing channel )<[^>]*>", re.DOTALL)
_KIND_LENGTH: Final = 40
"""Characters at the beginning of a message by which its kind is known."""


class LogRateLimit(logging.Filter):
    """Lets the first message of a kind pass, then one in ``seconds`` with how many were left out.

    Who asked, and the address that was asked, are left out: waitress writes them into its messages.
    """

    def __init__(self, seconds: float = INTERVAL_SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._last: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message passes."""
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
    """Put the filter on all loggers whose messages clients can bring about."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, LogRateLimit) for one in logger.filters):
            logger.addFilter(LogRateLimit())
