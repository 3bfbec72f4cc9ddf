import re

import numpy as np
import pytest

from store.word_vectors import WORD_DIMENSION, WORD_VECTOR_SCALE, ContentWords

TEXT = "The lamp-oil, of course."
OFFSETS = [(0, 0), (0, 3), (4, 6), (6, 8), (8, 9), (9, 12), (12, 13), (14, 16), (17, 23), (23, 24), (0, 0)]
WORDS = [None, 0, 1, 1, 2, 3, 4, 5, 6, 7, None]


def vectors(count: int = len(WORDS), dimension: int = 384) -> np.ndarray:
    return np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)


def test_words_are_joined_from_their_pieces_without_the_little_ones_and_the_signs() -> None:
    words = ContentWords.of(TEXT, WORDS, OFFSETS, vectors())
    assert [TEXT[start:end] for start, end in words.spans] == ["lamp", "oil", "course"]
    assert words.vectors.shape == (3, WORD_DIMENSION)
    assert words.vectors.dtype == np.int8


def test_a_words_vector_is_the_mean_of_its_pieces() -> None:
    pieces = vectors()
    halves = pieces.copy()
    halves[2] = halves[3] = pieces[2:4].mean(axis=0)
    first, second = (ContentWords.of(TEXT, WORDS, OFFSETS, own).vectors[0] for own in (pieces, halves))
    assert np.array_equal(first, second)


def test_kept_vectors_are_nearly_as_near_each_other_as_the_models_own() -> None:
    own = vectors(200)
    own += 2 * vectors(1)
    text = " ".join(f"word{n:03}" for n in range(200))
    spans = [(8 * n, 8 * n + 7) for n in range(200)]
    kept = ContentWords.of(text, range(200), spans, own).vectors / WORD_VECTOR_SCALE
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1, abs=0.01)
    assert np.abs(kept @ kept.T - own @ own.T).mean() < 0.06


def test_pieces_that_the_model_cut_off_are_left_out() -> None:
    words = ContentWords.of(TEXT, WORDS, OFFSETS, vectors(4))
    assert [TEXT[start:end] for start, end in words.spans] == ["lamp"]


@pytest.mark.parametrize("text", ["", "of the", "?!"])
def test_a_text_may_have_no_words(text: str) -> None:
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    assert len(ContentWords.of(text, range(len(spans)), spans, vectors(len(spans)))) == 0
    assert len(ContentWords.empty()) == 0
