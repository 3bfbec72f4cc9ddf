from __future__ import annotations

import pytest

from corpus.readers.printed.documents import PrintedDocument, PrintedDocuments, is_dateline, split_documents
from corpus.readers.printed.lines import SourceLine, split_lines

ARCHIVE = "F. 4, op. 1, d. 2, l. 7."


def split(*texts: str, first: int = 1) -> PrintedDocuments:
    return split_documents(split_lines("\n\n".join(texts)), first_number=first)


def filled(lines: tuple[SourceLine, ...]) -> list[str]:
    return [line.text for line in lines if line.text.strip()]


def names(document: PrintedDocument) -> tuple[list[str], list[str]]:
    head = document.head
    return [one.name for one in head.senders], [one.name for one in head.recipients]


@pytest.mark.parametrize("number", ["· 7 ·", "• 7 •", "### 7.", "* 7 *", "No. 7", "Letter 7.", "— 7 —"])
def test_a_document_starts_with_its_number_head_date_and_archive_line(number: str) -> None:
    number = number.replace("### 7.", "### · 7 ·")
    (one,) = split(number, "Pell to Gorse", "3 May", ARCHIVE, "The gate has rusted.", first=7).documents
    assert (one.number, one.printed_number, one.line) == (7, 7, 1)
    assert names(one) == (["Pell"], ["Gorse"])
    assert (one.head_text, one.dateline, one.archive) == ("Pell to Gorse", "3 May", ARCHIVE)
    assert filled(one.lines) == ["The gate has rusted."]


def test_a_head_may_run_over_two_lines() -> None:
    (one,) = split("• 1 •", "Pell, Gorse, and", "Anwick to Dunmore", "3 May", ARCHIVE, "Dear Sir,").documents
    assert names(one) == (["Pell", "Gorse", "Anwick"], ["Dunmore"])


def test_a_signature_before_a_head_without_number_stays_in_its_letter() -> None:
    first, second = split(
        "• 1 •", "Pell to Gorse", "3 May", ARCHIVE, "Come.", "Pell", "Gorse to Pell", "4 May", ARCHIVE, "No."
    ).documents
    assert filled(first.lines) == ["Come.", "Pell"]
    assert names(second) == (["Gorse"], ["Pell"])


def test_a_lost_number_follows_from_its_neighbours() -> None:
    found = split(
        "• 1 •", "Pell to Gorse", ARCHIVE, "Come.", "Gorse to Pell", "4 May", ARCHIVE, "No.",
        "• 3 •", "Pell to Gorse", ARCHIVE, "Why?",
    )  # fmt: skip
    assert [(one.number, one.printed_number) for one in found.documents] == [(1, 1), (2, None), (3, 3)]
    assert [(line.level, line.code, line.line) for line in found.report] == [("info", "number-lost", 9)]


@pytest.mark.parametrize(("printed", "taken"), [(5, 5), (1, 2)])
def test_a_number_that_jumps_is_reported_and_taken_only_where_it_rises(printed: int, taken: int) -> None:
    found = split(
        "• 1 •", "Pell to Gorse", ARCHIVE, "Come.", f"• {printed} •", "Gorse to Pell", ARCHIVE, "No."
    )
    assert [one.number for one in found.documents] == [1, taken]
    assert [line.code for line in found.report] == ["number-jumps"]


@pytest.mark.parametrize(
    "texts",
    [
        ("He sent it from Pell to Gorse.", "The gate has rusted."),
        ("Pell to Gorse", "3 May", "No archive line and no number."),
        ("• 1 •", "No head follows.", ARCHIVE),
        ("• 1 •", "Pell to Gorse", "Neither date nor archive line."),
        ("• 1 •",),
        ("",),
    ],
)
def test_what_lacks_head_or_proof_is_no_document(texts: tuple[str, ...]) -> None:
    found = split(*texts)
    assert found.documents == ()
    assert filled(found.before) == [text for text in texts if text]


def test_a_number_head_and_date_do_without_an_archive_line() -> None:
    (one,) = split("• 1 •", "Pell to Gorse", "3 May", "Come at once.").documents
    assert (one.dateline, one.archive) == ("3 May", None)


def test_lines_before_the_first_document_are_kept() -> None:
    found = split("A word before.", "• 1 •", "Pell to Gorse", ARCHIVE, "Come.")
    assert filled(found.before) == ["A word before."]
    assert found.documents[0].dateline is None


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("3 May 1901", True),
        ("[later than 11 August]", True),
        ("[before 12 June]", True),
        (ARCHIVE, False),
        ("The gate has rusted.", False),
        (
            "3 May 1901 was the day on which, as everybody remembers, the lower gate of the lock gave way",
            False,
        ),
    ],
)
def test_a_dateline_is_a_date_and_hardly_anything_else(text: str, is_date: bool) -> None:
    assert is_dateline(text) is is_date


def test_a_long_paragraph_is_never_taken_for_a_head() -> None:
    long = "Pell to Gorse " * 30
    assert split("• 1 •", long, ARCHIVE).documents == ()
