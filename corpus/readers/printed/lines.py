"""Lines of a printed source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source with its number, counted from 1."""

    number: int
    text: str


def split_lines(text: str) -> tuple[Line, ...]:
    """Number the lines of a source, whatever ends them; nothing else counts as an end of line."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(Line(number, line) for number, line in enumerate(unified.split("\n"), start=1))
