from __future__ import annotations

import numpy as np
import pytest

from indexer import held_out
from indexer.held_out import (
    Keeping,
    Retrieval,
    drawn,
    general_sentences,
    keeping,
    part_pairs,
    pool_of,
    retrieve,
)
from indexer.pairs import Pair, PairKind


def pair(
    kind: PairKind, *documents: int, passages: tuple[int, ...] = (0,), own: tuple[int, ...] = ()
) -> Pair:
    return Pair(kind, "query", passages, frozenset(f"doc-{id}" for id in documents), frozenset(own))


def documents_of(pairs: list[Pair]) -> set[str]:
    return {document for one in pairs for document in one.documents}


def found(*ranks: int) -> Retrieval:
    return Retrieval(1 / np.array(ranks, dtype=np.float64))


def test_no_document_is_in_two_parts() -> None:
    pairs = [pair("note", id) for id in range(40)] + [pair("reference", id, id + 1) for id in range(39)]
    parts = part_pairs(pairs, seed=1)
    learning, choosing, judging = map(documents_of, (parts.learning, parts.choosing, parts.judging))
    assert not learning & choosing | learning & judging | choosing & judging
    assert (len(choosing), len(judging)) == (6, 6)
    assert part_pairs(pairs, seed=1) == parts != part_pairs(pairs, seed=2)


def test_sentences_cut_from_their_passages_judge_nothing() -> None:
    parts = part_pairs([pair("sentence", id) for id in range(40)], seed=1)
    assert (len(parts.learning), parts.choosing, parts.judging) == (28, [], [])


def test_the_commonest_kind_is_learned_from_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "KIND_MOST", 3)
    pairs = [pair("heading", id) for id in range(9)] + [pair("note", id) for id in range(2)]
    chosen = drawn(pairs, seed=1)
    assert [one.kind for one in chosen] == ["heading"] * 3 + ["note"] * 2
    assert drawn(pairs, seed=1) == chosen


def test_the_first_right_passage_counts_and_ones_own_are_left_out() -> None:
    passages = np.eye(4, dtype=np.float32)
    queries = np.array([[0.9, 0.4, 0.3, 0.1], [0.9, 0.4, 0.3, 0.1]], dtype=np.float32)
    pairs = [pair("note", 1, passages=(12, 13)), pair("note", 1, passages=(12, 13), own=(10,))]
    assert retrieve(pairs, queries, passages, [10, 11, 12, 13]).reciprocal_ranks.tolist() == [1 / 3, 1 / 2]


def test_recall_counts_the_first_ten() -> None:
    measured = found(1, 10, 11, 4)
    assert measured.recall == 0.75
    assert measured.mean == pytest.approx((1 + 1 / 10 + 1 / 11 + 1 / 4) / 4)
    assert (found().mean, found().recall) == (0.0, 0.0)


def test_a_gain_must_be_more_than_chance() -> None:
    assert found(*[1] * 30).surely_exceeds(found(*[2] * 15, *[1] * 15))
    assert not found(*[1, 2] * 15).surely_exceeds(found(*[2, 1] * 15))
    assert not found(*[2] * 30).surely_exceeds(found(*[1] * 30))
    assert not found(1).surely_exceeds(found(2))


def test_a_pool_holds_what_is_needed_and_others_up_to_its_size() -> None:
    pairs = [pair("note", 1, passages=(3, 90), own=(7,))]
    pool = pool_of(pairs, 100, 20, seed=1)
    assert {3, 7, 90} <= set(pool)
    assert len(pool) == len(set(pool)) == 20
    assert pool_of(pairs, 100, 2, seed=1) == [3, 7, 90]
    assert len(pool_of(pairs, 10, 50, seed=1)) == 11


def test_cosines_that_stay_are_kept() -> None:
    vectors = np.random.default_rng(1).normal(size=(40, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rotation, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(16, 16)))
    turned = keeping(vectors, vectors @ rotation.astype(np.float32))
    assert turned.correlation == pytest.approx(1)
    assert turned.change == pytest.approx(0, abs=1e-6)
    assert turned.is_enough
    assert not keeping(vectors, vectors[::-1]).is_enough
    assert not Keeping(0.99, 0.2).is_enough


def test_general_sentences_come_in_twos_and_are_all_different() -> None:
    sentences = general_sentences()
    assert len(sentences) == len(set(sentences)) == 80
