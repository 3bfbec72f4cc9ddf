"""How sure a mean over questions is: percentile bootstrap.

Efron, Tibshirani: An Introduction to the Bootstrap (1993), ch. 13; for retrieval Sakai: Evaluating evaluation
metrics based on the bootstrap (SIGIR 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

RESAMPLES = 10_000
CONFIDENCE = 0.95
_SEED = 1931


class ConfidenceInterval(NamedTuple):
    """The bounds between which a mean lies with the confidence asked for."""

    low: float
    high: float


def mean_confidence_interval(values: Sequence[float]) -> ConfidenceInterval:
    """The 95 % interval of a mean; the same values give the same bounds. Of nothing it is (nan, nan)."""
    if not values:
        return ConfidenceInterval(float("nan"), float("nan"))
    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(sample[drawn].mean(axis=1), [tail, 100 - tail])
    return ConfidenceInterval(float(low), float(high))
