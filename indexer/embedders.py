"""Who embeds documents: a cluster, the model's exported graph on every core of this machine, or torch."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from corpus.errors import ModelError
from encoders.encoder import EncodedTexts, Encoder, SentenceEncoder
from encoders.exported import ExportedEncoder
from indexer.batched_encoder import BatchedEncoder
from indexer.cluster import open_cluster_encoder
from indexer.export import exported
from indexer.settings import IndexSettings

log = logging.getLogger(__name__)


class ThreadedEncoder(BatchedEncoder[ExportedEncoder]):
    """An exported encoder on every core of this machine."""

    def __init__(
        self, encoder: ExportedEncoder, pool: ThreadPoolExecutor, cores: int, batch_size: int
    ) -> None:
        super().__init__(encoder, math.ceil(batch_size / cores))
        self._pool = pool
        self._cores = cores

    @property
    def batch_size(self) -> int:
        """A part for each core."""
        return self.worker_batch_size * self._cores

    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Embed parts, each on a core of its own."""
        return list(self._pool.map(self.original.encode_passages, batches))


@contextmanager
def open_embedder(
    encoder: Encoder, settings: IndexSettings, samples: Sequence[str]
) -> Iterator[tuple[Encoder, int]]:
    """Who embeds documents, as the settings have it, and how many texts at once.

    Args:
        samples: texts on which a graph that is made now is compared with the model.

    Raises:
        EngineMissing
    """
    is_local = settings.device == "cpu" and not settings.cluster
    by_torch = settings.document_encoder == "torch" or settings.query_encoder == "none"
    if not is_local or by_torch or not isinstance(encoder, SentenceEncoder):
        with open_cluster_encoder(encoder, settings) as found:
            yield found
        return
    try:
        graph = ExportedEncoder(exported(encoder, settings.cache_directory, "fp32", samples))
    except ModelError as error:
        log.warning("%s Passages are embedded by torch, which is slower.", error.message)
        yield encoder, settings.batch_size
        return
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        parted = ThreadedEncoder(graph, pool, cores, settings.batch_size)
        yield parted, parted.batch_size
