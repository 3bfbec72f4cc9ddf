from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from corpus.model import Person
from search.query.suggest import Suggester, collect_suggestions
from tests.editions import EDITION, lighthouse_edition

LIGHTHOUSE = lighthouse_edition()
DOCUMENTS = [unit for unit in LIGHTHOUSE.units if unit.kind == "document"]
COUNTS = {"brandt-a": 9, "works": 3}
SUGGESTER = Suggester(
    collect_suggestions(LIGHTHOUSE.persons, LIGHTHOUSE.topics, LIGHTHOUSE.terms, DOCUMENTS, COUNTS)
)


def labels(text: str) -> list[str]:
    return [one.label for one in SUGGESTER.suggest(text, 5)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bra", "Brandt, A. K."),
        ("ilse hau", "Haugen, Ilse"),
        ("Selen", "Zelenov, M. P."),
        ("ezers", "Yezerskii, V. N."),
        ("celine", "Moreau, Céline"),
        ("odair", "O'Dair, R."),
        ("dredg", "Dredging"),
        ("repairs", "Works and repairs"),
        ("northern li", "NLC"),
        ("nlc", "NLC"),
        ("document 5", "Brandt to Haugen, 5 June 1922"),
    ],
)
def test_the_beginning_of_any_word_is_completed(typed: str, expected: str) -> None:
    assert expected in labels(typed)


def test_persons_come_before_documents() -> None:
    assert [one.kind for one in SUGGESTER.suggest("brandt", 5)][:2] == ["person", "document"]


def test_a_person_is_told_with_dates() -> None:
    found = SUGGESTER.suggest("brandt", 1)[0]
    assert (found.value, found.unit, found.detail) == ("brandt-a", f"{EDITION}/bio.brandt-a", "1868–1941")


def test_namesakes_are_told_apart_by_their_editions() -> None:
    first = Person("berg-otto", "Berg, Otto", "Otto Berg")
    persons = [
        first,
        replace(first, id="b/berg-otto"),
        replace(first, id="berg-otto-2", dates="1801–1870"),
        replace(first, id="berg-ida", name="Berg, Ida"),
    ]
    editions = {person.id: ["Quay Letters" if person is first else "Moor Letters"] for person in persons}
    found = Suggester(collect_suggestions(persons, (), (), (), {}, editions=editions)).suggest("berg", 5)
    assert {one.value: one.detail for one in found} == {
        "berg-otto": "Quay Letters",
        "b/berg-otto": "Moor Letters",
        "berg-otto-2": "1801–1870",
        "berg-ida": "",
    }


@pytest.mark.parametrize("typed", ["", "  ", "?!", "xyzzy", "brandt xyzzy"])
def test_nothing_fits_nothing(typed: str) -> None:
    assert labels(typed) == []


def test_no_more_are_given_than_wished() -> None:
    assert len(SUGGESTER.suggest("b", 2)) == 2


def test_a_suggestion_takes_less_than_50_ms() -> None:
    many = Suggester(
        collect_suggestions(
            LIGHTHOUSE.persons * 500, LIGHTHOUSE.topics, LIGHTHOUSE.terms, DOCUMENTS * 200, {}
        )
    )
    started = process_time()
    many.suggest("b", 10)
    assert process_time() - started < 0.05
