import re

import numpy as np
import pytest

from store.word_vectors import WORD_DIMENSION, WORD_VECTOR_SCALE, EncodedWords

TEXT = "The lamp-oil, of course."
OFFSETS = [(0, 0), (0, 3), (4, 6), (6, 8), (8, 9), (9, 12), (12, 13), (14, 16), (17, 23), (23, 24), (0, 0)]
WORDS = [None, 0, 1, 1, 2, 3, 4, 5, 6, 7, None]


def vectors(count: int = len(WORDS), dimension: int = 384) -> np.ndarray:
    return np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)


def words_at(text: str, words: EncodedWords) -> list[str]:
    return [text[start:end] for start, end in words.spans]


def test_words_are_joined_from_their_pieces_without_the_signs() -> None:
    words = EncodedWords.of(TEXT, WORDS, OFFSETS, vectors())
    assert words_at(TEXT, words) == ["The", "lamp", "oil", "of", "course"]
    assert words.vectors.shape == (5, WORD_DIMENSION)
    assert words.vectors.dtype == np.int8


def test_content_words_leave_out_the_stop_words_of_the_texts_language() -> None:
    text = "Die Not war groß."
    spans = [(0, 3), (4, 7), (8, 11), (12, 16)]
    words = EncodedWords.of(text, range(4), spans, vectors(4))
    german = words.without_stop_words(text, ["de-AT"])
    assert words_at(text, german) == ["Not", "groß"]
    assert np.array_equal(german.vectors, words.vectors[[1, 3]])
    assert words_at(text, words.without_stop_words(text, ["en"])) == ["Die", "war", "groß"]


def test_signs_joined_to_a_word_do_not_belong_to_it() -> None:
    text = "„Angebot“, 1907."
    spans = [(0, 1), (1, 5), (5, 8), (8, 10), (11, 15), (15, 16)]
    pieces = vectors(6)
    words = EncodedWords.of(text, [0, 0, 0, 0, 1, 1], spans, pieces)
    assert words_at(text, words) == ["Angebot", "1907"]
    assert np.array_equal(
        words.vectors, EncodedWords.of(text, [0, 0, 1], [(1, 5), (5, 8), (11, 15)], pieces[[1, 2, 4]]).vectors
    )


def test_a_clause_without_spaces_has_a_word_for_each_piece() -> None:
    text = "您的信，昨天"
    spans = [(0, 1), (1, 3), (3, 4), (4, 6)]
    words = EncodedWords.of(text, [0, 0, 0, 0], spans, vectors(4))
    assert words_at(text, words) == ["您", "的信", "昨天"]


def test_a_words_vector_is_the_mean_of_its_pieces() -> None:
    pieces = vectors()
    halves = pieces.copy()
    halves[2] = halves[3] = pieces[2:4].mean(axis=0)
    first, second = (EncodedWords.of(TEXT, WORDS, OFFSETS, own).vectors[0] for own in (pieces, halves))
    assert np.array_equal(first, second)


def test_kept_vectors_are_nearly_as_near_each_other_as_the_models_own() -> None:
    own = vectors(200)
    own += 2 * vectors(1)
    text = " ".join(f"word{n:03}" for n in range(200))
    spans = [(8 * n, 8 * n + 7) for n in range(200)]
    kept = EncodedWords.of(text, range(200), spans, own).vectors / WORD_VECTOR_SCALE
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1, abs=0.01)
    assert np.abs(kept @ kept.T - own @ own.T).mean() < 0.06


def test_pieces_that_the_model_cut_off_are_left_out() -> None:
    words = EncodedWords.of(TEXT, WORDS, OFFSETS, vectors(4))
    assert words_at(TEXT, words) == ["The", "lamp"]


@pytest.mark.parametrize("text", ["", "— :", "?!"])
def test_a_text_may_have_no_words(text: str) -> None:
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    assert len(EncodedWords.of(text, range(len(spans)), spans, vectors(len(spans)))) == 0
    assert len(EncodedWords.empty()) == 0
