"""What the texts print in lower case is an everyday word, whoever bears it as a name."""

from __future__ import annotations

import pytest

from corpus.model import Person
from corpus.persons.person_index import PersonIndex
from search.query.correspondence import find_correspondence
from search.query.grammar import parse_query
from search.query.interpretation import interpret_query
from search.query.lexicon import Lexicon, find_query_expansions
from search.query.word_usage import WordUsage, starts_sentence

TEXTS = (
    "Silver is dear, and the price of silver rises. We asked Mr. Silver. Silver was paid.",
    "Ask Weaver in the port. The weavers and Weaver agree, says J. Weaver.",
    "It may rain in May. They may come.",
    "Der müller mahlt, sagt Müller. Ein müller, zwei.",
    "SILVER MAY COME",
    "Als der Vogt kam, sprach ein alter Vogt, dem Vogt gleich, mit Vogt.",
    "Auch Adler, sagt der Adler, und Adler.",
    "Und Frau von der Heide, Herr von der Heide und Graf von der Heide kamen.",
)
PERSONS = (
    Person("silver-ada", "Silver, Ada", "Ada Silver", biography="test/bio.silver"),
    Person("weaver-j", "Weaver, J.", "J. Weaver", biography="test/bio.weaver"),
    Person("maye-k", "Maye, K.", "K. Maye", variants=("May",)),
)
USAGE = WordUsage(lambda word: TEXTS)
LEXICON = Lexicon.of(PersonIndex(PERSONS), (), (1900, 1910), is_common_word=USAGE.is_common)


@pytest.mark.parametrize(
    ("word", "is_common"),
    [
        ("silver", True),
        ("may", True),
        ("muller", True),
        ("weaver", False),
        ("vogt", True),
        ("adler", False),
        ("heide", False),
        ("port", True),
        ("absent", False),
    ],
)
def test_a_word_in_lower_case_is_common(word: str, is_common: bool) -> None:
    assert USAGE.is_common(word) is is_common


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("May came", 0, True),
        ("so May came", 3, False),
        ("It ends. May came", 9, True),
        ("with J. May", 8, False),
        ("with Mr. May", 9, False),
        ("“May”", 1, True),
        ("Who? May", 5, True),
    ],
)
def test_a_sentence_starts_after_a_full_stop_that_ends_no_abbreviation(
    text: str, start: int, expected: bool
) -> None:
    assert starts_sentence(text, start) is expected


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("silver", ()),
        ("Silver", ()),
        ("SILVER", ()),
        ("who was Silver?", ("test/bio.silver",)),
        ("Ada Silver", ("test/bio.silver",)),
        ("ada silver", ("test/bio.silver",)),
        ("weaver", ("test/bio.weaver",)),
        ("who was weaver", ("test/bio.weaver",)),
    ],
)
def test_a_common_word_alone_is_no_person(text: str, persons: tuple[str, ...]) -> None:
    assert interpret_query(parse_query(text), LEXICON).biographies == persons


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("who may come", []),
        ("May comes", []),
        ("what did May want", ["Maye"]),
    ],
)
def test_a_common_word_gains_no_spelling_of_a_name(text: str, spellings: list[str]) -> None:
    found = find_query_expansions(text, LEXICON, frozenset())
    assert [item.alternatives[0] for item in found] == spellings


def test_a_common_word_in_lower_case_is_no_correspondent() -> None:
    assert find_correspondence("the letters from silver mines", LEXICON).correspondents == ()
    for text, id in (("letters from weaver", "weaver-j"), ("letters from Silver", "silver-ada")):
        assert [item.persons[0].id for item in find_correspondence(text, LEXICON).correspondents] == [id]
