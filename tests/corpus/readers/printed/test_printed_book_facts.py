"""The printed book as read, compared with facts that a person read in it.

The facts hold numbers, dates, names, archive references and places, never a sentence. A document's ``line``
is where it starts: its number, or its head where the number was lost. Remarks of archive lines lack their
last full stop.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from corpus.model import ArchiveReference, DateSpan, Edition, PersonRef, Reference, Unit

pytestmark = pytest.mark.book

FACTS = Path(__file__).parents[3] / "facts"
DAY_AND_MONTH = re.compile(r"(?P<day>\d{1,2}) \[?(?P<month>[A-Z][a-z]+)")
NUMBERED = re.compile(r"\d+[.)]")
POSTSCRIPT = re.compile(r"P\. ?S\.")
HEAD_LINES = range(3, 15)
"""How many lines a document's number, head, dateline and archive line take before its text begins."""


def _facts(name: str) -> Any:
    return json.loads((FACTS / f"book_{name}.json").read_text(encoding="utf-8"))


DOCUMENTS = cast(list[dict[str, Any]], _facts("documents"))
NOTES = cast(dict[str, dict[str, int]], _facts("notes"))
REFERENCES = cast(list[dict[str, Any]], _facts("references"))
PAGES = cast(list[dict[str, str]], _facts("pages"))


@pytest.fixture(scope="module")
def edition(book: Edition) -> Edition:
    return book


@pytest.fixture(scope="module")
def units(edition: Edition) -> dict[str, Unit]:
    return {_local(unit.id): unit for unit in edition.units}


def _local(id: str) -> str:
    return id.rpartition("/")[2]


def _wrong(units: Mapping[str, Unit], fact: str, read: Callable[[Unit], object]) -> list[str]:
    """List the documents of which another value was read than is known."""
    return [
        f"{document['id']}: {fact} is {document[fact]!r}, read {found!r}"
        for document in DOCUMENTS
        if document[fact] != (found := read(units[document["id"]]))
    ]


def _surnames(persons: tuple[PersonRef, ...]) -> list[str]:
    return [person.name.partition(",")[0] for person in persons]


def _date(unit: Unit) -> DateSpan:
    assert unit.date is not None
    return unit.date


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _archive(unit: Unit) -> dict[str, str | None]:
    archive = unit.archive or ArchiveReference("")
    remark = archive.remark and archive.remark.removesuffix(".")
    return {
        "archive": archive.archive,
        "fond": archive.fond,
        "opis": archive.opis,
        "delo": archive.delo,
        "leaves": archive.leaves,
        "remark": remark,
    }


def _count_notes(units: Mapping[str, Unit], parent: str) -> int:
    return sum(unit.kind == "note" and _local(unit.parent or "") == parent for unit in units.values())


def test_the_facts_cover_every_document_and_every_note() -> None:
    assert len(DOCUMENTS) == 177 + 5
    assert sum(NOTES["documents"].values()) == 739
    assert sum(NOTES["introductions"].values()) == 217


def test_the_documents_are_those_of_the_book_in_its_order(edition: Edition) -> None:
    found = [_local(unit.id) for unit in edition.units if unit.kind == "document"]
    assert found == [document["id"] for document in DOCUMENTS]


def test_every_document_has_its_senders(units: Mapping[str, Unit]) -> None:
    assert _wrong(units, "senders", lambda unit: _surnames(unit.senders)) == []


def test_every_document_has_its_recipients(units: Mapping[str, Unit]) -> None:
    assert _wrong(units, "recipients", lambda unit: _surnames(unit.recipients)) == []


def test_every_document_has_its_dateline_as_printed(units: Mapping[str, Unit]) -> None:
    wrong = [
        f"{document['id']}: read {dateline!r}"
        for document in DOCUMENTS
        if (dateline := units[document["id"]].dateline)
        not in (document["dateline"], document["own_dateline"])
    ]
    assert wrong == []


def test_every_document_lies_between_its_earliest_and_latest_day(units: Mapping[str, Unit]) -> None:
    assert _wrong(units, "earliest", lambda unit: _iso(_date(unit).stated[0])) == []
    assert _wrong(units, "latest", lambda unit: _iso(_date(unit).stated[1])) == []


def test_every_document_has_its_medium(units: Mapping[str, Unit]) -> None:
    known = {document["id"] for document in DOCUMENTS if document["medium"]}
    wrong = _wrong(units, "medium", lambda unit: unit.medium)
    assert [line for line in wrong if line.partition(":")[0] in known] == []


