"""Keys of words: which spellings have the same stem, and which words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.analysis import ENGLISH, fold, stem
from corpus.text.word_keys import word_key
from search.query.languages import Languages
from search.query.matching import PhraseTerms, QueryTerms, find_matches

SAME = [
    ("de", "Theil Teil, seyn sein, thun tun, giebt gibt, gieng ging, Cultur Kultur, Litteratur Literatur"),
    ("de", "studiren studieren, Concert Konzert, Medicin Medizin, Muth Mut, todt tot, Freyheit Freiheit"),
    (
        "de",
        "Werth Wert, Ereigniss Ereignisse, starck stark, Hülfe Hilfe, läugnen leugnen, Eigenthum Eigentum",
    ),
    ("de", "koennen können, daſs dass, Straße Strasse, Rudolph Rudolf, Photographie Fotografie, Carl Karl"),
    ("de", "Rathhaus Rathaus, Thee Tee, Theer Teer, Thau Tau"),
    ("fr", "genevois genevoise, bavarois bavaroises"),
    ("fr", "avoit avait, étois étais, seroient seraient, connoître connaître, anglois anglais, tems temps"),
    ("fr", "aimée aimer, arrivées arriver, donnèrent donner, foible faible, luy lui, œuvre oeuvre"),
    ("ru", "хлѣбъ хлеб, добраго доброго, синяго синего, разсказъ рассказ, безполезный бесполезный, ещё еще"),
    ("ru", "благо благу, благаго благого, третьяго третьего"),
    ("ru", "Россія Россия, добрыя добрые, Ѳедоръ Федор"),
    ("it", "ajuto aiuto, principii principi, natione nazione"),
    (
        "es",
        "dixo dijo, México Méjico, exercito ejército, quando cuando, muger mujer, reyno reino, passar pasar",
    ),
    ("pt", "cantávamos cantar, cantarão cantar, falássemos falar"),
    ("da", "paa på, aar år"),
]
OTHER = [
    ("de", "Thomas tomas, Lyon Lion, Esther ester, Gottheit gottet, schon schoon, Buch Buk, Cohen Kohen"),
    ("fr", "parois parais, fois fais, mois mais, soit sait, endroit endrait, dans dants, gens gent"),
    ("ru", "изба исба, без бес, мая мое, Яго его, благо блог"),
    ("es", "próximo prójimo, gato jato, taxi tají, sexo sejo"),
    ("it", "questione quezione, zii zi"),
    ("en", "labour labor, theil teil, cultur kultur"),
]


def _pairs(cases: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(language, *pair.split()) for language, pairs in cases for pair in pairs.split(",")]  # type: ignore[misc]


@pytest.mark.parametrize(("language", "old", "new"), _pairs(SAME))
def test_old_and_new_spellings_have_the_same_stem(language: str, old: str, new: str) -> None:
    assert stem(fold(old), language) == stem(fold(new), language)


@pytest.mark.parametrize(("language", "word", "other"), _pairs(OTHER))
def test_other_words_keep_other_stems(language: str, word: str, other: str) -> None:
    assert stem(fold(word), language) != stem(fold(other), language)


@given(st.text(min_size=1).map(fold))
def test_english_words_are_their_own_keys(word: str) -> None:
    assert word_key(word, ENGLISH) == word


def test_highlights_and_phrases_find_the_other_spelling() -> None:
    languages = Languages(("de", "en"))
    text = "Ein Theil der Cultur, ein Teil der Kultur."
    terms = QueryTerms(frozenset(languages.stems("teil")))
    assert [text[start:end] for start, end in find_matches(text, terms, "de")] == ["Theil", "Teil"]
    phrases = tuple(map(PhraseTerms, languages.phrases("Theil der Kultur")))
    spans = find_matches(text, QueryTerms(phrases=phrases), "de")
    assert [text[start:end] for start, end in spans] == ["Theil der Cultur", "Teil der Kultur"]
