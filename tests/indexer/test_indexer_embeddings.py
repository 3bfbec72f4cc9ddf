import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.encoder import EncodedTexts, Encoder
from indexer.embeddings import Embeddings, embed
from indexer.progress import NullProgress
from tests.doubles import FailingEncoder, HashingEncoder

TEXTS = ["a broken lens", "coal for the furnaces", "a broken lens", "boots"]


class Counting(NullProgress):
    def __init__(self) -> None:
        self.done = 0

    def advance(self, done: int) -> None:
        self.done += done


class Broken(HashingEncoder):
    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        reading = super().encode_passages(texts)
        return replace(reading, vectors=reading.vectors * np.float32("nan"))


def run(folder: Path, encoder: Encoder, texts: list[str] = TEXTS, batch_size: int = 2) -> Embeddings:
    return embed(texts, encoder, folder, batch_size=batch_size, progress=NullProgress())


def change(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "embeddings.sqlite") as connection:
        connection.execute(statement)
    connection.close()


def test_vectors_stand_in_the_order_of_their_texts(tmp_path: Path) -> None:
    found = run(tmp_path, HashingEncoder())
    assert np.array_equal(found.vectors, HashingEncoder().encode(TEXTS))
    assert found.vectors.dtype == np.float32


def test_equal_texts_are_embedded_once(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    found = run(tmp_path, encoder)
    assert (encoder.embedded, found.computed, found.cached) == (3, 3, 0)


def test_what_is_cached_is_not_embedded_again(tmp_path: Path) -> None:
    first = run(tmp_path, HashingEncoder())
    again = run(tmp_path, FailingEncoder())
    assert np.array_equal(first.vectors, again.vectors)
    assert (again.computed, again.cached) == (0, 3)


def test_only_new_texts_are_embedded(tmp_path: Path) -> None:
    run(tmp_path, HashingEncoder())
    assert run(tmp_path, HashingEncoder(), [*TEXTS, "a new one"]).computed == 1


def test_another_model_shares_nothing(tmp_path: Path) -> None:
    run(tmp_path, HashingEncoder())
    assert run(tmp_path, HashingEncoder(checksum="other")).computed == 3


def test_what_was_embedded_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        run(tmp_path, FailingEncoder(after=2))
    assert run(tmp_path, HashingEncoder()).computed == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE readings SET checksum = checksum + 1",
        "UPDATE readings SET vector = zeroblob(1024)",
        "UPDATE readings SET vector = zeroblob(3)",
    ],
)
def test_damaged_entries_are_embedded_again(tmp_path: Path, statement: str) -> None:
    first = run(tmp_path, HashingEncoder())
    change(tmp_path, statement)
    again = run(tmp_path, HashingEncoder())
    assert np.array_equal(first.vectors, again.vectors)
    assert again.computed == 3
    assert run(tmp_path, FailingEncoder()).cached == 3


def test_a_cache_that_cannot_be_read_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "embeddings.sqlite").write_bytes(b"rubbish" * 1000)
    found = run(tmp_path, HashingEncoder())
    assert found.computed == 3
    assert "was renamed to" in found.notices[0]
    assert (tmp_path / "embeddings.damaged").exists()


def test_a_cache_damaged_in_the_middle_is_set_aside_and_said(tmp_path: Path) -> None:
    run(tmp_path, HashingEncoder(), [f"text {number}" for number in range(200)])
    with (tmp_path / "embeddings.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 60_000)
    found = run(tmp_path, HashingEncoder(), [f"text {number}" for number in range(200)])
    assert found.computed == 200
    assert found.notices


def test_a_cache_that_is_locked_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, HashingEncoder())
    monkeypatch.setattr("indexer.embeddings._WAIT_SECONDS", 0)
    holder = sqlite3.connect(tmp_path / "embeddings.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        run(tmp_path, HashingEncoder())
    holder.close()
    assert run(tmp_path, HashingEncoder()).cached == 3


def test_vectors_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        run(tmp_path, Broken())
    assert run(tmp_path, HashingEncoder()).computed == 3


def test_progress_counts_every_text_once(tmp_path: Path) -> None:
    for _ in range(2):
        counting = Counting()
        embed(TEXTS, HashingEncoder(), tmp_path, batch_size=2, progress=counting)
        assert counting.done == len(TEXTS)


def test_nothing_to_embed_yields_no_rows(tmp_path: Path) -> None:
    assert run(tmp_path, HashingEncoder(), []).vectors.shape == (0, 256)
