"""An encoder that has its texts read part by part, wherever that is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np

from encoders.encoder import Encoder, Reading

E = TypeVar("E", bound=Encoder)


class PartsEncoder(ABC, Generic[E]):
    """Another encoder, whose texts are embedded in parts of so many; queries it reads itself."""

    def __init__(self, encoder: E, part_size: int) -> None:
        self.name = encoder.name
        self.checksum = encoder.checksum
        self.dimension = encoder.dimension
        self.max_words = encoder.max_words
        self.original = encoder
        self.part_size = part_size

    @property
    @abstractmethod
    def batch_size(self) -> int:
        """How many texts keep all busy who read."""

    @abstractmethod
    def read_parts(self, parts: Sequence[Sequence[str]]) -> list[Reading]:
        """Embed parts, each on whoever is free, in their order."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Embed texts and their words."""
        size = self.part_size
        parts = [texts[first : first + size] for first in range(0, len(texts), size)]
        if not parts:
            return self.original.read([])
        found = self.read_parts(parts)
        return Reading(
            np.concatenate([one.vectors for one in found]), tuple(word for one in found for word in one.words)
        )

    def read_queries(self, texts: Sequence[str]) -> Reading:
        """Embed queries."""
        return self.original.read_queries(texts)
