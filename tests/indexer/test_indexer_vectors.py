"""Vectors written and opened again: exact while they are few, in cells when they are very many."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from corpus.store.encoder import Vectors
from corpus.store.layout import VECTORS, Generation, Manifest
from indexer import vectors as writing
from indexer.build import build
from indexer.vectors import write_vectors
from search.model import SearchRequest
from search.service import Searcher
from search.vectors import VectorIndex
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION, lighthouse_edition

COUNT, DIMENSION = 6000, 32
CHANCE = np.random.default_rng(7)


def clustered(count: int) -> Vectors:
    """Vectors of length 1 about fifty centres, as those of texts are."""
    centres = CHANCE.standard_normal((50, DIMENSION))
    found = centres[CHANCE.integers(50, size=count)] + 0.7 * CHANCE.standard_normal((count, DIMENSION))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


KEPT, ASKED = clustered(COUNT), clustered(100)


def written(folder: Path) -> tuple[VectorIndex, float]:
    (folder / VECTORS).mkdir()
    recall = write_vectors(folder, KEPT)
    return VectorIndex(Generation("index", folder, Manifest("1", "", ""))), recall


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    index, recall = written(tmp_path_factory.mktemp("exact"))
    assert recall == 1
    return index


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "EXACT_BELOW", COUNT)
        index, recall = written(tmp_path_factory.mktemp("cells"))
    assert 0.9 <= recall <= 1
    return index


def nearest(vector: Vectors, allowed: np.ndarray | None = None) -> list[int]:
    """The ten nearest by comparing all."""
    scores = KEPT @ vector
    if allowed is not None:
        scores[~allowed] = -2
    return [int(passage) for passage in np.argsort(-scores)[:10]]


def recall(index: VectorIndex, allowed: np.ndarray | None = None) -> float:
    found = [set(index.search(one[None], 10, allowed)[1].tolist()) for one in ASKED]
    wanted = [set(nearest(one, allowed)) for one in ASKED]
    return float(np.mean([len(a & b) / 10 for a, b in zip(found, wanted, strict=True)]))


def test_few_vectors_are_all_compared(exact: VectorIndex) -> None:
    assert exact.is_exact
    assert recall(exact) == 1


def test_of_very_many_the_nearest_cells_are_enough(cells: VectorIndex) -> None:
    assert not cells.is_exact
    assert len(cells) == COUNT
    assert recall(cells) >= 0.9


@pytest.mark.parametrize("share", [0.5, 0.05, 0.002])
def test_filters_are_inside_and_lose_nothing(exact: VectorIndex, cells: VectorIndex, share: float) -> None:
    allowed = CHANCE.random(COUNT) < share
    assert recall(exact, allowed) == 1
    assert recall(cells, allowed) >= 0.9
    for index in (exact, cells):
        _, found = index.search(ASKED[:1], 10, allowed)
        assert len(found) == 10
        assert allowed[found].all()


def test_where_nothing_is_allowed_nothing_is_found(exact: VectorIndex, cells: VectorIndex) -> None:
    nothing = np.zeros(COUNT, dtype=np.bool_)
    for index in (exact, cells):
        scores, found = index.search(ASKED[:1], 10, nothing)
        assert (len(scores), len(found)) == (0, 0)


def test_scores_are_inner_products(exact: VectorIndex, cells: VectorIndex) -> None:
    for index, tolerance in ((exact, 1e-6), (cells, 0.02)):
        scores, found = index.search(ASKED[:1], 10)
        assert np.abs(scores - KEPT[found] @ ASKED[0]).max() < tolerance


def test_vectors_are_given_back(exact: VectorIndex, cells: VectorIndex) -> None:
    passages = np.array([5, 3, 4000])
    for index, tolerance in ((exact, 1e-6), (cells, 0.02)):
        assert np.abs(index.vectors(passages) - KEPT[passages]).max() < tolerance


def test_cells_lie_on_the_disk(cells: VectorIndex) -> None:
    assert isinstance(faiss.downcast_InvertedLists(cells._index.invlists), faiss.OnDiskInvertedLists)


def test_an_index_of_cells_is_searched_and_related_like_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EXACT_BELOW", 10)
    settings = settings_in(tmp_path)
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings,
                   encoder=HashingEncoder())  # fmt: skip
    assert report.notices == () or "cells" in report.notices[0]
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    found = searcher.search(SearchRequest("forty wagons of coal at the junction", mode="semantic"))
    assert found.hits[0].unit.id == f"{EDITION}/doc-9"
    related = searcher.related(f"{EDITION}/doc-9", frozenset({"meaning"}))
    assert related
    assert f"{EDITION}/doc-9" not in {one.unit.id for one in related}
