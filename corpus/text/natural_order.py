"""The order of labels with numbers as a reader expects it: "d. 9" before "d. 10". Pure."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([0-9]+)")


def natural_key(label: str) -> tuple[tuple[int, str], ...]:
    """Return the key by which labels are sorted: numbers by value, whatever is between them by letter."""
    parts = _NUMBER.split(label.casefold())
    return tuple(
        (len(digits := part.lstrip("0")) + 1, digits) if index % 2 else (0, part)
        for index, part in enumerate(parts)
    )
