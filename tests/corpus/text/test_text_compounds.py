from __future__ import annotations

import pytest

from corpus.text.analysis import token_tuples
from corpus.text.compounds import compound_entries, find_compounds


def closed(text: str) -> list[str]:
    return [compound.word for compound in find_compounds(text, list(token_tuples(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a co-operation of anti‑fog lamps", ["cooperation", "antifog"]),
        ("state-of-the-art lamps", ["stateoftheart"]),
        ("reaf-\n forestation, reaf\u00ad\nforestation", ["reafforestation", "reafforestation"]),
        ("a T-34 for 8-hour days in 1922-23", ["t34", "8hour"]),
        ("fog – lamp, fog—lamp, fog - lamp, and/or, fog. lamp", []),
        ("12 750 kegs and 1 234 567", ["12750", "1234567"]),
        ("1922 100, 5 12 750, 030 123, 12 75", []),
        ("the North C.C. Office and J. K. Tamm", ["cc"]),
        ("a-b-c-d-e-f-g", []),
    ],
)
def test_compounds_are_closed(text: str, expected: list[str]) -> None:
    assert closed(text) == expected


def test_a_compound_is_listed_by_its_closed_form_and_its_stem() -> None:
    text = "the co-operations"
    entries = set(compound_entries(text, list(token_tuples(text)), "en"))
    assert entries == {("cooperations", "co operations"), ("cooper", "co operations")}
