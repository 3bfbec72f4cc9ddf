"""Progress reporting for long operations; the command line displays it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """A protocol for receivers of the progress of consecutive steps."""

    def start(self, step: str, total: int | None) -> None:
        """Begin a step; ``total`` is its number of items, None if unknown."""

    def advance(self, done: int) -> None:
        """Report that ``done`` more items have been processed."""

    def finish(self) -> None:
        """End the step, whether it succeeded or failed."""


class NullProgress:
    """A receiver that ignores all progress."""

    def start(self, step: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, done: int) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""


class StepTimer:
    """A timer that reports steps to ``progress`` and records their durations, by name, in ``seconds``."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[None]:
        """Report and time the step that runs inside the context."""
        started = time.perf_counter()
        self.progress.start(name, total)
        try:
            yield
        finally:
            self.progress.finish()
            self.seconds[name] = time.perf_counter() - started
