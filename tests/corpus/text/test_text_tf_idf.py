import numpy as np
import pytest

from corpus.text.tf_idf import TfIdfVectorizer, content_terms

WORDS = TfIdfVectorizer.fit(
    ["Ships wait at the quay.", "A ship and a quay.", "Quays and duties.", "Duties rise."]
)


def test_words_of_one_text_alone_do_not_count() -> None:
    assert set(WORDS.columns) == {"and", "ship", "quay", "duti"}


def test_a_text_is_a_vector_of_length_one_over_known_words() -> None:
    vector = WORDS.transform(["A ship, a ship with owls."])[0]
    assert np.linalg.norm(vector) == pytest.approx(1.0)
    assert np.count_nonzero(vector) == 1


def test_rare_words_weigh_more() -> None:
    vector = WORDS.transform(["ship quay"])[0]
    assert vector[WORDS.columns["ship"][0]] > vector[WORDS.columns["quay"][0]]


def test_a_text_of_unknown_words_is_nothing() -> None:
    assert not WORDS.transform(["Owls."]).any()


def test_signs_of_unspaced_scripts_are_content_terms_and_single_letters_are_not() -> None:
    printed: dict[str, str] = {}
    assert list(content_terms("A. K. Brandt paid 1,000 for 東京 quays", printed)) == [
        "brandt",
        "paid",
        "東",
        "京",
        "quay",
    ]
    assert printed["quay"] == "quays"
