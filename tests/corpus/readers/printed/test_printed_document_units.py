from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.model import Person
from corpus.persons.person_index import PersonIndex
from corpus.readers.printed.document_units import DocumentContext, make_document
from corpus.readers.printed.documents import PrintedDocument, split_documents
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.notes import UnitWithNotes
from corpus.readers.printed.rejoin import Vocabulary

ARCHIVE = "F. 4, op. 1, d. 2, l. 7."
REGISTER = PersonIndex([Person("pell-amos", "Pell, Amos", "Amos Pell")])
SETTING = DocumentContext("locks", False, "1901", 1901, "CRO")
TEXTS = ("Dear Gorse,", "The gate<sup>1</sup> has rusted.", "Pell.", "1. The lower gate.")


def printed(*texts: str, head: str = "Pell to Gorse", dateline: str = "3 May") -> PrintedDocument:
    lines = split_lines("\n\n".join(("• 1 •", head, dateline, ARCHIVE, *texts)))
    (document,) = split_documents(lines, first_number=1).documents
    return document


def make(document: PrintedDocument, setting: DocumentContext = SETTING) -> UnitWithNotes:
    return make_document(document, setting, REGISTER, Vocabulary.from_lines(TEXTS))


def codes(result: UnitWithNotes) -> list[str]:
    return [line.code for line in result.report]


def test_a_document_has_all_that_its_head_says() -> None:
    unit = make(printed(*TEXTS)).unit
    assert (unit.id, unit.kind, unit.number, unit.chapter) == ("locks/doc-1", "document", "1", "1901")
    assert unit.title == "Pell to Gorse, 3 May 1901"
    assert [one.id for one in unit.senders] == ["pell-amos"]
    assert [one.id for one in unit.recipients] == ["gorse"]
    assert (unit.medium, unit.dateline, unit.place) == ("letter", "3 May", None)
    assert unit.date is not None
    assert unit.date.earliest == unit.date.latest == date(1901, 5, 3)
    assert str(unit.archive) == "CRO, f. 4, op. 1, d. 2, l. 7"


def test_the_head_may_name_the_medium() -> None:
    assert make(printed(*TEXTS, head="Cipher from Pell to Gorse")).unit.medium == "cipher"


def test_a_note_hangs_on_its_document_and_has_its_date() -> None:
    result = make(printed(*TEXTS))
    (note,) = result.notes
    assert (note.id, note.kind, note.parent) == ("locks/doc-1.n1", "note", "locks/doc-1")
    assert (note.title, note.text) == ("Note 1 to document 1", "The lower gate.")
    assert note.date == result.unit.date
    assert result.report == ()


def test_a_note_of_the_appendix_says_so() -> None:
    result = make(printed(*TEXTS), replace(SETTING, is_appendix=True))
    assert result.unit.id == "locks/app-1"
    assert result.notes[0].title == "Note 1 to appendix document 1"


def test_a_marker_leads_to_its_note() -> None:
    markers = [marker for one in make(printed(*TEXTS)).unit.paragraphs for marker in one.markers]
    assert [(marker.label, marker.note) for marker in markers] == [("1", "locks/doc-1.n1")]


def test_a_marker_and_a_note_without_counterpart_are_reported() -> None:
    lone = make(printed("The gate<sup>1</sup> and lock<sup>2</sup> rust.", "Pell.", "1. The lower gate."))
    assert codes(lone) == ["marker-without-note"]
    assert "doc-1: marker 2" in lone.report[0].message
    unmarked = make(printed("The gate has rusted.", "Pell.", "1. The lower gate."))
    assert codes(unmarked) == ["note-without-marker"]


def test_the_chapters_title_at_a_page_break_is_dropped_and_reported() -> None:
    result = make(printed("The gate has", "1901", "rusted.", "Pell."))
    assert "1901" not in result.unit.text
    assert "running-head" in codes(result)


def test_a_missing_archive_line_is_reported() -> None:
    result = make(replace(printed(*TEXTS), archive=None))
    assert result.unit.archive is None
    assert codes(result) == ["archive-missing"]


def test_a_malformed_archive_line_is_reported_and_read_as_far_as_it_goes() -> None:
    result = make(replace(printed(*TEXTS), archive="F. 4, op. 1, d, 2, l. 7."))
    assert str(result.unit.archive) == "CRO, f. 4, op. 1, d. 2, l. 7"
    assert codes(result) == ["archive-line"]


@pytest.mark.parametrize(
    ("dateline", "earliest", "latest"),
    [
        ("[later than 11 August]", date(1901, 8, 12), None),
        ("[before 12 June]", None, date(1901, 6, 11)),
        ("[no later than 12 June]", None, date(1901, 6, 12)),
    ],
)
def test_open_dates_stay_open(dateline: str, earliest: date | None, latest: date | None) -> None:
    span = make(printed(*TEXTS, dateline=dateline)).unit.date
    assert span is not None
    assert (span.earliest, span.latest) == (earliest, latest)
