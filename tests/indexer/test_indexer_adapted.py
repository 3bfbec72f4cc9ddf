"""An adapted model stays with its index. It is a small one, and differs from its base by one word."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import SentenceEncoder
from encoders.own_model import encoder_of
from indexer.adapted import AdaptedModel, published_model
from indexer.build import build
from search.engines.local.semantic_retriever import QueryEncoder
from store.layout import Generation, open_generation, verify_generation
from store.settings import Settings
from tests.builds import NAME, settings_in
from tests.editions import lighthouse_edition
from tests.models import tiny_model

pytestmark = pytest.mark.slow
TEXTS = [unit.text for unit in lighthouse_edition().units]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("base") / "tiny", TEXTS)


@pytest.fixture
def adapted(base: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> AdaptedModel:
    other = tiny_model(tmp_path_factory.mktemp("adapted") / "other", [*TEXTS, "zebra"])
    return AdaptedModel(SentenceEncoder("tiny, adapted", other.folder), base.checksum)


def settings_for(root: Path, base: SentenceEncoder, **given: object) -> Settings:
    return settings_in(root, model=str(base.folder), **given)


def built(settings: Settings, adapted: AdaptedModel | None) -> Generation:
    editions = [lighthouse_edition()]
    build(editions, root=settings.indexes, name=NAME, settings=settings, adapted=adapted)
    return open_generation(settings.indexes, NAME)


def test_a_generation_keeps_the_model_it_was_made_with(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel
) -> None:
    generation = built(settings_for(tmp_path, base), adapted)
    shutil.rmtree(adapted.encoder.folder)
    verify_generation(generation)
    record = generation.manifest.model
    assert record is not None
    assert (record.name, record.base) == ("tiny, adapted", base.checksum)
    assert "model/model.safetensors" in generation.manifest.files
    assert encoder_of(generation).checksum == record.checksum != base.checksum


def test_the_next_generation_takes_it_over_and_shares_its_files(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel
) -> None:
    settings = settings_for(tmp_path, base, generations_kept=1)
    first = built(settings, adapted)
    weights = (first.model / "model.safetensors").stat().st_ino
    second = built(settings, published_model(settings.indexes, NAME, settings))
    assert not first.folder.exists()
    assert (second.model / "model.safetensors").stat().st_ino == weights
    assert second.manifest.model == first.manifest.model
    verify_generation(second)


def test_where_files_cannot_be_shared_they_are_copied(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr("os.link", refuse)
    verify_generation(built(settings_for(tmp_path, base), adapted))


def test_another_model_in_the_settings_ends_it(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel
) -> None:
    settings = settings_for(tmp_path, base)
    assert published_model(settings.indexes, NAME, settings) is None
    built(settings, adapted)
    assert published_model(settings.indexes, NAME, settings) is not None
    for other in (str(adapted.encoder.folder), "none"):
        changed = settings_in(tmp_path, model=other)
        assert published_model(changed.indexes, NAME, changed) is None
    built(settings, None)
    assert published_model(settings.indexes, NAME, settings) is None


def test_a_damaged_index_can_be_built_again(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel
) -> None:
    settings = settings_for(tmp_path, base)
    (built(settings, adapted).folder / "manifest.json").unlink()
    assert published_model(settings.indexes, NAME, settings) is None


def test_queries_are_encoded_by_the_generations_own_model(
    tmp_path: Path, base: SentenceEncoder, adapted: AdaptedModel
) -> None:
    generation = built(settings_for(tmp_path, base), adapted)
    expected = adapted.encoder.read_queries(["a broken lens"]).vectors
    assert np.allclose(QueryEncoder(generation).read("a broken lens").vectors, expected, atol=1e-5)
    shutil.rmtree(generation.encoder)
    assert np.allclose(QueryEncoder(generation).read("a broken lens").vectors, expected, atol=1e-6)
    shutil.rmtree(generation.model)
    with pytest.raises(ModelError):
        QueryEncoder(generation).read("a broken lens")


def test_a_model_in_a_folder_is_found_again_when_it_searches(tmp_path: Path, base: SentenceEncoder) -> None:
    generation = built(settings_for(tmp_path, base, query_encoder="none"), None)
    assert encoder_of(generation).checksum == base.checksum
    moved = shutil.copytree(base.folder, tmp_path / "moved")
    away = base.folder.rename(base.folder.with_name("away"))
    try:
        with pytest.raises(ModelError, match="not the one"):
            encoder_of(generation)
        assert encoder_of(generation, str(moved)).checksum == base.checksum
    finally:
        away.rename(base.folder)
