import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.slugs import slug, unique_slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kaganovich, L. M.", "kaganovich-l-m"),
        ("CER", "cer"),
        ("Thälmann, Ernst", "thalmann-ernst"),
        ("Azaña (y Díaz), Manuel", "azana-y-diaz-manuel"),
        ("Bagirov, M.-D. A.", "bagirov-m-d-a"),
        ("1931–36", "1931-36"),
        ("ﬁeld No. Ⅳ", "field-no-iv"),
        ("  — ", ""),
    ],
)
def test_slug_is_ascii_lower_case_with_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_second_of_the_same_slug_gets_a_number() -> None:
    taken: set[str] = set()
    assert [unique_slug(text, taken) for text in ("Fomin", "fomin.", "Fomin 2", "FOMIN", "!", "?")] == [
        "fomin", "fomin-2", "fomin-2-2", "fomin-3", "unnamed", "unnamed-2",
    ]  # fmt: skip


@given(st.text())
def test_slug_of_a_slug_is_itself(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert slug(slug(text)) == slug(text)
