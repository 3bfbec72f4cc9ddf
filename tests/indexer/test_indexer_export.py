"""What is exported gives what the model gives, in a process that has no torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import SentenceEncoder
from encoders.exported import GRAPH, WEIGHTS, ExportedEncoder, is_valid_export
from encoders.generation_encoder import find_generation_encoder
from indexer.build import build
from indexer.export import MIN_COSINE, Precision, add_query_encoder, cached_export, check_export, export_model
from store.layout import open_generation
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from tests.models import tiny_model

TEXTS = [unit.text for unit in lighthouse_edition().units]
PROMPTS = {"query": "what is asked: ", "document": "what is kept: "}
ASKED = ["a broken lens", "Coal, for the lamp?", "x" * 40, "coal " * 200]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    texts = [*TEXTS, *PROMPTS.values()]
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", texts, prompts=PROMPTS, dense=16)


@pytest.fixture(scope="module")
def exported(model: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> ExportedEncoder:
    folder = tmp_path_factory.mktemp("exported")
    export_model(model, folder)
    return ExportedEncoder(folder)


def test_vectors_and_words_are_the_models_own(model: SentenceEncoder, exported: ExportedEncoder) -> None:
    for given, found in (
        (model.encode_passages(TEXTS), exported.encode_passages(TEXTS)),
        (model.encode_queries(ASKED), exported.encode_queries(ASKED)),
    ):
        assert np.abs(given.vectors - found.vectors).max() < 1e-5
        for one, other in zip(given.words, found.words, strict=True):
            assert np.array_equal(one.spans, other.spans)
            assert np.abs(one.vectors.astype(int) - other.vectors).max(initial=0) <= 1


def test_it_says_of_itself_what_the_model_says(model: SentenceEncoder, exported: ExportedEncoder) -> None:
    assert (exported.name, exported.checksum) == (model.name, model.checksum)
    assert (exported.dimension, exported.max_words) == (model.dimension, model.max_words)
    assert exported.encode_passages([]).vectors.shape == (0, 16)


def test_a_text_reads_the_same_alone_and_among_longer_ones(exported: ExportedEncoder) -> None:
    together, alone = exported.encode_passages(ASKED), exported.encode_passages(ASKED[:1])
    assert np.allclose(together.vectors[0], alone.vectors[0], atol=1e-6)


def test_an_export_that_differs_is_refused(
    model: SentenceEncoder, exported: ExportedEncoder, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="differs"):
        check_export(tiny_model(tmp_path / "other", [*TEXTS, "zebra"], dense=16), exported, samples=TEXTS[:2])
    check_export(model, exported, samples=TEXTS[:2])


def test_a_model_that_leaves_its_prompts_out_is_not_exported(tmp_path: Path) -> None:
    leaving_out = tiny_model(tmp_path / "odd", TEXTS, prompts=PROMPTS, include_prompt=False)
    notice = add_query_encoder(leaving_out, tmp_path / "encoder", tmp_path / "cache", "fp32", TEXTS)
    assert notice is not None
    assert "differs" in notice
    assert not (tmp_path / "encoder").exists()
    assert list((tmp_path / "cache" / "encoders").iterdir()) == []


def test_small_weights_give_nearly_the_same(model: SentenceEncoder, tmp_path: Path) -> None:
    assert add_query_encoder(model, tmp_path / "encoder", tmp_path / "cache", "int8", TEXTS) is None
    found = ExportedEncoder(tmp_path / "encoder").encode_queries(ASKED).vectors
    given = model.encode_queries(ASKED).vectors
    assert np.abs(found - given).max() > 1e-5
    assert (found * given).sum(axis=1).min() > MIN_COSINE


def test_small_weights_take_little_more_than_a_quarter_of_the_room(
    model: SentenceEncoder, tmp_path: Path
) -> None:
    for precision in ("fp32", "int8"):
        add_query_encoder(model, tmp_path / precision, tmp_path / "cache", precision, TEXTS)
    full, small = ((tmp_path / name / WEIGHTS).stat().st_size for name in ("fp32", "int8"))
    assert small < 0.4 * full


def test_a_model_is_exported_once_and_a_damaged_export_again(model: SentenceEncoder, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    add_query_encoder(model, tmp_path / "first", cache, "fp32", TEXTS)
    kept = next((cache / "encoders").iterdir())
    before = (kept / GRAPH).stat().st_ino
    add_query_encoder(model, tmp_path / "second", cache, "fp32", TEXTS)
    assert (tmp_path / "second" / GRAPH).stat().st_ino == before
    (kept / GRAPH).unlink()
    (kept / GRAPH).write_bytes(b"damaged")
    assert not is_valid_export(kept)
    add_query_encoder(model, tmp_path / "third", cache, "fp32", TEXTS)
    assert is_valid_export(tmp_path / "third")


def test_an_export_that_another_build_finishes_first_is_used(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outrun(encoder: SentenceEncoder, directory: Path, precision: Precision) -> None:
        monkeypatch.undo()
        cached_export(encoder, tmp_path, precision, TEXTS)
        export_model(encoder, directory, precision)

    monkeypatch.setattr("indexer.export.export_model", outrun)
    cached = cached_export(model, tmp_path, "fp32", TEXTS)
    assert is_valid_export(cached)
    assert list(cached.parent.iterdir()) == [cached]


def test_an_index_is_asked_without_the_model_and_without_torch(
    model: SentenceEncoder, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, model=str(model.directory))
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    assert "query encoder" in report.seconds
    generation = open_generation(tmp_path, NAME)
    assert {"encoder/model.onnx", "encoder/model.weights"} <= generation.manifest.files.keys()
    away = model.directory.rename(model.directory.with_name("away"))
    script = (
        "import sys; from pathlib import Path; from cli.settings import load_settings;"
        "from search.searcher import Searcher; from search.model import SearchRequest;"
        f"found = Searcher.open(Path(sys.argv[1]), {NAME!r}, load_settings())"
        ".search(SearchRequest('a lamp'));"
        "assert found.total and not found.notices, found.notices;"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & sys.modules.keys()"
    )
    try:
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], cwd=Path(__file__).parents[2], check=True
        )
    finally:
        away.rename(model.directory)


def test_without_an_export_the_model_itself_is_asked_wherever_it_lies(
    model: SentenceEncoder, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, model=str(model.directory), query_encoder="none")
    build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings)
    generation = open_generation(tmp_path, NAME)
    assert isinstance(find_generation_encoder(generation), SentenceEncoder)
    moved = shutil.copytree(model.directory, tmp_path / "moved")
    away = model.directory.rename(model.directory.with_name("away"))
    try:
        with pytest.raises(ModelError, match="which is not available"):
            find_generation_encoder(generation)
        assert find_generation_encoder(generation, str(moved)).checksum == model.checksum
    finally:
        away.rename(model.directory)


def test_where_files_cannot_be_shared_they_are_copied(
    model: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr("os.link", refuse)
    add_query_encoder(model, tmp_path / "encoder", tmp_path / "cache", "fp32", TEXTS)
    assert is_valid_export(tmp_path / "encoder")


def test_an_export_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    assert add_query_encoder(HashingEncoder(), tmp_path / "none", tmp_path, "fp32", TEXTS) is None
    assert not (tmp_path / "none").exists()
    with pytest.raises(ModelError, match="PEREPISKA_QUERY_ENCODER"):
        ExportedEncoder(tmp_path).encode_passages(["a text"])


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS])
def test_an_unreadable_graph_fails_as_a_model_does(model: SentenceEncoder, tmp_path: Path, name: str) -> None:
    add_query_encoder(model, tmp_path / "encoder", tmp_path / "cache", "fp32", TEXTS)
    (tmp_path / "encoder" / name).unlink()
    (tmp_path / "encoder" / name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="cannot be loaded"):
        ExportedEncoder(tmp_path / "encoder").encode_passages(["a text"])
