"""The descriptors that connections need: raised to what the system allows, else fewer connections."""

from __future__ import annotations

import logging
import os
import resource
from typing import Final

log = logging.getLogger(__name__)

RESERVED: Final = 100
"""Descriptors for the files of an index, whichever is opened when."""
PER_CONNECTION: Final = 2
"""Descriptors of a connection: its own, and the temporary file of a large response."""


def limit_connections(wanted: int) -> int:
    """Return how many connections the descriptors of this process allow, at most ``wanted``.

    The soft limit is raised first, as far as it may be; where that is not enough, a line of the log says so.
    """
    kept = len(os.listdir("/dev/fd")) + RESERVED
    allowed = max(1, (_raise_limit(kept + PER_CONNECTION * wanted) - kept) // PER_CONNECTION)
    if allowed < wanted:
        log.warning(
            "At most %d connections instead of %d: the system allows no more open files (ulimit -n).",
            allowed,
            wanted,
        )
    return min(wanted, allowed)


def _raise_limit(needed: int) -> int:
    """Raise the soft limit to what is needed, and return what it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft in (resource.RLIM_INFINITY, needed) or soft > needed:
        return needed
    raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    except (OSError, ValueError):
        return soft
    return raised
