"""Parts that an answer or a page can do without: one that fails is left out and logged."""

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


def optional(part: str, make: Callable[[], T], otherwise: D) -> T | D:
    """Make a part, or give what stands in its place where that fails; each cause is logged once.

    Raises:
        IndexDamaged, IndexMissing, EngineMissing: then nothing of the index can be relied on.
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
        return otherwise


@contextmanager
def collect_failed_parts() -> Iterator[list[str]]:
    """Gather the names of the parts that fail inside; what is gathered outside of it learns of them, too."""
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
    cause = (part, f"{type(error).__name__}: {error}")
    if cause not in _logged and len(_logged) < CAUSES_LOGGED_MAX:
        _logged.add(cause)
        log.error("Left out: %s", part, exc_info=error)
