"""The thresholds of the semantic retriever, derived from the index itself.

What a similarity is worth depends on the model and on the edition: two unrelated texts may have a cosine of
0.1 with one model and of 0.75 with another. So the finished index is asked for everyday sentences, which no
edition answers, and what they reach is kept in the manifest as the scale of chance: how similar any unit is
to them, and how similar the best one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from store.layout import CalibrationRecord

if TYPE_CHECKING:
    from search.engines.retrieval import Retrieval

MEMBER_DEVIATIONS: Final = 2.0
"""Standard deviations below the mean cosine of all units with everyday sentences where a unit stops belonging
to a result: it is then less similar than nearly every text that has nothing to do with the query. It depends
on neither the size of an index nor its best units, as the mean best score does."""
FLOOR_DEVIATIONS: Final = 2.5
"""Standard deviations below the mean best similarity of everyday sentences that count as no similarity."""
ANSWER_DEVIATIONS: Final = 2.75
"""Standard deviations above it that the best unit must reach before its sentences are quoted as answers."""
RELATED_DEVIATIONS: Final = 2.5
"""Standard deviations above the mean cosine of all units with everyday sentences that the cosine of a related
unit exceeds."""
_SENTENCES: Final = "everyday_sentences.txt"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of one generation.

    ``cosine_floor``: cosine that the best passage of a similar unit exceeds. ``similarity_floor``: combined
    similarity (cosine and late interaction) that counts as no similarity. ``answer``: combined similarity
    that the best unit must reach before sentences are quoted as answers. ``sentence``: similarity of words
    that the most similar sentence of a hit exceeds. ``related``: cosine that a related unit exceeds.
    ``deviation``: standard deviation of the combined similarity, within which two passages are comparable.
    The defaults are for an index without statistics.
    """

    cosine_floor: float = 0.0
    similarity_floor: float = 0.0
    answer: float = 1.0
    sentence: float = 0.35
    related: float = 0.2
    deviation: float = 0.0

    @classmethod
    def of(cls, record: CalibrationRecord) -> Thresholds:
        """Derive the thresholds from the statistics of a generation."""
        return cls(
            record.cosine_mean - MEMBER_DEVIATIONS * record.cosine_deviation,
            record.similarity_mean - FLOOR_DEVIATIONS * record.similarity_deviation,
            record.similarity_mean + ANSWER_DEVIATIONS * record.similarity_deviation,
            record.similarity_mean,
            record.cosine_mean + RELATED_DEVIATIONS * record.cosine_deviation,
            record.similarity_deviation,
        )


@cache
def everyday_sentences() -> tuple[str, ...]:
    """Return the sentences that an index is calibrated with."""
    text = files("search").joinpath(_SENTENCES).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line)


def calibrate(retrieval: Retrieval, sentences: Sequence[str] | None = None) -> CalibrationRecord:
    """Measure the similarities that everyday sentences reach in an index.

    Raises:
        ModelError: the encoder cannot be loaded.
    """
    measured = [retrieval.scores_of_chance(sentence) for sentence in sentences or everyday_sentences()]
    cosines = np.concatenate([cosines for cosines, _ in measured]).astype(np.float64)
    similarities = np.array([best for _, best in measured], dtype=np.float64)
    return CalibrationRecord(
        len(measured),
        float(cosines.mean()),
        float(cosines.std()),
        float(similarities.mean()),
        float(similarities.std()),
    )
