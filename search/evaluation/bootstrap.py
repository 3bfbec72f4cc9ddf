"""Confidence intervals of means over questions, by the percentile bootstrap.

Efron, Tibshirani: An Introduction to the Bootstrap (1993), ch. 13; for retrieval Sakai: Evaluating evaluation
metrics based on the bootstrap (SIGIR 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

RESAMPLES = 10_000
CONFIDENCE = 0.95
"""Confidence level of the interval."""
_SEED = 1931


class ConfidenceInterval(NamedTuple):
    """The bounds of a confidence interval."""

    low: float
    high: float


def mean_confidence_interval(values: Sequence[float]) -> ConfidenceInterval:
    """Return the 95 % confidence interval of the mean of some values, (nan, nan) for no values.

    The percentile interval of 10,000 bootstrap samples (Efron, Tibshirani 1993, sec. 13.3). The random seed
    is fixed, so that equal values have equal bounds.
    """
    if not values:
        return ConfidenceInterval(float("nan"), float("nan"))
    sample = np.asarray(values, dtype=np.float64)
    indices = np.random.default_rng(_SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(sample[indices].mean(axis=1), [tail, 100 - tail])
    return ConfidenceInterval(float(low), float(high))
