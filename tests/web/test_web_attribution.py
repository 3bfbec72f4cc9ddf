"""Pages say whose words they show: the edition's, or those of a calendar or a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from corpus.model import AbstractSource, Correction, Edition, Unit
from search.model import QuotedSentence
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app
from web.hits import quoted_answer_view

ENTRY = AbstractSource("lighthouse/doc-2", "A register", ("Eva Kask",), "2026")
LETTER = AbstractSource("register/doc-1", "A register", ("Eva Kask",), "2026")
CORRECTION = Correction("place", "Narva", "Ansel", "Eva Kask", "a <postmark>", date(2026, 11, 30))


def changed(unit: Unit) -> Unit:
    if unit.id == "lighthouse/doc-1":
        return replace(unit, abstract="On the lens.", abstract_source=LETTER, corrections=(CORRECTION,))
    if unit.id == "lighthouse/doc-2":
        return replace(unit, abstract=unit.text, abstract_source=ENTRY)
    return unit


@pytest.fixture
def edition() -> Edition:
    lighthouse = lighthouse_edition()
    return replace(lighthouse, units=tuple(map(changed, lighthouse.units)))


@pytest.fixture
def attributed(edition: Edition) -> FlaskClient:
    return create_app(FakeSearcher(edition), load_settings()).test_client()


def test_a_letter_says_who_wrote_its_abstract(attributed: FlaskClient) -> None:
    page = attributed.get("/lighthouse/doc-1").text
    assert "<h2>Abstract by Eva Kask, 2026</h2>" in page
    assert "From “A register”; not part of the edition." in page


def test_an_entry_of_a_calendar_says_that_it_is_an_abstract(attributed: FlaskClient) -> None:
    page = attributed.get("/lighthouse/doc-2").text
    assert "Abstract · " in page
    assert "Abstract by Eva Kask, 2026" in page
    assert '<meta name="citation_author" content="Eva Kask">' in page
    assert "Eva Kask, abstract of " in page


def test_what_has_been_corrected_is_on_the_page_and_in_the_api(attributed: FlaskClient) -> None:
    page = attributed.get("/lighthouse/doc-1").text
    assert "Place of writing: “Ansel” instead of “Narva” (a &lt;postmark&gt;)" in page
    assert "Corrected by Eva Kask, 30 November 2026" in page
    assert attributed.get("/api/v1/units/lighthouse/doc-1").json["corrections"] == [  # type: ignore[index]
        {
            "field": "place", "former": "Narva", "value": "Ansel", "who": "Eva Kask", "why": "a <postmark>",
            "when": "2026-11-30",
        }
    ]  # fmt: skip
    assert "Corrected" not in attributed.get("/lighthouse/doc-3").text


def test_the_api_tells_an_abstract_from_a_letter(attributed: FlaskClient) -> None:
    letter, entry = (attributed.get(f"/api/v1/units/lighthouse/{name}").json for name in ("doc-1", "doc-2"))
    assert letter
    assert entry
    assert (letter["is_abstract"], letter["abstract_source"]["authors"]) == (False, ["Eva Kask"])
    assert (entry["is_abstract"], entry["abstract_source"]["unit"]) == (True, "lighthouse/doc-2")


def test_a_quoted_answer_of_a_calendar_is_labelled(edition: Edition) -> None:
    units = {unit.id: unit for unit in edition.units}
    views = [
        quoted_answer_view(QuotedSentence("It waits.", units[f"lighthouse/{name}"], None, "p1", 1.0), "lens")
        for name in ("doc-1", "doc-2")
    ]
    assert [str(view.abstract) for view in views] == ["", "Abstract by Eva Kask, 2026"]
