from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import SentenceEncoder
from indexer import embedders
from indexer.build import build
from indexer.embedders import ThreadedEncoder, open_embedder
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from tests.models import tiny_model

TEXTS = [unit.text for unit in lighthouse_edition().units]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", TEXTS)


def test_the_exported_graph_embeds_as_torch_does_in_whatever_batches(
    model: SentenceEncoder, tmp_path: Path
) -> None:
    with open_embedder(model, settings_in(tmp_path, batch_size=3), TEXTS) as (encoder, size):
        assert isinstance(encoder, ThreadedEncoder)
        assert size >= 3
        assert encoder.checksum == model.checksum
        found, given = encoder.encode_passages(TEXTS), model.encode_passages(TEXTS)
        assert encoder.encode_passages([]).vectors.shape == (0, model.dimension)
        assert np.allclose(encoder.encode_queries(TEXTS[:1]).vectors, given.vectors[:1], atol=1e-4)
    assert np.allclose(found.vectors, given.vectors, atol=1e-4)
    for one, other in zip(found.words, given.words, strict=True):
        assert np.array_equal(one.spans, other.spans)
        assert np.abs(one.vectors.astype(int) - other.vectors).max() <= 1


@pytest.mark.parametrize(
    "given", [{"document_encoder": "torch"}, {"query_encoder": "none"}, {"device": "meta"}]
)
def test_torch_embeds_where_it_is_set_or_another_device_is(
    model: SentenceEncoder, tmp_path: Path, given: dict[str, object]
) -> None:
    with open_embedder(model, settings_in(tmp_path, **given), TEXTS) as (encoder, _):
        assert encoder is model


def test_what_cannot_be_exported_embeds_itself_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Path:
        raise ModelError("no graph")

    monkeypatch.setattr(embedders, "cached_export", fail)
    encoder = SentenceEncoder("tiny", tmp_path)
    with open_embedder(encoder, settings_in(tmp_path), TEXTS) as (found, _):
        assert found is encoder
    assert "no graph" in caplog.text
    with open_embedder(HashingEncoder(), settings_in(tmp_path), TEXTS) as (found, _):
        assert isinstance(found, HashingEncoder)


def test_a_build_of_a_known_model_starts_no_torch(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, model=str(model.directory), calendar="none")
    build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    (settings.cache_directory / "embeddings.sqlite").unlink()
    for name in ("torch", "sentence_transformers"):
        monkeypatch.setitem(sys.modules, name, None)
    assert build([lighthouse_edition()], root=tmp_path, name="another", settings=settings).embedded > 50
