from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.document_numbers import DocumentNumber, find_document_numbers


@pytest.mark.parametrize(
    ("text", "tails"),
    [
        ("document 24", ["doc-24"]),
        ("Doc. no. 24", ["doc-24"]),
        ("document number 24", ["doc-24"]),
        ("document #024", ["doc-24"]),
        ("letter 24", ["doc-24"]),
        ("no. 24", ["doc-24"]),
        ("№ 24", ["doc-24"]),
        ("documents 24 and 25", ["doc-24", "doc-25"]),
        ("documents 4, 5, and 9", ["doc-4", "doc-5", "doc-9"]),
        ("appendix document 2", ["app-2"]),
        ("Appendix, documents 2 & 3", ["app-2", "app-3"]),
        ("note 3 to document 24", ["doc-24.n3"]),
        ("note 3 of doc 24", ["doc-24.n3"]),
        ("note 3, document 24", ["doc-24.n3"]),
        ("doc 24 note 3", ["doc-24.n3"]),
        ("document 24, notes 3 and 4", ["doc-24.n3", "doc-24.n4"]),
        ("note 1 to appendix document 5", ["app-5.n1"]),
        ("document 5 and note 2 to document 6", ["doc-5", "doc-6.n2"]),
        ("document 5 note 2 to document 6", ["doc-5", "doc-6.n2"]),
    ],
)
def test_printed_numbers_are_found(text: str, tails: list[str]) -> None:
    assert [number.unit_name for found in find_document_numbers(text) for number in found.numbers] == tails


@pytest.mark.parametrize(
    "text",
    [
        "order no. 24 of the board",
        "letter 5 June 1922",
        "letters 5 and 6",
        "document",
        "documents of 1922",
        "notes on 3 documents",
        "24",
        "document 5.6",
        "document 24000",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert find_document_numbers(text) == ()


def test_a_day_after_a_number_is_no_second_number() -> None:
    assert [found.numbers for found in find_document_numbers("documents 4 and 5 June")] == [
        (DocumentNumber("4"),)
    ]


def test_a_year_of_the_index_is_no_number() -> None:
    assert find_document_numbers("documents 1922", years=(1921, 1923)) == ()
    assert find_document_numbers("documents 1922", years=(1951, 1953))


@given(
    st.lists(
        st.sampled_from(
            [
                "note",
                "notes",
                "document",
                "documents",
                "appendix",
                "to",
                ",",
                "and",
                "3",
                "24",
                "no.",
                "#",
                "x",
            ]
        )
    )
)
def test_pieces_lie_apart_inside_the_text(words: list[str]) -> None:
    text = " ".join(words)
    ends = [place for found in find_document_numbers(text) for place in (found.start, found.end)]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)
    assert all(found.numbers for found in find_document_numbers(text))
