from __future__ import annotations

import pytest

from corpus.model import Edition
from search.query.page_numbers import find_pages, volumes_of


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("p. 284", ["284"]),
        ("P. 284", ["284"]),
        ("p284", []),
        ("page 284", ["284"]),
        ("what is on page 284?", ["284"]),
        ("letter on p. 284.", ["284"]),
        ("pp. 284–286", ["284", "285", "286"]),
        ("pp. 284-6", ["284", "285", "286"]),
        ("pages 9 to 11", ["9", "10", "11"]),
        ("pp. 12, 15 and 17", ["12", "15", "17"]),
        ("p. xii", ["xii"]),
        ("p. XII", ["xii"]),
        ("pp. xii–xiv", ["xii", "xiii", "xiv"]),
        ("p. 12a", ["12a"]),
        ("p. 284f.", ["284", "285"]),
        ("S. 284 ff.", ["284", "285", "286"]),
        ("S. 284", ["284"]),
        ("Seite 284", ["284"]),
        ("Seiten 9 bis 11", ["9", "10", "11"]),
        ("стр. 284", ["284"]),
        ("с. 284–285", ["284", "285"]),
        ("на странице 284", ["284"]),
        ("página 12", ["12"]),
        ("pp. 910–12", ["910", "911", "912"]),
        ("pp. 5–900", ["5"]),
    ],
)  # fmt: skip
def test_pages_are_found(text: str, labels: list[str]) -> None:
    assert [label for found in find_pages(text) for label in found.reference.labels] == labels


@pytest.mark.parametrize(
    "text",
    [
        "284",
        "page",
        "the page I wrote",
        "page civil",
        "p. mmm",
        "a 5 s. 6 d. coin",
        "p.s. 12",
        "at 6 p.m. 12 men",
        "S. 5 June",
        "p. 1,000",
        "PS. 12",
        "с 284 рублями",
    ],
)
def test_other_numbers_are_no_pages(text: str) -> None:
    assert find_pages(text) == ()


@pytest.mark.parametrize(
    ("text", "volume", "description"),
    [
        ("vol. 2, p. 15", 2, "vol. 2, p. 15"),
        ("Volume II, pp. 15–17", 2, "vol. 2, p. 15–17"),
        ("Bd. 2, S. 15", 2, "vol. 2, p. 15"),
        ("т. 2, с. 15", 2, "vol. 2, p. 15"),
        ("p. 15", None, "p. 15"),
        ("pp. 15, 17", None, "p. 15, 17"),
    ],
)
def test_a_volume_belongs_to_its_page(text: str, volume: int | None, description: str) -> None:
    (found,) = find_pages(text)
    assert (found.start, found.end) == (0, len(text))
    assert (found.reference.volume, str(found.reference.description)) == (volume, description)


def test_editions_are_known_by_their_volume() -> None:
    editions = (
        Edition("a", "Letters, Volume VI, Winter"),
        Edition("b", "Briefe. Band 2"),
        Edition("c", "Письма. Т. 2"),
        Edition("d", "Letters"),
    )
    assert volumes_of(editions) == {6: {"a"}, 2: {"b", "c"}}
