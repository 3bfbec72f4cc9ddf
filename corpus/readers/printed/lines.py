"""Lines of a printed source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source with its number, counted from 1."""

    number: int
    text: str
