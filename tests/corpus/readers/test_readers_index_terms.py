from __future__ import annotations

import pytest

from corpus.model import Kind, Locator, Unit
from corpus.readers.index_terms import PageIndex, assign_index_terms


def unit(id: str, kind: Kind, *pages: str, number: str | None = None) -> Unit:
    return Unit(f"locks/{id}", "locks", kind, id, 0, pages=pages, number=number)


UNITS = (
    unit("introduction", "introduction", "1", "2"),
    unit("doc-1", "document", "3", "4"),
    unit("doc-1.n1", "note", "4", number="1"),
    unit("bio.pell", "biography", "4"),
)


@pytest.mark.parametrize(
    ("locator", "led_to"),
    [
        (Locator("4"), ["locks/doc-1"]),
        (Locator("2", last="3"), ["locks/introduction", "locks/doc-1"]),
        (Locator("4", note="1"), ["locks/doc-1.n1"]),
        (Locator("4", note="9"), []),
        (Locator("ix", last="xi"), []),
        (Locator("40"), []),
    ],
)
def test_a_page_leads_to_letters_and_introductions_and_a_note_to_itself(
    locator: Locator, led_to: list[str]
) -> None:
    given = assign_index_terms(UNITS, [("Gates", PageIndex(UNITS).resolve_locator(locator))])
    assert [one.id for one in given if one.index_terms == ("Gates",)] == led_to
    assert [one.id for one in given] == [one.id for one in UNITS]


def test_no_term_is_given_twice() -> None:
    leads = [("Gates", ["locks/doc-1", "locks/doc-1"]), ("Gates: rust", ["locks/doc-1", "locks/none"])]
    given = {one.id: one.index_terms for one in assign_index_terms(UNITS, leads)}
    assert given["locks/doc-1"] == ("Gates", "Gates: rust")


@pytest.mark.parametrize(
    ("locator", "pages"),
    [
        (Locator("5"), ["5"]),
        (Locator("131", "32"), ["131", "132"]),
        (Locator("9", "11"), ["9", "10", "11"]),
        (Locator("12", "3"), ["12", "13"]),
        (Locator("12", "999"), ["12"]),
        (Locator("ix", "xi"), ["ix"]),
    ],
)
def test_locator_names_pages(locator: Locator, pages: list[str]) -> None:
    assert locator.pages == pages
