from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from corpus.text.sentences import sentence_spans
from indexer.vectors import write_words
from search.ranking import late_interaction
from search.ranking.late_interaction import PassageWords, QueryWords, StoredRows
from store.layout import VECTORS, Generation, Manifest
from store.passages import PassageTable
from store.word_vectors import WORD_DIMENSION, WORD_VECTOR_SCALE, EncodedWords
from tests.builds import built_lighthouse, open_semantic
from tests.doubles import HashingEncoder


def axis(*axes: int) -> np.ndarray:
    """A kept vector between some axes."""
    vector = np.zeros(WORD_DIMENSION)
    vector[list(axes)] = WORD_VECTOR_SCALE / math.sqrt(len(axes))
    return np.rint(vector).astype(np.int8)


def words(*vectors: np.ndarray) -> EncodedWords:
    spans = np.array([(5 * n, 5 * n + 4) for n in range(len(vectors))], np.int32)
    return EncodedWords(spans, np.array(vectors, np.int8).reshape(-1, WORD_DIMENSION))


def passages(folder: Path, *each: EncodedWords) -> PassageWords:
    (folder / VECTORS).mkdir()
    write_words(folder, each)
    return PassageWords.open(Generation("index", folder, Manifest("1", "", "")))


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return built_lighthouse(tmp_path_factory.mktemp("indexes"))


def test_every_word_asked_for_takes_the_nearest_of_a_passage_weighted_by_a_power_of_idf(
    tmp_path: Path,
) -> None:
    asked = QueryWords.of("lamp coal", words(axis(0), axis(1)), {"lamp": 4.0, "coal": 1.0}.__getitem__)
    assert asked is not None
    there = passages(tmp_path, words(axis(0, 2), axis(3)), EncodedWords.empty(), words(axis(1), axis(0)))
    found = there.similarities(asked, np.array([0, 1, 2]))
    assert found == pytest.approx([8 / 9 / math.sqrt(2), 0, 1], abs=0.01)


def test_passages_are_given_in_the_order_asked(tmp_path: Path) -> None:
    asked = QueryWords.of("lamp", words(axis(0)), lambda term: 1.0)
    assert asked is not None
    there = passages(tmp_path, words(axis(0)), EncodedWords.empty(), words(axis(1)), words(axis(0, 1)))
    expected = [math.sqrt(0.5), 0, 1, 0]
    assert there.similarities(asked, np.array([3, 2, 0, 1])) == pytest.approx(expected, abs=0.01)


def test_what_points_away_counts_as_nothing(tmp_path: Path) -> None:
    asked = QueryWords.of("lamp", words(-axis(0)), lambda term: 1.0)
    assert asked is not None
    assert passages(tmp_path, words(axis(0))).similarities(asked, np.array([0])) == pytest.approx([0])


def test_words_that_are_everywhere_count_alike_where_there_are_no_others() -> None:
    asked = QueryWords.of("lamp coal", words(axis(0), axis(1)), lambda term: 0.0)
    assert asked is not None
    assert asked.weights.tolist() == [0.5, 0.5]


def test_a_query_without_words_asks_for_none() -> None:
    assert QueryWords.of("?", EncodedWords.empty(), lambda term: 1.0) is None


def test_the_sentence_with_the_nearest_words_is_given(generation: Generation) -> None:
    there, table = PassageWords.open(generation), PassageTable.open(generation)
    query_terms = next(one for one in map(table.passage, range(len(table))) if one.text.count(". ") > 1)
    start, end = sentence_spans(query_terms.text)[1]
    text = query_terms.text[start:end]
    asked = QueryWords.of(text, HashingEncoder().encode_passages([text]).words[0], lambda term: 1.0)
    assert asked is not None
    assert there.most_similar_sentence(asked, query_terms, 0.35) == (start, end)
    words = HashingEncoder().encode_passages(["zeppelin"]).words[0]
    stranger = QueryWords.of("zeppelin", words, lambda term: 1.0)
    assert stranger is not None
    assert there.most_similar_sentence(stranger, query_terms, 0.35) is None


def test_words_that_are_missing_are_reported(generation: Generation, tmp_path: Path) -> None:
    moved = Generation(generation.name, tmp_path, generation.manifest)
    with pytest.raises(IndexDamaged, match="words"):
        PassageWords.open(moved)


def test_words_change_the_order_of_what_is_near_as_a_whole(generation: Generation) -> None:
    reading = HashingEncoder().encode_passages(["forty wagons of coal at the junction"])
    asked = QueryWords.of("forty wagons of coal at the junction", reading.words[0], lambda term: 1.0)
    assert asked is not None
    passages = np.arange(20)
    cosines = np.linspace(0.6, 0.2, 20, dtype=np.float32)
    scores, order = open_semantic(generation, 0.5).refine(cosines, passages, asked)
    near = PassageWords.open(generation).similarities(asked, order)
    assert scores == pytest.approx(0.5 * cosines[order] + 0.5 * near, abs=1e-5)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert order.tolist() != passages.tolist()


def test_rows_that_are_read_are_those_that_are_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.arange(60, dtype=np.int8).reshape(20, 3)
    np.save(tmp_path / "rows.npy", rows)
    mapped = StoredRows(tmp_path / "rows.npy")
    monkeypatch.setattr(late_interaction, "MAPPED_BYTES_MAX", 10)
    read = StoredRows(tmp_path / "rows.npy")
    firsts, lasts = np.array([3, 0, 7]), np.array([5, 1, 7])
    for stored in (mapped, read):
        assert np.array_equal(stored.read_ranges(firsts, lasts), rows[[3, 4, 0]])
        assert stored.read_ranges(firsts[:0], lasts[:0]).shape == (0, 3)
