"""How long work tells where it is; the command line draws it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Follows one step after the other."""

    def start(self, step: str, total: int | None) -> None:
        """A step begins; ``total`` counts what it will go through, None where nobody knows."""

    def advance(self, done: int) -> None:
        """So many more are done."""

    def finish(self) -> None:
        """The step is over, or has failed."""


class NullProgress:
    """Follows nothing."""

    def start(self, step: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, done: int) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""


class StepTimer:
    """Reports steps and keeps how long each took."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[None]:
        """Time what is done inside."""
        started = time.perf_counter()
        self.progress.start(name, total)
        try:
            yield
        finally:
            self.progress.finish()
            self.seconds[name] = time.perf_counter() - started
