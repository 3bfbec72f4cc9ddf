"""Whether a model finds more of documents that it never saw, and what it makes of language at large."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.pairs import Pair
from store.word_vectors import Vectors

HELD_OUT = 0.3
"""Share of the documents that are held out: half to choose by, half to judge by."""
KIND_MOST = 600
"""Pairs of one kind that are learned from: the commonest would drown the others, and time is short."""
CUT = 10
CORRELATION_LEAST = 0.95
CHANGE_MOST = 0.05
_GENERAL = Path(__file__).with_name("general_sentences.txt")
_ONE_SIDED = 1.645
"""Standard errors that a gain must reach to be no chance in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Pairs to learn from, to choose by and to judge by; no document is in two of them."""

    learning: list[Pair]
    choosing: list[Pair]
    judging: list[Pair]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well the passages of pairs were found: one over the rank of the first right one of each."""

    reciprocal_ranks: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean over the pairs."""
        return float(self.reciprocal_ranks.mean()) if len(self.reciprocal_ranks) else 0.0

    @property
    def recall(self) -> float:
        """The share of pairs with a right passage among the first ten."""
        return float((self.reciprocal_ranks >= 1 / CUT).mean()) if len(self.reciprocal_ranks) else 0.0

    def surely_exceeds(self, other: Retrieval) -> bool:
        """Whether the mean is higher by more than chance would have it (paired, one-sided)."""
        gains = self.reciprocal_ranks - other.reciprocal_ranks
        if len(gains) < 2:
            return False
        error = float(gains.std(ddof=1)) / len(gains) ** 0.5
        return bool(gains.mean() > _ONE_SIDED * error)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How far cosines stay: the correlation of old and new ones, and their mean absolute change."""

    correlation: float
    change: float

    @property
    def is_enough(self) -> bool:
        """Whether searches for other things, and thresholds of cosines, will do as before."""
        return self.correlation >= CORRELATION_LEAST and self.change <= CHANGE_MOST


def part_pairs(pairs: Sequence[Pair], seed: int) -> Parts:
    """Part the pairs by documents; one that touches several parts is left out.

    A sentence and its rest are for learning alone: in the index they stand together.
    """
    documents = sorted({document for pair in pairs for document in pair.documents})
    held = random.Random(seed).sample(documents, round(HELD_OUT * len(documents)))
    choosing, judging = set(held[::2]), set(held[1::2])
    made = [pair for pair in pairs if pair.kind != "sentence"]
    return Parts(
        drawn([pair for pair in pairs if pair.documents.isdisjoint(held)], seed),
        [pair for pair in made if pair.documents <= choosing],
        [pair for pair in made if pair.documents <= judging],
    )


def drawn(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """All pairs of each kind, of the commonest so many by lot."""
    chance = random.Random(seed)
    found: list[Pair] = []
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        own = [pair for pair in pairs if pair.kind == kind]
        found += own if len(own) <= KIND_MOST else chance.sample(own, KIND_MOST)
    return found


def retrieve(pairs: Sequence[Pair], queries: Vectors, passages: Vectors, pool: Sequence[int]) -> Retrieval:
    """Look for the passages of each pair among those of the pool, without the ones its query is from.

    Args:
        queries: a row a pair. passages: a row an id of the pool, in its order.
    """
    places = {id: place for place, id in enumerate(pool)}
    found = []
    for pair, query in zip(pairs, queries, strict=True):
        scores = passages @ query
        scores[[places[id] for id in pair.own if id in places]] = -np.inf
        best = max(scores[places[id]] for id in pair.passages)
        found.append(1 / (1 + int((scores > best).sum())))
    return Retrieval(np.array(found, dtype=np.float64))


def pool_of(pairs: Sequence[Pair], count: int, size: int, seed: int) -> list[int]:
    """All passages of the pairs, and others by lot up to a size, of ``count`` passages in all."""
    needed = {id for pair in pairs for id in (*pair.passages, *pair.own)}
    others = [id for id in range(count) if id not in needed]
    wanted = min(len(others), max(0, size - len(needed)))
    return sorted(needed | set(random.Random(seed).sample(others, wanted)))


def general_sentences() -> list[str]:
    """Sentences on everyday matters, each with one of the like meaning, that belong to no edition."""
    return [line for line in _GENERAL.read_text("utf-8").splitlines() if line]


def keeping(before: Vectors, after: Vectors) -> Keeping:
    """Compare the cosines between all pairs of some texts, under two models."""
    pairs = np.triu_indices(len(before), 1)
    old, new = (before @ before.T)[pairs], (after @ after.T)[pairs]
    return Keeping(float(np.corrcoef(old, new)[0, 1]), float(np.abs(new - old).mean()))
