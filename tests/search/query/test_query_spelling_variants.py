import pytest

from search.query.spelling_variants import spelling_variants


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("labour", "labor"),
        ("harbours", "harbors"),
        ("neighbouring", "neighboring"),
        ("organisation", "organization"),
        ("mobilised", "mobilized"),
        ("analyse", "analyze"),
        ("centre", "center"),
        ("theatres", "theaters"),
        ("catalogue", "catalog"),
        ("defence", "defense"),
        ("programmes", "programs"),
        ("travelled", "traveled"),
        ("councillors", "councilors"),
        ("railway", "railroad"),
        ("aluminium", "aluminum"),
        ("ploughs", "plows"),
    ],
)
def test_forms_are_found_both_ways(british: str, american: str) -> None:
    assert spelling_variants(british, {american}) == (american,)
    assert spelling_variants(american, {british}) == (british,)


@pytest.mark.parametrize(
    ("word", "other"), [("filled", "filed"), ("re", "er"), ("advice", "advise"), ("lamp", "lamps")]
)
def test_other_words_are_left_alone(word: str, other: str) -> None:
    assert spelling_variants(word, {other}) == ()


def test_the_two_letters_of_an_older_spelling_become_one() -> None:
    assert spelling_variants("encyclopaedia", {"encyclopedia"}) == ("encyclopedia",)


def test_what_no_unit_has_is_not_looked_for() -> None:
    assert spelling_variants("labour", {"coal"}) == ()
