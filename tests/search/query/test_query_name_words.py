"""Which words of a query are initials, and which are given names."""

import pytest

from corpus.model import Person
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import tokens
from search.query.initials import find_initials, without_initials
from search.query.lexicon import Lexicon
from search.query.name_words import find_name_words

LEXICON = Lexicon.of(
    PersonIndex(
        [
            Person("lindqvist", "Lindqvist, Anna M.", "Anna M. Lindqvist"),
            Person("holm", "Holm, Robert Edvard", "Robert Edvard Holm"),
        ]
    ),
    (),
)


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("Lindqvist, Anna M", ["M"]),
        ("Sund, Robert L.F", ["L", "F"]),
        ("U. Anna Lindqvist", ["U"]),
        ("K. E. Lindqvist", ["K", "E"]),
        ("letters to E about coal", []),
        ("vitamin c", []),
        ("USSR A", []),
        ("E", []),
        ("И. В. Петров", ["И", "В"]),
        ("木 水", []),
    ],
)
def test_initials_stand_beside_a_capitalised_word(text: str, initials: list[str]) -> None:
    assert [token.text.rstrip(".") for token in find_initials(text)] == initials


def test_the_offsets_of_other_words_stay() -> None:
    assert without_initials("Sund, Robert E") == "Sund, Robert  "


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Lindqvist, Anna M", ["Anna", "M"]),
        ("Anna Lindqvist", ["Anna"]),
        ("Sund, Robert", ["Robert"]),
        ("Sund, E", ["E"]),
        ("Sund", []),
        ("Refugees, Arab", []),
        ("Timber, Robert and coal", []),
        ("why did Anna Lindqvist leave", []),
    ],
)
def test_given_names_are_those_of_a_query_that_is_a_name(text: str, given: list[str]) -> None:
    starts = find_name_words(text, LEXICON).given
    assert [token.text.rstrip(".") for token in tokens(text) if token.start in starts] == given
