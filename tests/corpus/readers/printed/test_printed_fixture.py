"""The fixture edition as a whole, compared with what is known of it by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from corpus.model import Edition, Unit
from corpus.readers import read_edition

FIXTURE = Path(__file__).parents[3] / "fixtures" / "printed" / "harbour-letters.txt"
FACTS = cast(dict[str, Any], json.loads(FIXTURE.with_suffix(".facts.json").read_text(encoding="utf-8")))
QUESTIONS = FIXTURE.with_name("harbour-questions.jsonl")
DOCUMENTS = cast(dict[str, Any], FACTS["documents"])


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read_edition(FIXTURE)


@pytest.fixture(scope="module")
def units(edition: Edition) -> dict[str, Unit]:
    return {unit.id.rpartition("/")[2]: unit for unit in edition.units}


def _notes(units: Mapping[str, Unit], parent: str) -> list[str]:
    return [id for id, unit in units.items() if unit.kind == "note" and id.rpartition(".n")[0] == parent]


def _day(printed: str | None) -> date | None:
    return date.fromisoformat(printed) if printed else None


def test_the_title_and_the_editors_come_from_the_profile(edition: Edition) -> None:
    assert (edition.id, edition.title) == ("harbour-letters", "The Harbour Letters 1871–72")
    assert edition.editors == ("Marian Osgood", "T. R. Fell")


def test_everything_printed_is_counted(edition: Edition) -> None:
    assert FACTS["counts"].items() <= edition.report.counts.items()


@pytest.mark.parametrize("id", DOCUMENTS)
def test_a_document_has_its_correspondents(units: Mapping[str, Unit], id: str) -> None:
    assert [person.id for person in units[id].senders] == DOCUMENTS[id]["senders"]
    assert [person.id for person in units[id].recipients] == DOCUMENTS[id]["recipients"]


@pytest.mark.parametrize("id", DOCUMENTS)
def test_a_document_has_its_date_medium_and_place(units: Mapping[str, Unit], id: str) -> None:
    document, facts = units[id], DOCUMENTS[id]
    assert document.dateline == facts["dateline"]
    assert document.date is not None
    assert document.date.stated == (_day(facts["earliest"]), _day(facts["latest"]))
    assert (document.medium, document.place) == (facts["medium"], facts["place"])


@pytest.mark.parametrize("id", DOCUMENTS)
def test_a_document_has_its_archive_reference(units: Mapping[str, Unit], id: str) -> None:
    archive, facts = units[id].archive, DOCUMENTS[id]["archive"]
    assert archive is not None
    assert archive.archive == "PHRO"
    assert {name: getattr(archive, name) for name in facts} == facts


@pytest.mark.parametrize("id", DOCUMENTS)
def test_a_document_has_its_notes_and_no_more(units: Mapping[str, Unit], id: str) -> None:
    assert _notes(units, id) == [f"{id}.n{number}" for number in range(1, DOCUMENTS[id]["notes"] + 1)]


@pytest.mark.parametrize("id", FACTS["footnotes"])
def test_an_introduction_has_its_footnotes(units: Mapping[str, Unit], id: str) -> None:
    assert len(_notes(units, id)) == FACTS["footnotes"][id]


@pytest.mark.parametrize(("id", "opening"), FACTS["openings"].items())
def test_a_note_begins_where_it_begins_in_print(units: Mapping[str, Unit], id: str, opening: str) -> None:
    assert units[id].text.startswith(opening)


@pytest.mark.parametrize(("id", "passage"), FACTS["rejoined"])
def test_what_a_page_break_tore_apart_is_rejoined(units: Mapping[str, Unit], id: str, passage: str) -> None:
    assert passage in units[id].text


@pytest.mark.parametrize("text", FACTS["absent"])
def test_plates_and_series_lists_are_text_of_no_unit(edition: Edition, text: str) -> None:
    assert [unit.id for unit in edition.units if text in unit.text] == []


@pytest.mark.parametrize(("id", "headings"), FACTS["headings"].items())
def test_headings_inside_a_text_stay_in_it(units: Mapping[str, Unit], id: str, headings: list[str]) -> None:
    found = [paragraph.text for paragraph in units[id].paragraphs if paragraph.style == "heading"]
    assert found == headings


@pytest.mark.parametrize(("id", "persons"), FACTS["mentions"].items())
def test_a_letter_mentions_the_persons_it_names(
    units: Mapping[str, Unit], id: str, persons: list[str]
) -> None:
    assert set(persons) <= {person.id for person in units[id].mentions}


@pytest.mark.parametrize(("source", "targets"), FACTS["references"].items())
def test_cross_references_lead_where_they_say(edition: Edition, source: str, targets: list[str]) -> None:
    found = [
        target.rpartition("/")[2]
        for reference in edition.references
        if reference.source == f"harbour-letters/{source}"
        for target in reference.targets
    ]
    assert found == targets


def test_note_markers_lead_to_notes(units: Mapping[str, Unit]) -> None:
    markers = [
        marker.note
        for unit in units.values()
        if unit.kind in ("document", "introduction")
        for paragraph in unit.paragraphs
        for marker in paragraph.markers
    ]
    assert None not in markers
    assert len(set(markers)) == FACTS["counts"]["notes"] + FACTS["counts"]["footnotes"] - 1


def test_documents_whose_number_is_lost_are_reported(edition: Edition) -> None:
    lines = [line.message for line in edition.report.lines if line.code == "number-lost"]
    assert [int(message.split()[1]) for message in lines] == FACTS["lost_numbers"]


def test_every_warning_of_the_print_is_reported_and_no_other(edition: Edition) -> None:
    lines = [line for line in edition.report.lines if line.level == "warning"]
    assert [line.code for line in lines] == [warning["code"] for warning in FACTS["warnings"]]
    for line, warning in zip(lines, FACTS["warnings"], strict=True):
        assert warning["about"] in line.message


def test_what_is_dropped_is_reported(edition: Edition) -> None:
    assert {line.code for line in edition.report.lines if line.level == "dropped"} == set(FACTS["dropped"])


@pytest.mark.parametrize(("heading", "facts"), FACTS["index"].items())
def test_the_index_keeps_its_locators_and_see_references(
    edition: Edition, heading: str, facts: dict[str, list[str]]
) -> None:
    entry = next(one for one in edition.index if one.heading == heading and one.subheading is None)
    locators = [
        f"{one.page}n{one.note}" if one.note else "–".join(filter(None, (one.page, one.last)))
        for one in entry.locators
    ]
    assert locators == facts.get("locators", [])
    assert list(entry.see) == facts.get("see", [])


def test_nearly_every_document_begins_on_its_page_and_the_rest_beside_it(units: Mapping[str, Unit]) -> None:
    away = {id: abs(int(units[id].pages[0]) - int(DOCUMENTS[id]["pages"][0])) for id in DOCUMENTS}
    assert max(away.values()) <= 1, away
    assert sum(away.values()) <= 3, away


def test_the_questions_are_judged_on_units_that_exist(units: Mapping[str, Unit]) -> None:
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(questions) == 10
    assert {id for question in questions for id in question["gold"]} <= set(units)
