"""What the benchmarks have in common: percentiles, and the memory of a process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def percentiles(milliseconds: Sequence[float]) -> str:
    """Median, 95th and 99th percentile of some times."""
    times = sorted(milliseconds)
    p50, p95, p99 = (times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.95, 0.99))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"


def resident_megabytes(pid: int | None = None) -> float:
    """Megabytes resident, a process's own and what it has mapped of files (Linux)."""
    return sum(_resident(pid))


def _resident(pid: int | None) -> tuple[float, float]:
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid or 'self'}/status").read_text().splitlines()
    )
    own, mapped = (int(fields[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return own, mapped


def resident(pid: int | None = None) -> str:
    """Megabytes resident: a process's own memory, and what it has mapped of files (Linux)."""
    own, mapped = _resident(pid)
    return f"{own + mapped:.0f} MB resident ({own:.0f} own, {mapped:.0f} of files)"
