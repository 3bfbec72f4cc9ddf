"""One trial of adapting a model: what it learns from, how much of it is taken, and what it finds then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from encoders.encoder import SentenceEncoder
from indexer.embeddings import embed
from indexer.held_out import Keeping, Retrieval, general_sentences, keeping, pool_of, retrieve
from indexer.pairs import Pair
from indexer.progress import Steps
from indexer.training import Example, Schedule, Trained, batches_of, train
from store.passages import Passage
from store.settings import Settings
from store.word_vectors import Vectors

SHARES = (0.25, 0.5, 0.75, 1.0)
"""How much of what was learned may be taken."""
POOL = 1000
"""Passages among which those of the choosing pairs are looked for."""
QUERY_WORDS = 48
"""Words of a query that are learned from: people ask in fewer, and notes are long."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that took a share of what was learned, what it finds of some pairs, and what it keeps."""

    share: float
    encoder: SentenceEncoder
    found: Retrieval
    kept: Keeping


class Trial:
    """The passages of an index, and the model to be adapted to them."""

    def __init__(
        self,
        passages: Sequence[Passage],
        base: SentenceEncoder,
        settings: Settings,
        schedule: Schedule,
        steps: Steps,
    ) -> None:
        self._texts = [passage.embedded for passage in passages]
        self._base = base
        self._settings = settings
        self._schedule = schedule
        self._steps = steps

    def learn(self, pairs: Sequence[Pair]) -> Trained:
        """Train on pairs, each with the nearest of its passages as the right one."""
        with self._steps.step("embedding", len(self._texts)):
            before = self._vectors(self._base)
        examples = list(self._examples(pairs, before))
        batches = batches_of(examples, self._schedule)
        with self._steps.step("learning", len(batches)):
            return train(self._base, batches, self._schedule, self._steps.progress)

    def choose(self, trained: Trained, pairs: Sequence[Pair], folder: Path) -> Candidate:
        """Take the share that finds most, among those that keep what they should."""
        with self._steps.step("choosing", len(SHARES)):
            candidates = [self._candidate(trained, share, pairs, folder / f"{share}") for share in SHARES]
        faithful = [one for one in candidates if one.kept.is_enough]
        return max(faithful or candidates[:1], key=lambda one: one.found.mean)

    def judge(self, pairs: Sequence[Pair], encoder: SentenceEncoder) -> Retrieval:
        """Look for the passages of pairs among all."""
        with self._steps.step("judging", len(self._texts)):
            passages = self._vectors(encoder)
        return retrieve(pairs, self._queries(pairs, encoder), passages, range(len(self._texts)))

    @cached_property
    def _general(self) -> Vectors:
        return self._base.read(general_sentences()).vectors

    def _examples(self, pairs: Sequence[Pair], passages: Vectors) -> Iterator[Example]:
        for pair, query in zip(pairs, self._queries(pairs, self._base), strict=True):
            nearest = pair.passages[int(np.argmax(passages[list(pair.passages)] @ query))]
            yield Example(_shortened(pair.query), pair.rest or self._texts[nearest], pair.documents)

    def _candidate(self, trained: Trained, share: float, pairs: Sequence[Pair], folder: Path) -> Candidate:
        trained.save(folder, share)
        encoder = SentenceEncoder(f"{self._base.name}, adapted", folder)
        pool = pool_of(pairs, len(self._texts), POOL, self._schedule.seed)
        texts = self._batches([self._texts[id] for id in pool])
        passages = np.concatenate([encoder.read(some).vectors for some in texts])
        found = retrieve(pairs, self._queries(pairs, encoder), passages, pool)
        kept = keeping(self._general, encoder.read(general_sentences()).vectors)
        self._steps.progress.advance(1)
        return Candidate(share, encoder, found, kept)

    def _queries(self, pairs: Sequence[Pair], encoder: SentenceEncoder) -> Vectors:
        texts = [_shortened(pair.query) for pair in pairs]
        return np.concatenate([encoder.read_queries(some).vectors for some in self._batches(texts)])

    def _vectors(self, encoder: SentenceEncoder) -> Vectors:
        """The vectors of all passages, through the cache."""
        found = embed(
            self._texts,
            encoder,
            self._settings.cache_folder,
            batch_size=self._settings.batch_size,
            progress=self._steps.progress,
        )
        return found.vectors

    def _batches(self, texts: Sequence[str]) -> Iterator[Sequence[str]]:
        size = self._settings.batch_size
        return (texts[start : start + size] for start in range(0, len(texts), size))


def _shortened(query: str) -> str:
    return " ".join(query.split()[:QUERY_WORDS])
