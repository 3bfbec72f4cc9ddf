"""Optional parts of a result or page: a part that fails is omitted and its error logged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from corpus.errors import EngineMissing, IndexDamaged, IndexMissing

T = TypeVar("T")
D = TypeVar("D")
log = logging.getLogger(__name__)
CAUSES_LOGGED_MAX = 1000
_logged: set[tuple[str, str]] = set()
_missing: ContextVar[list[str] | None] = ContextVar("missing", default=None)


def optional(part: str, make: Callable[[], T], default: D) -> T | D:
    """Return ``make()``, or ``default`` if it raises; each distinct error is logged once.

    The name ``part`` is reported to the enclosing ``collect_failed_parts``, if there is one.

    Raises:
        IndexDamaged, IndexMissing, EngineMissing: the index as a whole cannot be used.
    """
    try:
        return make()
    except (IndexDamaged, IndexMissing, EngineMissing):
        raise
    except Exception as error:
        missing = _missing.get()
        if missing is not None:
            missing.append(part)
        _log_once(part, error)
        return default


@contextmanager
def collect_failed_parts() -> Iterator[list[str]]:
    """Context manager that collects the names of the optional parts that fail inside it, in a list.

    Contexts nest: an outer context also receives the names that an inner one collected.
    """
    names: list[str] = []
    outer = _missing.get()
    token = _missing.set(names)
    try:
        yield names
    finally:
        _missing.reset(token)
        if outer is not None:
            outer.extend(names)


def _log_once(part: str, error: Exception) -> None:
    """Log an error unless it has been logged before, or ``CAUSES_LOGGED_MAX`` others have."""
    cause = (part, f"{type(error).__name__}: {error}")
    if cause not in _logged and len(_logged) < CAUSES_LOGGED_MAX:
        _logged.add(cause)
        log.error("Failed part: %s", part, exc_info=error)
