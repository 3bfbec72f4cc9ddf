"""Tuning of the Python process: BLAS threads, garbage collection and thread switching."""

from __future__ import annotations

import gc
import os
import sys

GC_THRESHOLDS = (50_000, 20, 50)
"""Thresholds of the garbage collector's three generations; Python's defaults are 700, 10, 10."""
SWITCH_SECONDS = 0.001
"""Interval after which a running thread releases the interpreter lock, in seconds; Python's default is
0.005."""


def configure_runtime() -> None:
    """Limit BLAS to one thread and make garbage collections rare while the index is loaded.

    Must be called before numpy is imported. The matrices of a query are small: BLAS threads that spin while
    they wait for each other cost more time than they save, on a busy machine seconds.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*GC_THRESHOLDS)


def shorten_switch_interval() -> None:
    """Make computing threads release the interpreter lock every millisecond, for fast health checks."""
    sys.setswitchinterval(SWITCH_SECONDS)
