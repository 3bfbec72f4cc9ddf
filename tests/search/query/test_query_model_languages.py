"""Whether a model understands the language of a query: said only where it is certain."""

from __future__ import annotations

import pytest

from search.query.model_languages import is_foreign


@pytest.mark.parametrize(
    "query",
    [
        "Warum kam das Schiff nicht nach Orlets?",
        "pourquoi le phare était-il éteint dans la nuit",
        "кто просил прислать линзу",
        "φάρος του λιμανιού",
        "灯台 修理",
    ],
)
def test_a_sentence_in_another_language_is_foreign(query: str) -> None:
    assert is_foreign(query, ("en",), ())


@pytest.mark.parametrize(
    "query",
    [
        "Why did the ship not come to Orlets?",
        "Charles de la Vallée",
        "Linse",
        "Зеленов Брандт",
        "линза",
        "1921 1922",
        "lens telegram",
        "Herr von der Heide and the lamps of the harbour",
    ],
)
def test_names_single_words_and_english_are_not(query: str) -> None:
    assert not is_foreign(query, ("en",), ())


def test_names_that_were_understood_do_not_count() -> None:
    query = "зеленов брандт"
    assert is_foreign(query, ("en",), ())
    assert not is_foreign(query, ("en",), ("зеленов", "брандт"))


def test_a_language_of_the_model_is_not_foreign() -> None:
    assert not is_foreign("Warum kam das Schiff nicht nach Orlets?", ("en", "de"), ())
