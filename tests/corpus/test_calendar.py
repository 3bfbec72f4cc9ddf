"""The bundled calendar keeps its own rules."""

import json
from pathlib import Path

import pytest

from corpus.model import Edition, PersonRef, Unit
from corpus.readers import read_edition
from corpus.readers.calendar.check import wording_errors
from corpus.readers.calendar.reader import Calendar, find_errors, open_calendar
from corpus.readers.calendar.wording import read_wording
from corpus.readers.source import Source
from corpus.slugs import slug

FOLDER = Path(__file__).parents[2] / "corpus" / "calendar" / "stalin-kaganovich"
FACTS = json.loads((Path(__file__).parents[1] / "facts" / "book_documents.json").read_text("utf-8"))
"""What was read by eye of each document."""


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return open_calendar(Source(FOLDER))


@pytest.fixture(scope="module")
def edition(calendar: Calendar) -> Edition:
    return read_edition(FOLDER)


def test_the_calendar_keeps_its_form(calendar: Calendar) -> None:
    assert list(find_errors(calendar)) == []


def test_every_unit_has_an_id_and_order_of_its_own(edition: Edition) -> None:
    assert len({unit.id for unit in edition.units}) == len(edition.units)
    assert [unit.order for unit in edition.units] == list(range(len(edition.units)))


def test_the_vocabulary_has_two_levels_and_at_most_sixty_topics(edition: Edition) -> None:
    assert 35 <= len(edition.topics) <= 60
    wide = {topic.id for topic in edition.topics if topic.broader is None}
    assert {topic.broader for topic in edition.topics if topic.broader} == wide


def test_a_person_s_id_is_the_slug_of_the_name(edition: Edition) -> None:
    assert [person.id for person in edition.persons if person.id != slug(person.name)] == []


def test_every_document_and_appendix_document_has_an_entry(edition: Edition) -> None:
    assert edition.report.lines == ()
    assert sum(unit.kind == "document" for unit in edition.units) == 182


def test_whoever_is_named_in_an_entry_has_a_biography(edition: Edition) -> None:
    persons = {person.id: person for person in edition.persons}
    named = {ref.id for unit in edition.units for ref in (*unit.senders, *unit.recipients, *unit.mentions)}
    without = {id for id in named if persons[id].biography is None and persons[id].kind == "person"}
    assert without == set()


def test_references_lead_somewhere(edition: Edition) -> None:
    assert [one.printed for one in edition.references if not one.targets] == []


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts["id"])
def test_an_entry_agrees_with_its_document(facts: dict[str, object], edition: Edition) -> None:
    by_id = {unit.id.partition("/")[2]: unit for unit in edition.units}
    surnames = {person.id: person.name.partition(",")[0].lower() for person in edition.persons}
    assert facts_of(by_id[str(facts["id"])], surnames) == {
        **{name: facts[name] for name in ("earliest", "latest")},
        **{name: lowered(facts[name]) for name in ("senders", "recipients")},
        "medium": facts["medium"] or by_id[str(facts["id"])].medium,
        "archive": facts["archive"],
    }


def facts_of(unit: Unit, surnames: dict[str, str]) -> dict[str, object]:
    assert unit.date
    assert unit.archive
    parts = ("archive", "fond", "opis", "delo", "leaves", "remark")
    archive = {name: getattr(unit.archive, name) for name in parts}
    return {
        "senders": names(unit.senders, surnames),
        "recipients": names(unit.recipients, surnames),
        "earliest": str(unit.date.stated[0]) if unit.date.stated[0] else None,
        "latest": str(unit.date.stated[1]) if unit.date.stated[1] else None,
        "medium": unit.medium,
        "archive": {**archive, "remark": (archive["remark"] or "").rstrip(".") or None},
    }


def names(refs: tuple[PersonRef, ...], surnames: dict[str, str]) -> list[str]:
    return sorted(surnames[ref.id] for ref in refs)


def lowered(found: object) -> list[str]:
    assert isinstance(found, list)
    return sorted(name.lower() for name in found)


@pytest.mark.book
def test_no_wording_is_borrowed_from_the_book(calendar: Calendar, book_path: Path) -> None:
    wording = read_wording(book_path.read_text(encoding="utf-8"))
    assert list(wording_errors(calendar, wording)) == []


def test_introductions_are_of_readable_length(edition: Edition) -> None:
    lengths = {unit.id: len(unit.text.split()) for unit in edition.units if unit.kind == "introduction"}
    assert {id: length for id, length in lengths.items() if not 250 <= length <= 560} == {}


def test_documents_have_one_to_three_notes(edition: Edition) -> None:
    noted = {unit.parent for unit in edition.units if unit.kind == "note"}
    assert [unit.id for unit in edition.units if unit.kind == "document" and unit.id not in noted] == []
