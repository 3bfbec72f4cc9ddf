"""The vectors that txtai is given. It wants to ask a function for them, which it imports by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

PASSAGES: list[Any] = []
"""One array: the vectors of all passages, handed out in order while an index is built."""
QUESTION: list[Any] = []
"""The vector of the question that is asked."""
_TAKEN = [0]


def vectors(texts: Sequence[str]) -> Any:
    """The vectors of the next texts, or of the question."""
    if QUESTION:
        return np.asarray(QUESTION, dtype=np.float32)
    first = _TAKEN[0]
    _TAKEN[0] += len(texts)
    return np.asarray(PASSAGES[0][first : _TAKEN[0]], dtype=np.float32)
