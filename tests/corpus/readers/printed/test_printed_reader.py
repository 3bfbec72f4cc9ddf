from __future__ import annotations

import pytest

from corpus.model import Edition, Unit
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.profile import Profile
from corpus.readers.printed.reader import read_printed
from corpus.readers.profile import ProfileCorrespondent

PELL = ProfileCorrespondent(id="pell-amos", name="Pell, Amos", display="Amos Pell")
PROFILE = Profile(id="locks", title="Lock Papers", archive="CRO", correspondents=(PELL,))
SOURCE = """# Lock Papers

By Nobody

## Contents

1901
Introduction\t1
Documents 1-2\t3
1902
Documents 3-3\t6
Appendix: Other Letters\t8
Brief Biographies\t10

# 1901

## Introduction

The upper lock was a quarrel. Document 2 ends it.

## Documents 1-2

Editors' leaf.

• 1 •

Pell to Gorse

3 May

F. 4, op. 1, d. 2, l. 7.

Ask Tom Anwick about the gate.<sup>1</sup>

Pell.

1. See document 3.

• 2 •

Gorse to members of the Lock Board

4 May

F. 4, op. 1, d. 2, l. 8.

The gate is painted.

# 1902

## Documents 3-3

Gorse to Pell

5 June

F. 4, op. 1, d. 2, l. 9.

The gate has rusted.

## Appendix: Other Letters

• 1 •

Pell to Gorse

6 July 1899

F. 4, op. 1, d. 1, l. 1.

Build a gate.

• 2 •

Gorse to Pell

7 July

F. 4, op. 1, d. 1, l. 2.

It is built.

## Brief Biographies

**Anwick, Tom** (1860–1920). Smith of the upper lock from 1890 on.
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read(SOURCE)


def read(source: str) -> Edition:
    return read_printed(split_lines(source), PROFILE, lambda _: None)


def unit(edition: Edition, id: str) -> Unit:
    return next(one for one in edition.units if one.id == f"locks/{id}")


def test_units_stand_in_the_order_of_the_print(edition: Edition) -> None:
    assert [one.id.removeprefix("locks/") for one in edition.units] == [
        "1901-introduction", "doc-1", "doc-1.n1", "doc-2", "doc-3", "app-1", "app-2", "bio.anwick-tom",
    ]  # fmt: skip
    assert [one.order for one in edition.units] == list(range(len(edition.units)))


def test_numbers_go_on_over_chapters_and_begin_anew_in_the_appendix(edition: Edition) -> None:
    assert [one.number for one in edition.units if one.kind == "document"] == ["1", "2", "3", "1", "2"]
    assert "number-lost" in {line.code for line in edition.report.lines}


@pytest.mark.parametrize(
    ("id", "day"),
    [("doc-2", "1901-05-04"), ("doc-3", "1902-06-05"), ("app-1", "1899-07-06"), ("app-2", "1899-07-07")],
)
def test_the_year_is_the_chapters_and_in_the_appendix_the_last_printed(
    edition: Edition, id: str, day: str
) -> None:
    span = unit(edition, id).date
    assert span is not None
    assert span.edtf == day


def test_who_is_mentioned_is_named_but_not_who_writes(edition: Edition) -> None:
    assert [one.id for one in unit(edition, "doc-1").mentions] == ["anwick-tom"]
    assert unit(edition, "bio.anwick-tom").mentions == ()


def test_every_correspondent_is_in_the_person_index(edition: Edition) -> None:
    kinds = {person.id: person.kind for person in edition.persons}
    written = {ref.id for one in edition.units for ref in (*one.senders, *one.recipients)}
    assert written <= set(kinds)
    assert [id for id, kind in kinds.items() if kind == "group"] == ["members-of-the-lock-board"]


def test_cross_references_lead_to_units(edition: Edition) -> None:
    assert [(one.source, one.targets) for one in edition.references] == [
        ("locks/1901-introduction", ("locks/doc-2",)),
        ("locks/doc-1.n1", ("locks/doc-3",)),
    ]


def test_what_is_no_text_of_a_unit_is_reported(edition: Edition) -> None:
    dropped = {line.code: line for line in edition.report.lines if line.level == "dropped"}
    assert set(dropped) == {"front-matter", "before-first-document"}
    line = dropped["before-first-document"]
    assert SOURCE.splitlines()[line.line - 1] == "Editors' leaf."


def test_what_was_read_is_counted(edition: Edition) -> None:
    assert edition.report.counts == {
        "documents": 3,
        "appendix documents": 2,
        "notes": 1,
        "introductions": 1,
        "biographies": 1,
        "documents with a sender": 5,
        "documents with a recipient": 5,
        "documents with a date": 5,
        "persons": 4,
    }


def test_the_profile_supplies_what_the_text_lacks(edition: Edition) -> None:
    assert (edition.id, edition.title) == ("locks", "Lock Papers")
    assert unit(edition, "doc-1").senders[0].id == "pell-amos"


def test_a_chapter_without_documents_is_read_too() -> None:
    emptied = SOURCE[: SOURCE.index("• 1 •")] + SOURCE[SOURCE.index("# 1902") :]
    assert [one.number for one in read(emptied).units if one.kind == "document"] == ["1", "1", "2"]


def test_progress_is_reported_step_by_step() -> None:
    said: list[str] = []
    read_printed(split_lines(SOURCE), PROFILE, said.append)
    assert said == [
        "reading persons, glossary and index",
        "reading documents and introductions",
        "finding page numbers and references",
    ]
