from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.dates.spans import span_from_edtf
from corpus.model import Edition, IndexEntry, Paragraph, Person, PersonRef, Topic, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly, letter_title, make_entry, make_note

FELL, ASH = Person("fell-i", "Fell, I.", "I. Fell"), Person("ash-r", "Ash, R.", "R. Ash")
REFS = {person.id: PersonRef(person.id, person.display) for person in (FELL, ASH)}
GERMAN = "Der Steg und das Boot sind nicht mit dem Eis zu sehen."


def letter(name: str = "doc-1", **changes: Any) -> Unit:
    unit = Unit(
        f"moss/{name}",
        "moss",
        "document",
        "",
        0,
        (Paragraph("Ash has the boat.", line=7),),
        senders=(REFS["fell-i"],),
        recipients=(REFS["ash-r"],),
        date=span_from_edtf("1832-04-02"),
        language="",
    )
    return replace(unit, **changes)


def put_together(*units: Unit, edition: Edition | None = None) -> Edition:
    assembly = Assembly(edition or Edition("moss", "Moss", language=""))
    for unit in units:
        assembly.add_unit(unit, file="a.txt")
    return assembly.finish(PersonIndex((FELL, ASH)))


@pytest.mark.parametrize(
    ("given", "otherwise", "as_given", "id", "is_reported"),
    [
        ("L_1", "x", True, "L_1", False),
        ("L_1", "x", False, "l-1", False),
        ("L 1", "x", True, "l-1", False),
        ("taken", "x", True, "taken-2", True),
        (None, "taken", True, "taken-2", False),
        (None, "Preface", False, "preface", False),
        ("…", "letter", True, "letter", False),
        (None, "…", True, "unnamed", False),
    ],
)
def test_ids_are_unique_and_what_is_given_twice_is_reported(
    given: str | None, otherwise: str, as_given: bool, id: str, is_reported: bool
) -> None:
    assembly = Assembly(Edition("moss", "Moss"))
    assembly.assign_id(None, "taken")
    assert assembly.assign_id(given, otherwise, verbatim=as_given, line=3, file="a.xml") == f"moss/{id}"
    found = [(line.code, line.line, line.file) for line in assembly.report]
    assert found == ([("id-twice", 3, "a.xml")] if is_reported else [])


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({}, None),
        ({"senders": ()}, "sender"),
        ({"recipients": (), "date": None}, "recipient, no date"),
        ({"date": span_from_edtf("XXXX"), "paragraphs": ()}, "date, no text"),
        ({"senders": (), "recipients": (), "medium": "minutes"}, None),
        ({"senders": (), "recipients": (), "medium": "minutes", "date": None}, "date"),
        ({"senders": (), "recipients": (), "medium": "editorial note", "date": None}, None),
        ({"kind": "introduction", "senders": (), "date": None}, None),
    ],
)
def test_what_a_document_lacks_is_reported(changes: dict[str, Any], lacking: str | None) -> None:
    lines = [line for line in put_together(letter(**changes)).report.lines if line.code == "metadata-missing"]
    assert [line.message for line in lines] == ([f"doc-1 has no {lacking}"] if lacking else [])


def test_letters_known_by_their_metadata_alone_lack_no_text() -> None:
    assembly = Assembly(Edition("moss", "Moss"))
    assembly.add_unit(letter(paragraphs=()), has_text=False)
    assert assembly.report == []


def test_units_are_numbered_and_named_persons_are_mentioned() -> None:
    biography = make_entry("moss", "biography", "ash-r", "Ash, R.", (Paragraph("Ash knew Fell."),))
    note = make_note(letter(), "1", (Paragraph("Fell was ill, Ash was not. See document 1."),), "document 1")
    edition = put_together(letter(), note, biography)
    assert [unit.order for unit in edition.units] == [0, 1, 2]
    assert [[ref.name for ref in unit.mentions] for unit in edition.units] == [
        [],
        ["I. Fell", "R. Ash"],
        ["I. Fell"],
    ]
    assert [(one.source, one.targets) for one in edition.references] == [("moss/doc-1.n1", ("moss/doc-1",))]
    assert (note.id, note.title, note.date) == ("moss/doc-1.n1", "Note 1 to document 1", letter().date)


def test_languages_are_declared_or_guessed_or_those_of_most() -> None:
    texts = (("fr", GERMAN), ("", GERMAN), ("", GERMAN), ("", "?"))
    letters = [
        letter(f"doc-{number}", language=code, paragraphs=(Paragraph(text),))
        for number, (code, text) in enumerate(texts)
    ]
    guessed = put_together(*letters, make_note(letters[1], "1", (Paragraph("Ibid."),), "Letter 1"))
    assert [unit.language for unit in guessed.units] == ["fr", "de", "de", "de", "de"]
    found = put_together(*(letter(f"doc-{n}", language=one) for n, one in enumerate(("de", "de", "fr", ""))))
    assert [unit.language for unit in found.units] == ["de", "de", "fr", "de"]
    assert (found.language, put_together(letter()).language) == ("de", "en")
    declared = put_together(letter(), edition=Edition("moss", "Moss", language="et"))
    assert declared.units[0].language == "et"


def test_everything_is_counted_by_one_list() -> None:
    preface = letter("preface", kind="introduction")
    note = make_note(preface, "1", (Paragraph("Ibid."),), "Preface")
    assembly = Assembly(Edition("moss", "Moss"), topics=[Topic("boats", "Boats")])
    assembly.index = [IndexEntry("Boats", None), IndexEntry("Boats", "lost")]
    for unit in (preface, note, letter(), letter("app-1", date=None)):
        assembly.add_unit(unit)
    assert assembly.finish(PersonIndex((FELL, ASH))).report.counts == {
        "documents": 1,
        "appendix documents": 1,
        "introductions": 1,
        "footnotes": 1,
        "persons": 2,
        "topics": 1,
        "documents with a sender": 2,
        "documents with a recipient": 2,
        "documents with a date": 1,
        "index headings": 1,
        "index subheadings": 1,
    }


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "I. Fell to R. Ash, 2 April 1832"),
        ({"senders": tuple(REFS.values())}, "I. Fell and R. Ash to R. Ash, 2 April 1832"),
        ({"senders": (), "date": None}, "Unknown to R. Ash"),
        ({"recipients": (), "date": None}, "I. Fell to unknown"),
        ({"senders": (), "recipients": ()}, "doc-1, 2 April 1832"),
    ],
)
def test_a_letter_is_called_by_who_wrote_to_whom_and_when(changes: dict[str, Any], title: str) -> None:
    assert letter_title(letter(**changes)) == title
