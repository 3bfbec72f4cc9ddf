"""The base of encoders that distribute batches of passages to several workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np

from encoders.encoder import EncodedTexts, Encoder

E = TypeVar("E", bound=Encoder)


class BatchedEncoder(ABC, Generic[E]):
    """An encoder that distributes passages to workers, in batches of ``worker_batch_size``.

    Queries go to the original encoder.
    """

    def __init__(self, encoder: E, worker_batch_size: int) -> None:
        self.name = encoder.name
        self.checksum = encoder.checksum
        self.dimension = encoder.dimension
        self.max_words = encoder.max_words
        self.original = encoder
        self.worker_batch_size = worker_batch_size

    @property
    @abstractmethod
    def batch_size(self) -> int:
        """The number of texts per call that keeps every worker busy."""

    @abstractmethod
    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Encode batches, each on any free worker, and return the results in the order of the batches."""

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode texts on the workers and return the results as those of one batch, in order."""
        size = self.worker_batch_size
        batches = [texts[first : first + size] for first in range(0, len(texts), size)]
        if not batches:
            return self.original.encode_passages([])
        encoded = self.encode_batches(batches)
        return EncodedTexts(
            np.concatenate([batch.vectors for batch in encoded]),
            tuple(words for batch in encoded for words in batch.words),
        )

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode queries with the original encoder."""
        return self.original.encode_queries(texts)
