"""Embeds documents on many workers: a Dask cluster, each of whose workers loads the model once.

Batches go through the cache of ``indexer.embeddings`` as ever, so that a job that is killed goes on where it
was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import EngineMissing
from encoders.encoder import EncodedTexts, Encoder, SentenceEncoder
from indexer.batched_encoder import BatchedEncoder
from indexer.settings import IndexSettings

CONNECT_SECONDS = 10
BATCHES_PER_WORKER = 4
"""Batches that each worker is given at once."""


class ClusterEncoder(BatchedEncoder[SentenceEncoder]):
    """A model as the workers of a cluster use it; queries are read in this process."""

    def __init__(self, encoder: SentenceEncoder, client: Any, batch_size: int, device: str = "cpu") -> None:
        super().__init__(encoder, batch_size)
        self._client = client
        self._device = device

    @property
    def batch_size(self) -> int:
        """Some parts for each worker."""
        open_cluster_encoder = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
        return self.worker_batch_size * BATCHES_PER_WORKER * open_cluster_encoder

    def encode_batches(self, batches: Sequence[Sequence[str]]) -> list[EncodedTexts]:
        """Embed parts, each on whichever worker is free.

        Raises:
            EngineMissing: the workers fail, or do not have the model where this machine has it.
        """
        jobs = self._client.map(
            _read,
            list(map(list, batches)),
            name=self.name,
            directory=str(self.original.directory),
            checksum=self.checksum,
            device=self._device,
            pure=False,
        )
        try:
            found: list[EncodedTexts] = self._client.gather(jobs)
        except Exception as error:  # whatever a worker raised comes back as it was
            raise EngineMissing(
                f"The cluster could not embed: {error}.",
                "See to its workers: each needs this program, and the model in the same folder.",
            ) from error
        return found


@contextmanager
def open_cluster_encoder(encoder: Encoder, settings: IndexSettings) -> Iterator[tuple[Encoder, int]]:
    """Who embeds documents, and how many texts at once: this process, or the cluster that is set.

    Raises:
        EngineMissing
    """
    if not settings.cluster or not isinstance(encoder, SentenceEncoder):
        yield encoder, settings.batch_size
        return
    with connect(settings.cluster) as client:
        found = ClusterEncoder(encoder, client, settings.batch_size, settings.device)
        yield found, found.batch_size


@contextmanager
def connect(address: str) -> Iterator[Any]:
    """A client of a Dask scheduler, ``tcp://host:8786``; ``local:2``: of two processes of this machine.

    Raises:
        EngineMissing
    """
    try:
        import distributed

        engine: Any = distributed
        place: Any = address
        if address.startswith("local:"):
            count = int(address.partition(":")[2])
            place = engine.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
        client = engine.Client(place, timeout=CONNECT_SECONDS)
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[cluster]'."
        ) from error
    except (OSError, ValueError) as error:
        raise EngineMissing(
            f"There is no cluster at {address}: {error}.", "Start it, or correct PEREPISKA_CLUSTER."
        ) from error
    try:
        yield client
    finally:
        client.close()
        if place is not address:
            place.close()


def _read(texts: Sequence[str], name: str, directory: str, checksum: str, device: str) -> EncodedTexts:
    """Embed on a worker."""
    return _encoder(name, directory, checksum, device).encode_passages(texts)


@cache
def _encoder(name: str, directory: str, checksum: str, device: str) -> SentenceEncoder:
    encoder = SentenceEncoder(name, Path(directory), device=device)
    if encoder.checksum != checksum:
        raise RuntimeError(f"the model in {directory} is another one")
    return encoder
