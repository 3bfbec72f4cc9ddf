import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.persons.transliteration import fold_name, name_variants


@pytest.mark.parametrize(
    "spellings",
    [
        ("Yezhov", "Ezhov", "Ezhow"),
        ("Mikoian", "Mikoyan", "Mikojan"),
        ("Piatakov", "Pyatakov"),
        ("Zinoviev", "Zinovyev", "Zinov'ev", "Zinov’ev"),
        ("Trotsky", "Trotskii", "Trotskiy", "Trotskij", "Trotzki"),
        ("Kaganovich", "Kaganowitsch", "Kaganovitch"),
        ("Andreev", "Andreyev"),
        ("Allilueva", "Alliluyeva"),
        ("Gorky", "Gor'kii"),
        ("Bukharin", "Boukharin"),
        ("Thälmann", "Thalmann"),
        ("Aleksandr", "Alexandr"),
        ("Petrov, Ya. I.", "Ia. I. Petrov"),
    ],
)
def test_spellings_of_a_name_fold_to_one_key(spellings: tuple[str, ...]) -> None:
    assert len({fold_name(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    "names", [("Petrov", "Petrova"), ("Kirov", "Kurov"), ("Eden", "Edin"), ("Ivanov", "Ivanovsky")]
)
def test_different_names_stay_apart(names: tuple[str, str]) -> None:
    assert fold_name(names[0]) != fold_name(names[1])


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Yezhov", "Ezhov"),
        ("Ezhov", "Yezhov"),
        ("Mikoian", "Mikoyan"),
        ("Trotsky", "Trotskii"),
        ("Pyatakov", "Piatakov"),
    ],
)
def test_variants_are_listed(name: str, variant: str) -> None:
    assert variant in name_variants(name)


@given(st.text(max_size=40))
def test_variants_share_the_key_and_are_new(name: str) -> None:
    found = name_variants(name)
    assert name not in found
    assert {fold_name(variant) for variant in found} <= {fold_name(name)}
