"""What a build takes of the generation that it takes the place of."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.build import BuildReport, passage_lengths
from indexer.passages import split_editions
from store.layout import VECTOR_INDEX, open_generation
from store.vectors import VectorIndex
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from tests.editions import lighthouse_edition
from tests.format_7 import OldPassage, write_format_7


def built_without_cache(root: Path, encoder: HashingEncoder) -> BuildReport:
    shutil.rmtree(root / "cache", ignore_errors=True)
    return build_lighthouse(root, encoder=encoder)


def older(root: Path) -> Path:
    """A generation of format 7 with the passages that the edition has."""
    lengths = passage_lengths(settings_in(root), HashingEncoder())
    passages = split_editions([lighthouse_edition()], lengths)
    kept = [OldPassage(one.unit, one.text, one.context) for one in passages]
    return write_format_7(root, NAME, passages=kept, encoder=HashingEncoder())


def test_embeddings_are_taken_from_a_generation_of_0_1_0(tmp_path: Path) -> None:
    older(tmp_path)
    report = built_without_cache(tmp_path, FailingEncoder())
    assert (report.embedded, report.notices) == (0, ())
    taken = VectorIndex.open(open_generation(tmp_path, NAME)).all_vectors()
    build_lighthouse(tmp_path / "afresh")
    afresh = VectorIndex.open(open_generation(tmp_path / "afresh", NAME)).all_vectors()
    assert np.array_equal(taken, afresh)


def test_words_are_taken_with_their_passages(tmp_path: Path) -> None:
    first = build_lighthouse(tmp_path)
    second = built_without_cache(tmp_path, FailingEncoder())
    for name in ("words.npy", "word-spans.npy", "word-ends.npy"):
        before, after = (np.load(one.directory / "vectors" / name) for one in (first, second))
        assert np.array_equal(before, after)


def test_those_of_another_model_are_not_taken(tmp_path: Path) -> None:
    older(tmp_path)
    encoder = HashingEncoder()
    encoder.checksum = "another"
    assert built_without_cache(tmp_path, encoder).cached == 0


@pytest.mark.parametrize("content", [b"", b"damaged"])
def test_a_damaged_generation_is_passed_over_with_a_notice(tmp_path: Path, content: bytes) -> None:
    (older(tmp_path) / VECTOR_INDEX).write_bytes(content)
    report = built_without_cache(tmp_path, HashingEncoder())
    assert report.embedded
    assert VECTOR_INDEX in " ".join(report.notices)
