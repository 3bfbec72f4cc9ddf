"""Choice of the encoder for passages: a cluster, the exported graph on all CPU cores, or torch."""

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
from indexer.export import cached_export
from indexer.settings import IndexSettings

log = logging.getLogger(__name__)


class ThreadedEncoder(BatchedEncoder[ExportedEncoder]):
    """An exported encoder that runs in several threads, one per CPU core."""

    def __init__(
        self, encoder: ExportedEncoder, pool: ThreadPoolExecutor, cores: int, batch_size: int
    ) -> None:
        super().__init__(encoder, math.ceil(batch_size / cores))
        self._pool = pool
        self._cores = cores

    @property
    def batch_size(self) -> int:
        """The number of texts per call that keeps every thread busy."""
        return self.worker_batch_size * self._cores

    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Encode batches, each in any free thread, and return the results in the order of the batches."""
        return list(self._pool.map(self.original.encode_passages, batches))


@contextmanager
def open_embedder(
    encoder: Encoder, settings: IndexSettings, samples: Sequence[str]
) -> Iterator[tuple[Encoder, int]]:
    """Yield the encoder for passages that the settings select, and its batch size.

    If the model cannot be exported, a warning is logged and torch is used.

    Args:
        samples: texts on which a new export is compared with the model.

    Raises:
        EngineMissing: the configured cluster cannot be reached.
    """
    is_local = settings.device == "cpu" and not settings.cluster
    uses_torch = settings.document_encoder == "torch" or settings.query_encoder == "none"
    if not is_local or uses_torch or not isinstance(encoder, SentenceEncoder):
        with open_cluster_encoder(encoder, settings) as encoder_and_batch_size:
            yield encoder_and_batch_size
        return
    try:
        graph = ExportedEncoder(cached_export(encoder, settings.cache_directory, "fp32", samples))
    except ModelError as error:
        log.warning("%s Passages will be embedded with torch, which is slower.", error.message)
        yield encoder, settings.batch_size
        return
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        threaded = ThreadedEncoder(graph, pool, cores, settings.batch_size)
        yield threaded, threaded.batch_size
