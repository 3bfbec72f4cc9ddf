"""Documents embedded by two worker processes are what one process makes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BuildError, EngineMissing
from encoders.encoder import EncodedTexts, SentenceEncoder
from indexer import cluster
from indexer.build import build
from store.layout import open_generation
from store.passages import PassageTable
from store.vectors import VectorIndex
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from tests.models import tiny_model

pytest.importorskip("distributed", reason="Dask is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # Dask's own warnings
TEXTS = [unit.text for unit in lighthouse_edition().units]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", TEXTS)


@pytest.mark.slow
def test_a_cluster_embeds_as_one_process_does(model: SentenceEncoder, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, model=str(model.directory), cluster="local:2", batch_size=8)
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    assert report.embedded > 50
    generation = open_generation(tmp_path, NAME)
    passages = PassageTable.open(generation)
    texts = [passages.passage(id).embedding_input for id in range(len(passages))]
    passages.close()
    assert np.allclose(
        VectorIndex.open(generation).all_vectors(), model.encode_passages(texts).vectors, atol=1e-5
    )


@pytest.mark.slow
def test_what_a_worker_leaves_that_dies_is_done_by_another(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = model.encode_passages(TEXTS)
    with cluster.connect("local:2") as client:
        encoder = cluster.ClusterEncoder(model, client, 4)
        encode = partial(read_and_die_once, tmp_path / "died", cluster._encode)
        monkeypatch.setattr(cluster, "_encode", encode)
        found = encoder.encode_passages(TEXTS)
    assert (tmp_path / "died").exists()
    assert np.allclose(found.vectors, whole.vectors, atol=1e-5)
    assert len(found.words) == len(TEXTS)


def read_and_die_once(
    mark: Path, read: Callable[..., EncodedTexts], *given: object, **named: object
) -> EncodedTexts:
    """Embed; the first worker that comes here is killed in the midst of it."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return read(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def test_workers_without_the_model_are_named(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster.connect("local:1") as client:
        encoder = cluster.ClusterEncoder(model, client, 8)
        assert encoder.batch_size == 8 * cluster.BATCHES_PER_WORKER
        assert encoder.encode_passages([]).vectors.shape == (0, 32)
        monkeypatch.setattr(encoder, "checksum", "of another model")
        with pytest.raises(EngineMissing, match="differs from that of the build"):
            encoder.encode_passages(TEXTS[:3])


def test_a_cluster_that_is_not_there_ends_the_build_and_says_so(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    for address in ("local:none", "tcp://127.0.0.1:9"):
        settings = settings_in(tmp_path, model=str(model.directory), cluster=address)
        with pytest.raises((EngineMissing, BuildError), match=f"Cannot connect to a cluster at {address}"):
            build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)


def test_a_model_of_this_process_alone_is_not_sent_anywhere(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, cluster="tcp://127.0.0.1:9", batch_size=8)
    with cluster.open_cluster_encoder(HashingEncoder(), settings) as (encoder, size):
        assert isinstance(encoder, HashingEncoder)
        assert size == 8
