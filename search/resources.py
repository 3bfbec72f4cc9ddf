"""What a process that answers takes of its machine: threads, looks for garbage, the cache of files."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

COLLECTED_AFTER = (50_000, 20, 50)
"""Objects, then rounds, after which the garbage collector looks for cycles (its own are 700, 10, 10)."""
CACHED_SHARE = 0.5
"""Of the machine's memory, what the files of an index may take of the system's cache when a server starts."""
SWITCH_SECONDS = 0.001
_CHUNK = 1 << 20


def spare() -> None:
    """Keep linear algebra to one thread, and the collector from looking through what is just being loaded.

    To be called before numpy is imported. A question's matrices are small: threads that wait for each other
    by spinning cost more than they save, and on a busy machine seconds.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*COLLECTED_AFTER)


def switch_often() -> None:
    """Let threads that compute hand the interpreter on after a millisecond, not after five.

    What asks for health waits for each of them several times.
    """
    sys.setswitchinterval(SWITCH_SECONDS)


def keep_near(paths: Iterable[Path], memory: int | None = None) -> list[Path]:
    """Read files once, so that they lie in the system's cache and no question waits for the disk.

    The smallest come first; those that would take more than their share of memory are left alone, and so is
    what cannot be read: whoever needs it will say so.

    Args:
        memory: bytes, by default all that the machine has.

    Returns:
        What was read.
    """
    room = CACHED_SHARE * (memory or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    read = []
    for size, path in sorted((path.stat().st_size, path) for path in paths if path.is_file()):
        room -= size
        if room < 0:
            break
        with suppress(OSError), path.open("rb", buffering=0) as file:
            while file.read(_CHUNK):
                pass
            read.append(path)
    return read
