"""The vectors for txtai, which gets them from a function that it imports by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

PASSAGES: list[Any] = []
"""One array: the vectors of all passages, returned in order while an index is built."""
QUESTION: list[Any] = []
"""The vector of the current question."""
_POSITION = [0]


def vectors(texts: Sequence[str]) -> Any:
    """Return the vectors of the next texts, or of the question."""
    if QUESTION:
        return np.asarray(QUESTION, dtype=np.float32)
    first = _POSITION[0]
    _POSITION[0] += len(texts)
    return np.asarray(PASSAGES[0][first : _POSITION[0]], dtype=np.float32)
