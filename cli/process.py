"""What a process takes of its machine: threads, and looks for garbage."""

from __future__ import annotations

import gc
import os
import sys

COLLECTED_AFTER = (50_000, 20, 50)
"""Objects, then rounds, after which the garbage collector looks for cycles (its own are 700, 10, 10)."""
SWITCH_SECONDS = 0.001


def configure_runtime() -> None:
    """Keep linear algebra to one thread, and the collector from looking through what is just being loaded.

    To be called before numpy is imported. A question's matrices are small: threads that wait for each other
    by spinning cost more than they save, and on a busy machine seconds.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*COLLECTED_AFTER)


def shorten_switch_interval() -> None:
    """Let threads that compute hand the interpreter on after a millisecond, not after five.

    What asks for health waits for each of them several times.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
