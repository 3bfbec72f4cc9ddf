from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

from corpus.errors import ModelError
from encoders.e5_file import Q4_BLOCK, dequantize, read_e5_file
from encoders.e5_model import tokenizer_of, write_e5_model
from encoders.encoder import AssembledEncoder, SentenceEncoder, open_packaged_model
from encoders.exported import GRAPH, ExportedEncoder
from encoders.registry import E5
from indexer.export import cached_export
from store.layout import file_checksum
from tests.e5_files import CHARACTERS, HIDDEN, PIECES, POSITIONS, write_e5_file


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_e5_file(tmp_path_factory.mktemp("e5") / "tiny.bin")


@pytest.fixture(scope="module")
def model(path: Path, tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    directory = tmp_path_factory.mktemp("e5-model")
    write_e5_model([path], directory)
    return SentenceEncoder("tiny", directory)


def test_a_block_has_the_low_halves_first() -> None:
    block = np.zeros(1, Q4_BLOCK)
    block["scale"] = 0.5
    block["pairs"][0, :2] = [0x0F, 0xA8]
    values = dequantize(block)
    assert values.shape == (32,)
    assert values[[0, 1, 16, 17]].tolist() == [3.5, 0.0, -4.0, 1.0]


def test_a_file_is_read_as_it_was_written(path: Path) -> None:
    read = read_e5_file(path)
    assert (read.header.hidden, read.header.positions) == (HIDDEN, POSITIONS)
    assert (read.vocabulary.pieces, read.vocabulary.characters) == (PIECES, CHARACTERS)
    assert (read.vocabulary.bos, read.vocabulary.eos, read.vocabulary.unk) == (0, 2, 3)
    assert len(read.tensors) == 5 + 16


@pytest.mark.parametrize("length", [0, 8, 60, 300, 2000])
def test_a_truncated_file_is_an_error(path: Path, tmp_path: Path, length: int) -> None:
    (tmp_path / "cut.bin").write_bytes(path.read_bytes()[:length])
    with pytest.raises(ModelError, match=r"cut\.bin"):
        read_e5_file(tmp_path / "cut.bin")


def test_a_model_with_other_tensors_is_an_error(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_e5_file(path)
    for tensors in (
        {name: values for name, values in read.tensors.items() if name != "emb.pos"},
        {**read.tensors, "emb.pos": read.tensors["emb.pos"][:-1]},
    ):
        monkeypatch.setattr(
            "encoders.e5_model.read_e5_file", lambda _, tensors=tensors: replace(read, tensors=tensors)
        )
        with pytest.raises(ModelError, match=r"[Tt]ensor"):
            write_e5_model([path], tmp_path)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Angebot, Nots", ["<s>", "▁Angebot", ",", "▁Not", "s", "</s>"]),
        ("Not\u0001s\u200bNot", ["<s>", "▁Not", "s", "▁Not", "</s>"]),
        ("Not①", ["<s>", "▁Not", "1", "</s>"]),
        ("Ж", ["<s>", "▁", "<unk>", "</s>"]),
    ],
)
def test_texts_are_normalized_and_split_into_pieces(path: Path, text: str, pieces: list[str]) -> None:
    tokenizer = tokenizer_of(read_e5_file(path).vocabulary)
    ids = tokenizer.encode(text).ids
    assert [PIECES[id] for id in ids] == pieces


def test_queries_and_passages_have_their_prompts(model: SentenceEncoder) -> None:
    text = "Angebot, Nots"
    passage, query = model.encode_passages([text]), model.encode_queries([text])
    assert passage.vectors.shape == (1, HIDDEN)
    assert not np.allclose(passage.vectors, query.vectors)
    for encoded in (passage, query):
        assert [text[start:end] for start, end in encoded.words[0].spans] == ["Angebot", "Nots"]


def test_a_converted_model_can_be_exported(model: SentenceEncoder, tmp_path: Path) -> None:
    texts = ["Angebot", "Not, Angebot s"]
    exported = ExportedEncoder(directory := cached_export(model, tmp_path, "fp32", texts))
    assert np.allclose(exported.encode_queries(texts).vectors, model.encode_queries(texts).vectors, atol=1e-4)
    operators = {node.op_type for node in onnx.load(directory / GRAPH, load_external_data=False).graph.node}
    assert "GatherBlockQuantized" in operators, "the table of pieces should stay in 4 bits"
    assert "MatMulNBits" not in operators


def test_an_assembled_encoder_leaves_no_files(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tiny_e5_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')", "utf-8")
    (package / "e5.bin").write_bytes(path.read_bytes())
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    packaged = replace(
        E5, files={"tiny_e5_package/e5.bin": file_checksum(path)}, dimension=HIDDEN, max_pieces=POSITIONS
    )
    assert packaged.is_installed
    encoder = open_packaged_model(packaged)
    assert isinstance(encoder, AssembledEncoder)
    assert (encoder.dimension, encoder.max_words, encoder.location) == (HIDDEN, 30, E5.name)
    assert encoder.encode_passages(["Not"]).vectors.shape == (1, HIDDEN)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["tiny_e5_package"]
    assert replace(packaged, version=2).checksum() != encoder.checksum
    (package / "e5.bin").write_bytes(b"E5S1")
    with pytest.raises(ModelError, match=r"e5\.bin of model .* is damaged.*multilingual"):
        packaged.checksum()
    (package / "e5.bin").unlink()
    with pytest.raises(ModelError, match=r"e5\.bin of model .* is missing"):
        packaged.checksum()
