"""Cosines of the stored term vectors are those of the vectors as given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from store.term_vectors import TermVectors
from tests.builds import built_lighthouse


@pytest.mark.parametrize("block", [1, 2, 10])
def test_cosines_are_those_of_the_vectors(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr("store.term_vectors.BLOCK_ROWS", block)
    vectors = TermVectors.of([{}, {"lens": 0.6, "lamp": 0.8}, {"lens": 1.0}, {}, {"coal": 1.0}, {}])
    assert vectors.cosines(1).tolist() == pytest.approx([0, 1, 0.6, 0, 0, 0])
    assert vectors.cosines(4).tolist() == [0, 0, 0, 0, 1, 0]
    assert not vectors.cosines(0).any()


def test_no_vectors_at_all() -> None:
    assert TermVectors.of([{}, {}]).cosines(0).tolist() == [0, 0]


def test_a_build_writes_a_vector_for_each_unit(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    vectors = TermVectors.open(generation)
    assert len(vectors.ends) == generation.manifest.counts["units"]
    row = int(np.argmax(np.diff(vectors.ends, prepend=0)))
    cosines = vectors.cosines(row)
    assert int(np.argmax(cosines)) == row
    assert cosines[row] == pytest.approx(1)
