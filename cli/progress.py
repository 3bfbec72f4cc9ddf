"""Progress bars for long operations."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress
from rich.text import Text


class RateColumn(ProgressColumn):
    """A column with the number of items per second."""

    def render(self, task: Task) -> Text:
        """Return the current rate; empty while it is unknown, and for a task of at most one item."""
        return Text(f"{task.speed:,.0f}/s" if task.speed and task.total and task.total > 1 else "")


class ProgressBar:
    """A progress bar on stderr for each step of a build: items done, rate and time remaining.

    Implements ``Progress``.
    """

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(),
        )
        self._console = Console(stderr=True)
        self._columns = columns
        self._bar: RichProgress | None = None

    def start(self, step: str, total: int | None) -> None:
        """Begin a step on a new line; ``total`` is its number of items, None if unknown."""
        self._bar = RichProgress(*self._columns, console=self._console)
        self._task = self._bar.add_task(f"{step:<14}", total=total)
        self._is_counted = total is not None
        self._bar.start()

    def advance(self, done: int) -> None:
        """Add ``done`` items to those that are done."""
        if self._bar:
            self._bar.advance(self._task, done)

    def finish(self) -> None:
        """End the step; a bar whose total is unknown is shown as complete."""
        if self._bar:
            if not self._is_counted:
                self._bar.update(self._task, total=1, completed=1)
            self._bar.stop()
