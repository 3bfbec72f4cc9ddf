import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.slugs import person_slug, slug, unique_person_slug, unique_slug


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Thälmann, Ernst", "thalmann-ernst"),
        ("Łoś Jan", "los-jan"),
        ("Os Jan", "os-jan"),
        ("Hans Weiß", "hans-weiss"),
        ("WEISS, Hans", "weiss-hans"),
        ("Þórður Æsir", "thordur-aesir"),
        ("Пётр Щукин", "pyotr-shchukin"),
        ("Пётр Щукин II", "pyotr-shchukin-ii"),
        ("Їжак Ґалаґан", "izhak-galagan"),
        ("Άννα Ψαρού", "anna-psaroy"),
        ("— ?", ""),
    ],
)
def test_slug_of_a_person_keeps_the_letters_of_every_alphabet(name: str, expected: str) -> None:
    assert person_slug(name) == expected


def test_slug_of_a_person_in_another_script_is_a_hash() -> None:
    names = ("周恩来", "毛泽东", "יעקב", "يوسف", "王 Wang", "李 Wang", "ვანო")
    slugs = [person_slug(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(re.fullmatch(r"(?:wang-)?[0-9a-f]{8}", slug) for slug in slugs)
    assert person_slug("  周恩来 ") == person_slug("周恩来")


def test_second_person_of_the_same_slug_gets_a_number() -> None:
    taken: set[str] = set()
    names = ("Böll", "Boll", "?")
    assert [unique_person_slug(name, taken) for name in names] == ["boll", "boll-2", "unnamed"]


@given(st.text())
def test_slug_of_a_slug_is_itself(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert slug(slug(text)) == slug(text)


def test_many_texts_of_one_slug_are_numbered_in_linear_time() -> None:
    taken: set[str] = set()
    slugs = [unique_slug("Berg, Otto", taken) for _ in range(5_000)]
    assert slugs[:3] == ["berg-otto", "berg-otto-2", "berg-otto-3"]
    assert slugs[-1] == "berg-otto-5000"
    assert len(taken) == 5_000
