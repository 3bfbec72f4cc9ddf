"""File descriptors for connections: the limit of the process is raised, or connections are reduced."""

from __future__ import annotations

import logging
import os
import resource
from typing import Final

log = logging.getLogger(__name__)

RESERVED: Final = 100
"""Descriptors kept free for the files of an index."""
PER_CONNECTION: Final = 2
"""Descriptors per connection: its socket, and the temporary file of a large response."""


def limit_connections(requested: int) -> int:
    """Return the number of connections for which the process has descriptors: 1 to ``requested``.

    The soft limit is raised first, up to the hard limit; if that is not enough, a warning is logged.
    """
    used = len(os.listdir("/dev/fd")) + RESERVED
    allowed = max(1, (_raise_limit(used + PER_CONNECTION * requested) - used) // PER_CONNECTION)
    if allowed < requested:
        log.warning(
            "At most %d connections instead of %d: the limit of open files (ulimit -n) is too low.",
            allowed,
            requested,
        )
    return min(requested, allowed)


def _raise_limit(needed: int) -> int:
    """Raise the soft limit to ``needed`` descriptors if possible; return how many of these are allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft in (resource.RLIM_INFINITY, needed) or soft > needed:
        return needed
    raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    except (OSError, ValueError):
        return soft
    return raised
