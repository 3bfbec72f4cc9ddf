import pytest

from search.query.spelling_variants import regional_forms


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
    assert regional_forms(british, {american}) == (american,)
    assert regional_forms(american, {british}) == (british,)


@pytest.mark.parametrize(
    ("word", "other"), [("filled", "filed"), ("re", "er"), ("advice", "advise"), ("lamp", "lamps")]
)
def test_other_words_are_left_alone(word: str, other: str) -> None:
    assert regional_forms(word, {other}) == ()


def test_the_two_letters_of_an_older_spelling_become_one() -> None:
    assert regional_forms("encyclopaedia", {"encyclopedia"}) == ("encyclopedia",)


def test_what_no_unit_has_is_not_looked_for() -> None:
    assert regional_forms("labour", {"coal"}) == ()
