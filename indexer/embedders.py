"""Who embeds documents: a cluster, the model's exported graph on every core of this machine, or torch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np

from corpus.errors import ModelError
from corpus.store.encoder import Encoder, Reading, SentenceEncoder
from corpus.store.exported_encoder import ExportedEncoder
from corpus.store.settings import Settings
from indexer.cluster import workers
from indexer.export import exported


class CoresEncoder:
    """An exported encoder that reads a batch on every core at once: faster than one batch on all of them."""

    def __init__(self, encoder: ExportedEncoder, pool: ThreadPoolExecutor, batch_size: int) -> None:
        self.name = encoder.name
        self.checksum = encoder.checksum
        self.dimension = encoder.dimension
        self.max_words = encoder.max_words
        self.original = encoder
        self._pool = pool
        self._batch_size = batch_size

    def read(self, texts: Sequence[str]) -> Reading:
        """Embed texts, batch by batch on whichever core is free."""
        size = self._batch_size
        batches = [texts[first : first + size] for first in range(0, len(texts), size)]
        found = list(self._pool.map(self.original.read, batches)) or [self.original.read([])]
        return Reading(
            np.concatenate([one.vectors for one in found]), tuple(word for one in found for word in one.words)
        )

    def read_queries(self, texts: Sequence[str]) -> Reading:
        """Embed queries."""
        return self.original.read_queries(texts)


@contextmanager
def embedder(encoder: Encoder, settings: Settings, samples: Sequence[str]) -> Iterator[tuple[Encoder, int]]:
    """Who embeds documents, as the settings have it, and how many texts at once.

    Args:
        samples: texts on which a graph that is made now is compared with the model.

    Raises:
        EngineMissing
    """
    is_local = settings.device == "cpu" and not settings.cluster
    if not is_local or settings.document_encoder == "torch" or not isinstance(encoder, SentenceEncoder):
        with workers(encoder, settings) as found:
            yield found
        return
    try:
        graph = ExportedEncoder(exported(encoder, settings.cache_folder, "fp32", samples))
    except ModelError:  # it is told of where the graph for queries is made
        yield encoder, settings.batch_size
        return
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        yield CoresEncoder(graph, pool, settings.batch_size), settings.batch_size * cores
