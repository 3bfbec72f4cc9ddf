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
    anonymous, mapped = (int(fields[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return anonymous, mapped


def resident(pid: int | None = None) -> str:
    """Megabytes resident: a process's own memory, and what it has mapped of files (Linux)."""
    anonymous, mapped = _resident(pid)
    return f"{anonymous + mapped:.0f} MB resident ({anonymous:.0f} own, {mapped:.0f} of files)"