def test_every_document_has_its_place_or_none(units: Mapping[str, Unit]) -> None:
    assert _wrong(units, "place", lambda unit: unit.place) == []


def test_every_document_has_its_archive_reference(units: Mapping[str, Unit]) -> None:
    assert _wrong(units, "archive", _archive) == []


def test_every_document_has_its_notes_and_no_more(units: Mapping[str, Unit]) -> None:
    assert {id: _count_notes(units, id) for id in NOTES["documents"]} == NOTES["documents"]


def test_every_introduction_has_its_footnotes_and_no_more(units: Mapping[str, Unit]) -> None:
    assert {id: _count_notes(units, id) for id in NOTES["introductions"]} == NOTES["introductions"]


def test_numbered_paragraphs_stay_in_their_letters(units: Mapping[str, Unit]) -> None:
    known = {document["id"] for document in DOCUMENTS if document["numbered_paragraphs"] is not None}
    wrong = _wrong(
        units,
        "numbered_paragraphs",
        lambda unit: sum(bool(NUMBERED.match(paragraph.text)) for paragraph in unit.paragraphs),
    )
    assert [line for line in wrong if line.partition(":")[0] in known] == []


def test_postscripts_stay_in_their_letters(units: Mapping[str, Unit]) -> None:
    def has_postscript(unit: Unit) -> bool:
        return any(POSTSCRIPT.match(paragraph.text) for paragraph in unit.paragraphs)

    assert _wrong(units, "has_postscript", has_postscript) == []


def test_every_document_starts_where_it_is_printed(units: Mapping[str, Unit]) -> None:
    starts = {document["id"]: units[document["id"]].paragraphs[0].line for document in DOCUMENTS}
    away = {
        document["id"]: starts[document["id"]]
        for document in DOCUMENTS
        if starts[document["id"]] - document["line"] not in HEAD_LINES
    }
    assert away == {}


@pytest.mark.parametrize("fact", REFERENCES, ids=lambda fact: f"{fact['source']}: {fact['printed']}")
def test_a_cross_reference_leads_where_it_says(edition: Edition, fact: dict[str, Any]) -> None:
    found = [one for one in edition.references if _local(one.source) == fact["source"]]
    if fact["targets"]:
        assert _leads_to(found, fact["targets"])
    else:
        assert any(one.printed == fact["printed"] and not one.targets for one in found)


def _leads_to(found: list[Reference], targets: list[str]) -> bool:
    """Tell whether the targets follow each other as printed, whatever pieces the reference is read in."""
    read = [_local(target) for one in found for target in one.targets]
    return any(read[at : at + len(targets)] == targets for at in range(len(read)))


def test_a_misprinted_target_is_reported(edition: Edition) -> None:
    misprinted = [fact["printed"] for fact in REFERENCES if not fact["targets"]]
    reported = [line.message for line in edition.report.lines if line.code == "reference-unresolved"]
    assert len(reported) == len(misprinted)
    assert all(one in message for one, message in zip(misprinted, reported, strict=True))


def test_contradictions_between_a_head_and_its_letter_are_reported(edition: Edition) -> None:
    known = {document["id"] for document in DOCUMENTS if _contradicts_itself(document)}
    assert _reported_contradictions(edition) == known


def _reported_contradictions(edition: Edition) -> set[str]:
    """Find the documents in which the lines reported stand."""
    lines = [line.line for line in edition.report.lines if line.code == "date-contradiction"]
    starts = [(document["line"], document["id"]) for document in DOCUMENTS]
    return {max(start for start in starts if start[0] <= line)[1] for line in lines}


def _contradicts_itself(document: Mapping[str, Any]) -> bool:
    own, head = _day_and_month(document["own_dateline"] or ""), _day_and_month(document["dateline"])
    return own is not None and document["earliest"] == document["latest"] and own != head


def _day_and_month(dateline: str) -> str | None:
    match = DAY_AND_MONTH.search(dateline)
    return f"{match['day']} {match['month']}" if match else None


def test_nearly_all_documents_begin_on_their_page_and_the_rest_beside_it(units: Mapping[str, Unit]) -> None:
    away = {
        fact["id"]: abs(int(units[fact["id"]].pages[0]) - int(fact["page"]))
        for fact in PAGES
        if units[fact["id"]].pages[0] != fact["page"]
    }
    assert all(distance == 1 for distance in away.values()), away
    assert len(away) <= len(PAGES) * 0.06, away
