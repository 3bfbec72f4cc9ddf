"""A search takes no longer than it may: what is left undone is said, and what was found is given."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which a search that began now should be answered."""

    seconds: float
    _end: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_end", time.monotonic() + self.seconds)

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return time.monotonic() >= self._end
