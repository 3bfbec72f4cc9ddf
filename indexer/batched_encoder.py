"""An encoder that has its texts read part by part, wherever that is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np

from encoders.encoder import EncodedTexts, Encoder

E = TypeVar("E", bound=Encoder)


class BatchedEncoder(ABC, Generic[E]):
    """Another encoder, whose texts are embedded in parts of so many; queries it reads itself."""

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
        """How many texts keep all busy who read."""

    @abstractmethod
    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Embed parts, each on whoever is free, in their order."""

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts and their words."""
        size = self.worker_batch_size
        batches = [texts[first : first + size] for first in range(0, len(texts), size)]
        if not batches:
            return self.original.encode_passages([])
        found = self.encode_batches(batches)
        return EncodedTexts(
            np.concatenate([one.vectors for one in found]), tuple(word for one in found for word in one.words)
        )

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed queries."""
        return self.original.encode_queries(texts)
