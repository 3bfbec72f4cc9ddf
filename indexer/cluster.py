"""Distributed embedding on a Dask cluster, each of whose workers loads the model once.

Batches go through the cache of ``indexer.embeddings`` as in a local build, so that an interrupted build
continues from where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from corpus.errors import EngineMissing
from encoders.encoder import EncodedTexts, Encoder, SentenceEncoder, find_encoder
from indexer.batched_encoder import BatchedEncoder
from indexer.settings import IndexSettings

CONNECT_SECONDS = 10
BATCHES_PER_WORKER = 4
"""Batches submitted per worker and call."""


class ClusterEncoder(BatchedEncoder[SentenceEncoder]):
    """An encoder whose passages are encoded by the workers of a cluster, and queries in this process."""

    def __init__(self, encoder: SentenceEncoder, client: Any, batch_size: int, device: str = "cpu") -> None:
        super().__init__(encoder, batch_size)
        self._client = client
        self._device = device

    @property
    def batch_size(self) -> int:
        """The number of texts per call that keeps every worker busy for ``BATCHES_PER_WORKER`` batches."""
        workers = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
        return self.worker_batch_size * BATCHES_PER_WORKER * workers

    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Encode batches on the cluster's workers and return the results in order.

        Raises:
            EngineMissing: a worker failed, or does not have the model in the same directory.
        """
        jobs = self._client.map(
            _encode,
            list(map(list, batches)),
            location=self.original.location,
            checksum=self.checksum,
            device=self._device,
            pure=False,
        )
        try:
            results: list[EncodedTexts] = self._client.gather(jobs)
        except Exception as error:  # a worker's exception is raised here unchanged
            raise EngineMissing(
                f"Embedding on the cluster failed: {error}.",
                "Check the workers: each needs this program, and the model in the same directory.",
            ) from error
        return results


@contextmanager
def open_cluster_encoder(encoder: Encoder, settings: IndexSettings) -> Iterator[tuple[Encoder, int]]:
    """Yield the encoder for passages and its batch size.

    It is one that runs on the configured cluster; without a cluster, or if the given encoder is not a
    ``SentenceEncoder``, it is the given one.

    Raises:
        EngineMissing: the cluster cannot be reached.
    """
    if not settings.cluster or not isinstance(encoder, SentenceEncoder):
        yield encoder, settings.batch_size
        return
    with connect(settings.cluster) as client:
        cluster_encoder = ClusterEncoder(encoder, client, settings.batch_size, settings.device)
        yield cluster_encoder, cluster_encoder.batch_size


@contextmanager
def connect(address: str) -> Iterator[Any]:
    """Yield a client of the Dask scheduler at an address (``tcp://host:8786``).

    For ``local:2``, two worker processes are started on this machine and stopped at the end.

    Raises:
        EngineMissing: the package is not installed, or the scheduler cannot be reached.
    """
    try:
        import distributed

        engine: Any = distributed
        scheduler: Any = address
        if address.startswith("local:"):
            count = int(address.partition(":")[2])
            scheduler = engine.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
        client = engine.Client(scheduler, timeout=CONNECT_SECONDS)
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[cluster]'."
        ) from error
    except (OSError, ValueError) as error:
        raise EngineMissing(
            f"Cannot connect to a cluster at {address}: {error}.", "Start it, or correct PEREPISKA_CLUSTER."
        ) from error
    try:
        yield client
    finally:
        client.close()
        if scheduler is not address:
            scheduler.close()


def _encode(texts: Sequence[str], location: str, checksum: str, device: str) -> EncodedTexts:
    """Encode texts on a worker."""
    return _encoder(location, checksum, device).encode_passages(texts)


@cache
def _encoder(location: str, checksum: str, device: str) -> SentenceEncoder:
    """Return a worker's encoder, loaded once; raise RuntimeError if its model is not the build's."""
    encoder = find_encoder(location, device)
    if encoder is None or encoder.checksum != checksum:
        raise RuntimeError(f"the model {location} differs from that of the build")
    return encoder
