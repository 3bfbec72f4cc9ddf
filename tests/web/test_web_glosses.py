from __future__ import annotations

from dataclasses import replace

from corpus.model import PersonRef, Term, Unit
from tests.editions import EDITION, lighthouse_edition
from web.glosses import Explainer, Explanation, excerpt, explain_persons, explain_terms


def explanation(id: str, *forms: str) -> Explanation:
    return Explanation(id, forms[0], "explained", f"/e/{id}", forms)


def found(explainer: Explainer, text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.by.id) for one in explainer.find(text)]


def test_the_first_place_of_each_is_found() -> None:
    explainer = Explainer([explanation("a", "Brandt", "Brant"), explanation("b", "NLC")])
    assert found(explainer, "NLC and Brant; Brandt, NLC.") == [("NLC", "b"), ("Brant", "a")]


def test_the_longest_form_wins_and_words_stay_whole() -> None:
    explainer = Explainer([explanation("a", "board"), explanation("b", "Harbour board")])
    assert found(explainer, "Harbour board, boards, aboard, board") == [
        ("Harbour board", "b"),
        ("board", "a"),
    ]


def test_without_explanations_nothing_is_found() -> None:
    assert Explainer([]).find("Brandt") == ()


def test_persons_with_a_biography_are_explained_by_their_surnames() -> None:
    edition = lighthouse_edition()
    persons = {person.id: person for person in edition.persons}
    biographies = {unit.id: unit for unit in edition.units if unit.kind == "biography"}
    mentions = [
        PersonRef("zelenov-m", "Zelenov"),
        PersonRef("nobody", "Nobody"),
        PersonRef("zelenov-m", "Z."),
    ]
    (one,) = explain_persons(mentions, persons, biographies)
    assert one.forms == ("Zelenov", "Zelenoff", "Selenow")
    assert (one.id, one.title, one.address) == (
        "at-hand-zelenov-m",
        "M. P. Zelenov",
        f"/{EDITION}/bio.zelenov-m",
    )
    assert one.text
    assert "Zelenov, M. P." not in one.text


def test_namesakes_are_not_guessed() -> None:
    edition = lighthouse_edition()
    persons = {person.id: person for person in edition.persons}
    twin = replace(persons["zelenov-m"], id="zelenov-k", display="K. Zelenov")
    biographies = {unit.id: unit for unit in edition.units if unit.kind == "biography"}
    mentions = [PersonRef("zelenov-m", "Zelenov"), PersonRef("zelenov-k", "Zelenov")]
    assert explain_persons(mentions, {**persons, "zelenov-k": twin}, biographies) == ()


def test_terms_are_explained_by_the_glossary() -> None:
    edition = lighthouse_edition()
    glossary: dict[str, Unit] = {unit.id: unit for unit in edition.units if unit.kind == "glossary"}
    explained = {
        one.title: one for one in explain_terms((*edition.terms, Term("e/gone", "X1", ())), glossary)
    }
    assert "X1" not in explained
    nlc = explained["NLC"]
    assert nlc.address == f"/{EDITION}/glossary.nlc"
    assert nlc.text.startswith("The commission")


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("one two  three", 9) == "one two …"
    assert excerpt("one\ntwo", 20) == "one two"
