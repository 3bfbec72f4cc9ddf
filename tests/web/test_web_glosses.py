from __future__ import annotations

from dataclasses import replace

from corpus.model import PersonRef, Term, Unit
from tests.editions import EDITION, lighthouse_edition
from web.glosses import Gloss, GlossFinder, excerpt, person_glosses, term_glosses


def explanation(id: str, *forms: str) -> Gloss:
    return Gloss(id, forms[0], "explained", f"/e/{id}", forms)


def found(gloss_finder: GlossFinder, text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.by.id) for one in gloss_finder.find(text)]


def test_the_first_place_of_each_is_found() -> None:
    gloss_finder = GlossFinder([explanation("a", "Brandt", "Brant"), explanation("b", "NLC")])
    assert found(gloss_finder, "NLC and Brant; Brandt, NLC.") == [("NLC", "b"), ("Brant", "a")]


def test_the_longest_form_wins_and_words_stay_whole() -> None:
    gloss_finder = GlossFinder([explanation("a", "board"), explanation("b", "Harbour board")])
    assert found(gloss_finder, "Harbour board, boards, aboard, board") == [
        ("Harbour board", "b"),
        ("board", "a"),
    ]


def test_without_explanations_nothing_is_found() -> None:
    assert GlossFinder([]).find("Brandt") == ()


def test_persons_with_a_biography_are_explained_by_their_surnames() -> None:
    edition = lighthouse_edition()
    persons = {person.id: person for person in edition.persons}
    biographies = {unit.id: unit for unit in edition.units if unit.kind == "biography"}
    mentions = [
        PersonRef("zelenov-m", "Zelenov"),
        PersonRef("nobody", "Nobody"),
        PersonRef("zelenov-m", "Z."),
    ]
    (one,) = person_glosses(mentions, persons, biographies)
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
    assert person_glosses(mentions, {**persons, "zelenov-k": twin}, biographies) == ()


def test_terms_are_explained_by_the_glossary() -> None:
    edition = lighthouse_edition()
    glossary: dict[str, Unit] = {unit.id: unit for unit in edition.units if unit.kind == "glossary"}
    glossed = {one.title: one for one in term_glosses((*edition.terms, Term("e/gone", "X1", ())), glossary)}
    assert "X1" not in glossed
    nlc = glossed["NLC"]
    assert nlc.address == f"/{EDITION}/glossary.nlc"
    assert nlc.text.startswith("The commission")


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("one two  three", 9) == "one two …"
    assert excerpt("one\ntwo", 20) == "one two"
