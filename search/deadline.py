"""The time limit of a search, after which optional steps are skipped."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time ``seconds`` after the creation of the object, on the monotonic clock."""

    seconds: float
    _end: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_end", time.monotonic() + self.seconds)

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self._end
