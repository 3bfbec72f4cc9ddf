"""Queries in German, French, Russian, Italian and Spanish that name correspondents and times."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Person
from corpus.persons.declension import DATIVE, GENITIVE, nominatives
from corpus.persons.person_index import PersonIndex
from corpus.persons.transliteration import consonant_keys
from search.query.correspondence import find_correspondence, find_query_languages
from search.query.dates import find_query_dates
from search.query.grammar import parse_query
from search.query.interpretation import interpret_query
from search.query.letter_words import LETTER_WORDS
from search.query.lexicon import Lexicon
from search.query.wording_patterns import wording
from tests.editions import lighthouse_edition

LIGHTHOUSE = lighthouse_edition()
LEXICON = Lexicon.of(PersonIndex(LIGHTHOUSE.persons), LIGHTHOUSE.terms, (1921, 1923))
FROM_BRANDT, TO_HAUGEN = "sender=brandt-a", "recipient=haugen-i"
BOTH = {"correspondent=brandt-a", "correspondent=haugen-i"}
JUNE = "1922-06-01..1922-06-30"


def asked(text: str) -> tuple[set[str], list[str], str]:
    """Return the conditions of a query: field=value, periods, and what remains to be searched."""
    found = interpret_query(parse_query(text), LEXICON)
    conditions = {f"{name}={'|'.join(values)}" for name, values in found.conditions}
    return conditions, [f"{first}..{last}" for first, last in found.periods], found.remaining_text


@pytest.mark.parametrize(
    ("text", "conditions", "periods"),
    [
        ("Briefe von Brandt an Haugen", {FROM_BRANDT, TO_HAUGEN}, []),
        ("Brandts Briefe an Haugen vom Juni 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("Was schrieb Brandt an Haugen im Juni 1922?", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("Briefwechsel zwischen Brandt und Haugen", BOTH, []),
        ("an Haugen gerichtete Briefe Brandts", {FROM_BRANDT, TO_HAUGEN}, []),
        ("von Haugen empfangene Briefe", {TO_HAUGEN}, []),
        ("Welche Briefe erhielt Haugen von Brandt?", {FROM_BRANDT, TO_HAUGEN}, []),
        ("Brandt und Tamm an Haugen", {"sender=brandt-a|tamm-j", TO_HAUGEN}, []),
        ("lettres de Brandt à Haugen en juin 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("Qu’a écrit Brandt à Haugen ?", {FROM_BRANDT, TO_HAUGEN}, []),
        ("correspondance entre Brandt et Haugen", BOTH, []),
        ("lettres reçues par Haugen", {TO_HAUGEN}, []),
        ("письма Брандта Хаугену за июнь 1922 года", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("письма, адресованные Хаугену Брандтом", {FROM_BRANDT, TO_HAUGEN}, []),
        ("Absender: Brandt; Empfänger: Haugen", {FROM_BRANDT, TO_HAUGEN}, []),
        ("mittente: Brandt, destinatario: Haugen", {FROM_BRANDT, TO_HAUGEN}, []),
        ("что писал Брандт Хаугену", {FROM_BRANDT, TO_HAUGEN}, []),
        ("переписка Брандта с Хаугеном", BOTH, []),
        ("lettere di Brandt a Haugen nel giugno 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("carteggio fra Brandt e Haugen", BOTH, []),
        ("A chi scrisse Brandt?", {FROM_BRANDT}, []),
        ("cartas de Brandt a Haugen en junio de 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE]),
        ("¿Quién escribió a Haugen?", {TO_HAUGEN}, []),
        ("correspondencia entre Brandt y Haugen", BOTH, []),
    ],
)
def test_the_letters_asked_for_are_conditions(text: str, conditions: set[str], periods: list[str]) -> None:
    assert asked(text) == (conditions, periods, "")


@pytest.mark.parametrize(
    "text",
    [
        "Briefe über Brandt",
        "Brandts Haltung zu Haugen",
        "Warum wurden Brandts Briefe kürzer?",
        "von Brandt",
        "lettres sur Brandt",
        "письма о Брандте",
        "lettere su Brandt",
        "cartas sobre Brandt",
        "der Sturm vom 7. August 1922",
    ],
)
def test_what_is_asked_about_is_no_condition(text: str) -> None:
    assert asked(text)[:2] == (set(), [])


def test_the_subject_of_letters_remains() -> None:
    assert asked("Briefe von Brandt an Haugen über Kohle")[2] == "Kohle"
    assert asked("письма Брандта Хаугену о хлебе")[2] == "хлебе"


@pytest.mark.parametrize(
    ("language", "text", "edtf"),
    [
        ("de", "im Frühjahr 1922", "1922-21"),
        ("de", "zwischen dem 3. und 10. Mai 1922", "[1922-05-03..1922-05-10]"),
        ("de", "bis Mai 1922", "[..1922-05-31]"),
        ("de", "im dritten Quartal 1922", "1922-07-01/1922-09-30"),
        ("de", "aus den zwanziger Jahren des 19. Jahrhunderts", "182X"),
        ("de", "im 19. Jahrhundert", "18XX"),
        ("de", "Ende des 19. Jhs.", "1867/1899"),
        ("fr", "jusqu’en 1922", "[..1922-12-31]"),
        ("fr", "(début du XIXe siècle)", "1800/1832"),
        ("ru", "в начале XX века", "1900/1932"),
        ("ru", "XIX в.", "18XX"),
        ("it", "nella prima metà dell’Ottocento", "1800/1849"),
        ("es", "a mediados del siglo XIX", "1833/1866"),
        ("fr", "au printemps 1922", "1922-21"),
        ("fr", "début des années 1920", "1920/1923"),
        ("ru", "весной 1922 года", "1922-21"),
        ("ru", "с мая до июля 1922", "1922-05/1922-07"),
        ("ru", "между маем и июнем 1922", "[1922-05-01..1922-06-30]"),
        ("it", "dall’aprile all’agosto 1922", "1922-04/1922-08"),
        ("it", "negli anni venti dell’Ottocento", "182X"),
        ("es", "desde mayo hasta julio de 1922", "1922-05/1922-07"),
        ("es", "a finales de 1922", "[1922-09-01..1922-12-31]"),
    ],
)
def test_dates_are_found_in_their_language(language: str, text: str, edtf: str) -> None:
    (found,) = find_query_dates(text, (1821, 1923), vague=True, language=language)
    assert found.edtf == edtf
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1922 Mark"),
        ("fr", "1922 francs"),
        ("ru", "1922 тысячи тонн"),
        ("it", "1922 lire"),
        ("es", "n.º 1922"),
        ("it", "ottocento lire"),
        ("ru", "в 5 в. утра"),
        ("fr", "un siècle"),
    ],
)
def test_quantities_are_no_dates(language: str, text: str) -> None:
    assert find_query_dates(text, (1921, 1923), language=language) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Briefe an Haugen", "de"),
        ("lettres de Brandt", "fr"),
        ("письма Брандта", "ru"),
        ("lettere di Brandt", "it"),
        ("cartas de Brandt", "es"),
        ("letters from Brandt in an old hand", "en"),
        ("Brandt", "en"),
        ("the estate and a fine of 1922", "en"),
    ],
)
def test_a_query_is_read_in_its_language(text: str, language: str) -> None:
    assert find_query_languages(text, LEXICON)[0] == language


def test_a_name_in_the_other_script_is_that_which_somebody_bears() -> None:
    persons = tuple(
        Person(name.lower().replace(" ", "-"), name, "person")
        for name in ("Berta Tamm", "Bertha Suttner", "Karl Haugen", "Carl Lund")
    )
    lexicon = Lexicon.of(PersonIndex(persons), (), (1921, 1923))
    for text, sender, recipient in (
        ("письмо Берты Зуттнер Карлу Хаугену", "bertha-suttner", "karl-haugen"),
        ("письмо Карла Лунда Берте Тамм", "carl-lund", "berta-tamm"),
    ):
        assert {(each.role, each.ids) for each in find_correspondence(text, lexicon).correspondents} == {
            ("sender", (sender,)),
            ("recipient", (recipient,)),
        }


def test_names_are_led_back_to_the_nominative() -> None:
    assert ("сталин", GENITIVE) in nominatives("сталина", "ru")
    assert ("лев", GENITIVE) in nominatives("льва", "ru")
    assert ("каганович", DATIVE) in nominatives("кагановичу", "ru")
    assert ("brandt", GENITIVE) in nominatives("brandts", "de")
    assert nominatives("brandts", "fr") == ()


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [("гумбольдт", "humboldt"), ("эренберг", "ehrenberg"), ("цвейг", "zweig"), ("тиллих", "tillich")],
)
def test_names_that_sound_alike_share_a_key_across_scripts(cyrillic: str, latin: str) -> None:
    assert consonant_keys(cyrillic) & consonant_keys(latin)


def test_a_register_in_cyrillic_is_found_by_latin_names() -> None:
    persons = [
        replace(LIGHTHOUSE.persons[0], id="gumboldt", name="Гумбольдт, Александр", display="", variants=())
    ]
    lexicon = Lexicon.of(PersonIndex(persons), (), (1921, 1923))
    found = find_correspondence("Briefe von Humboldt", lexicon).correspondents
    assert [each.ids for each in found] == [("gumboldt",)]


@pytest.mark.parametrize("language", LETTER_WORDS)
def test_no_pattern_of_a_language_takes_long(language: str) -> None:
    patterns = wording(language)
    everything = [*patterns.sendings, *patterns.noun_phrases, *patterns.headings, *patterns.clauses]
    everything += [patterns.headed_by_letters, patterns.letters_of_date, patterns.relating]
    for piece in ("\ue000 ", "\uf810 ", "\uf821 ", "\uf000 ", "\ue000\uf801 a ", "von \ue000 ", "a ", ", "):
        text = piece * (1000 // len(piece))
        for pattern in everything:
            began = time.process_time()
            pattern.search(text)
            assert time.process_time() - began < 0.5, (piece, pattern.pattern[:80])


_WORDING = """
Brandt Brandts Haugen Брандта Хаугену Briefe lettres письма lettere cartas von an de à di a des und et e y
schrieb écrit scrisse писал что was que im en в nel Juni juin июня giugno junio 1922 zwischen 5 bis au об über
, ’ \ue000
"""
WORDING = _WORDING.split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDING), max_size=14).map(" ".join))
def test_wording_lies_within_the_query(text: str) -> None:
    found = find_correspondence(text, LEXICON)
    assert all(0 <= start < end <= len(text) for start, end in (*found.spans, *found.named))
    assert all(one.printed == text[one.start : one.end] for one in found.correspondents)
    assert all(text[each.date.start :].startswith(each.date.text) for each in found.times)
