"""Vectors written and opened again: all compared while they are few, by rough codes first when many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from indexer import vectors as writing
from indexer.build import build
from indexer.vectors import write_vectors
from search.model import SearchRequest
from search.searcher import Searcher
from store import vectors as searching
from store.layout import VECTOR_INDEX, VECTORS, Generation, Manifest
from store.vectors import VectorIndex
from store.word_vectors import Vectors
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION, lighthouse_edition

COUNT, DIMENSION = 12_000, 32
CHANCE = np.random.default_rng(7)


def clustered(count: int) -> Vectors:
    """Vectors of length 1 about fifty centres, as those of texts are."""
    centres = CHANCE.standard_normal((50, DIMENSION))
    found = centres[CHANCE.integers(50, size=count)] + 0.7 * CHANCE.standard_normal((count, DIMENSION))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


KEPT, ASKED = clustered(COUNT), clustered(100)


def generation_in(folder: Path) -> Generation:
    return Generation("index", folder, Manifest("1", "", ""))


def written(folder: Path) -> tuple[VectorIndex, float]:
    (folder / VECTORS).mkdir()
    recall = write_vectors(folder, KEPT)
    return VectorIndex.open(generation_in(folder)), recall


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    index, recall = written(tmp_path_factory.mktemp("exact"))
    assert recall == 1
    return index


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    """An index that looks at codes first, of all that are more than a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "EXACT_BELOW", COUNT)
        patch.setattr(searching, "TUNED_DEPTH", 50)
        patch.setattr(writing, "TUNED_DEPTH", 50)
        patch.setattr(searching, "EXACT_MAX", 100)
        index, recall = written(tmp_path_factory.mktemp("rough"))
        assert 0.99 <= recall <= 1
        yield index


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


def test_of_many_those_whose_codes_come_near_are_enough(rough: VectorIndex) -> None:
    assert not rough.is_exact
    assert len(rough) == COUNT
    assert rough.oversampling > 1
    assert recall(rough) >= 0.98


@pytest.mark.parametrize("share", [0.9, 0.5, 0.05, 0.002])
def test_filters_are_inside_and_lose_nothing(exact: VectorIndex, rough: VectorIndex, share: float) -> None:
    allowed = CHANCE.random(COUNT) < share
    assert recall(exact, allowed) == 1
    assert recall(rough, allowed) >= 0.98
    for index in (exact, rough):
        _, found = index.search(ASKED[:1], 10, allowed)
        assert len(found) == 10
        assert allowed[found].all()


def test_where_nothing_is_allowed_nothing_is_found(exact: VectorIndex, rough: VectorIndex) -> None:
    nothing = np.zeros(COUNT, dtype=np.bool_)
    for index in (exact, rough):
        scores, found = index.search(ASKED[:1], 10, nothing)
        assert (len(scores), len(found)) == (0, 0)


def test_scores_are_inner_products(exact: VectorIndex, rough: VectorIndex) -> None:
    for index, tolerance in ((exact, 1e-6), (rough, 0.02)):
        scores, found = index.search(ASKED[:1], 10)
        assert np.abs(scores - KEPT[found] @ ASKED[0]).max() < tolerance


def test_vectors_are_given_back(exact: VectorIndex, rough: VectorIndex) -> None:
    passages = np.array([5, 3, 4000])
    for index, tolerance in ((exact, 1e-6), (rough, 0.02)):
        assert np.abs(index.vectors(passages) - KEPT[passages]).max() < tolerance


def test_a_filter_that_leaves_what_is_far_from_the_question_loses_nothing(rough: VectorIndex) -> None:
    """The nearest half by codes has none of these, so that it must be looked deeper."""
    found = []
    for one in ASKED[:20]:
        scores = KEPT @ one
        allowed = scores < np.median(scores)
        given = rough.search(one[None], 10, allowed)[1].tolist()
        found.append(len(set(given) & set(nearest(one, allowed))))
    assert np.mean(found) >= 9


def test_what_is_read_is_what_was_written(rough: VectorIndex, tmp_path: Path) -> None:
    rough.write(tmp_path / "again.faiss")
    (tmp_path / VECTORS).mkdir()
    (tmp_path / "again.faiss").replace(tmp_path / VECTOR_INDEX)
    again = VectorIndex.open(generation_in(tmp_path))
    assert again.oversampling == pytest.approx(rough.oversampling)
    assert np.array_equal(rough.search(ASKED[:1], 10)[1], again.search(ASKED[:1], 10)[1])


def test_a_file_that_is_none_is_damaged(tmp_path: Path) -> None:
    (tmp_path / VECTORS).mkdir()
    (tmp_path / VECTOR_INDEX).write_bytes(b"no vectors")
    with pytest.raises(IndexDamaged, match=r"passages\.faiss"):
        VectorIndex.open(generation_in(tmp_path))


def test_neighbours_beyond_the_candidates_count_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "EXACT_BELOW", 100)
    monkeypatch.setattr(writing, "_CANDIDATES_MAX", 3)
    index, recall = writing.vector_index(KEPT[:1000])
    assert index.oversampling == 1
    assert 0 < recall <= 0.3


@pytest.mark.parametrize("dimension", [30, 33])
def test_vectors_of_any_length_have_codes(dimension: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "EXACT_BELOW", 100)
    vectors = CHANCE.standard_normal((700, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index, recall = writing.vector_index(vectors)
    assert not index.is_exact
    assert recall >= writing.RECALL


def test_an_index_of_codes_is_searched_and_related_like_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EXACT_BELOW", 10)
    monkeypatch.setattr(searching, "EXACT_MAX", 10)
    settings = settings_in(tmp_path)
    report = build([lighthouse_edition()], root=tmp_path, name=NAME, settings=settings,
                   encoder=HashingEncoder())  # fmt: skip
    assert report.notices == () or "approximate" in report.notices[0]
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    found = searcher.search(SearchRequest("forty wagons of coal at the junction", mode="semantic"))
    assert found.hits[0].unit.id == f"{EDITION}/doc-9"
    related = searcher.related(f"{EDITION}/doc-9", frozenset({"meaning"}))
    assert related
    assert f"{EDITION}/doc-9" not in {one.unit.id for one in related}
