"""Encoders lie once beside the indexes; generations refer to them."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, SourceInvalid
from encoders.encoder import SentenceEncoder
from indexer import generations
from indexer.build import BuildReport, build
from indexer.shared_encoders import remove_unused_encoders, storing_lock
from store.layout import ENCODER, SHARED_ENCODERS, encode_manifest, open_generation, verify_generation
from tests.builds import settings_in
from tests.editions import lighthouse_edition
from tests.models import tiny_model

TEXTS = ["a lamp", "coal for the lamp"]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[SentenceEncoder]:
    folder = tmp_path_factory.mktemp("models")
    return [tiny_model(folder / name, [*TEXTS, name]) for name in ("first", "second")]


def built(root: Path, model: SentenceEncoder, name: str, **given: object) -> BuildReport:
    settings = settings_in(root, model=str(model.directory), calendar="none", **given)
    return build([lighthouse_edition()], root=root, name=name, settings=settings)


def shared(root: Path) -> set[str]:
    return {path.name for path in (root / SHARED_ENCODERS).iterdir() if path.is_dir()}


def test_indexes_with_one_model_share_its_encoder(models: list[SentenceEncoder], tmp_path: Path) -> None:
    report = built(tmp_path, models[0], "one")
    built(tmp_path, models[0], "two")
    one, two = (open_generation(tmp_path, name) for name in ("one", "two"))
    assert one.manifest.encoder == two.manifest.encoder
    assert shared(tmp_path) == {one.manifest.encoder}
    assert one.encoder == two.encoder
    assert not (one.directory / ENCODER).exists()
    weights = one.manifest.files["encoder/model.weights"].size
    assert report.bytes == sum(record.size for record in one.manifest.files.values()) - sum(
        record.size for path, record in one.manifest.files.items() if path.startswith(f"{ENCODER}/")
    )
    assert report.bytes > 0 < weights
    verify_generation(one)


def test_a_damaged_shared_encoder_is_found_and_stored_again(
    models: list[SentenceEncoder], tmp_path: Path
) -> None:
    built(tmp_path, models[0], "one")
    weights = open_generation(tmp_path, "one").path("encoder/model.weights")
    content = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(IndexDamaged, match=r"model\.weights"):
        verify_generation(open_generation(tmp_path, "one"))
    built(tmp_path, models[0], "two")
    verify_generation(open_generation(tmp_path, "one"))
    assert len(shared(tmp_path)) == 1


def test_an_encoder_is_removed_with_the_last_generation_that_refers_to_it(
    models: list[SentenceEncoder], tmp_path: Path
) -> None:
    built(tmp_path, models[0], "one", generations_kept=1)
    first = open_generation(tmp_path, "one").manifest.encoder
    built(tmp_path, models[1], "one", generations_kept=1)
    second = open_generation(tmp_path, "one").manifest.encoder
    assert first != second
    assert shared(tmp_path) == {second}


def test_nothing_is_removed_while_an_encoder_is_stored_or_a_manifest_is_damaged(
    models: list[SentenceEncoder], tmp_path: Path
) -> None:
    built(tmp_path, models[0], "one")
    unused = tmp_path / SHARED_ENCODERS / "unused"
    unused.mkdir()
    with storing_lock(tmp_path):
        remove_unused_encoders(tmp_path)
    assert unused.is_dir()
    manifest = open_generation(tmp_path, "one").directory / "manifest.json"
    content = manifest.read_text("utf-8")
    manifest.write_text("[]", "utf-8")
    messages: list[str] = []
    remove_unused_encoders(tmp_path, messages.append)
    assert unused.is_dir()
    assert "manifest" in messages[0]
    manifest.write_text(content, "utf-8")
    remove_unused_encoders(tmp_path)
    assert shared(tmp_path) == {open_generation(tmp_path, "one").manifest.encoder}


def test_the_lock_is_free_after_a_build(models: list[SentenceEncoder], tmp_path: Path) -> None:
    built(tmp_path, models[0], "one")
    with (tmp_path / SHARED_ENCODERS / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_backup_takes_the_encoder_along(models: list[SentenceEncoder], tmp_path: Path) -> None:
    here, there, backup = tmp_path / "here", tmp_path / "there", tmp_path / "backup.tar"
    built(here, models[0], "one")
    generations.backup(here, "one", backup)
    restored = generations.restore(there, "two", backup)
    assert not (restored.directory / ENCODER).exists()
    assert shared(there) == {restored.manifest.encoder}
    verify_generation(restored)


def test_a_backup_cannot_name_another_encoder(models: list[SentenceEncoder], tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    built(tmp_path, models[0], "one")
    generation = open_generation(tmp_path, "one")
    other = tmp_path / SHARED_ENCODERS / "other"
    generation.encoder.rename(other)
    manifest = replace(generation.manifest, encoder="other")
    (generation.directory / "manifest.json").write_text(encode_manifest(manifest), "utf-8")
    generations.backup(tmp_path, "one", backup)
    with pytest.raises(SourceInvalid, match="another encoder"):
        generations.restore(tmp_path / "there", "one", backup)


def test_a_generation_with_its_own_encoder_still_opens(models: list[SentenceEncoder], tmp_path: Path) -> None:
    built(tmp_path, models[0], "one")
    generation = open_generation(tmp_path, "one")
    generation.encoder.rename(generation.directory / ENCODER)
    manifest = replace(generation.manifest, encoder=None)
    (generation.directory / "manifest.json").write_text(encode_manifest(manifest), "utf-8")
    reopened = open_generation(tmp_path, "one")
    assert reopened.encoder == generation.directory / ENCODER
    verify_generation(reopened)
    remove_unused_encoders(tmp_path)
    assert reopened.manifest.unshared_bytes == sum(record.size for record in manifest.files.values())
