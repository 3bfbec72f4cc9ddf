from __future__ import annotations

from datetime import date

import pytest

from corpus.dates.mentioned_days import find_mentioned_days, forms_of_month

WRITTEN = date(1961, 3, 5)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("See my telegram of February 24.", {date(1961, 2, 24): "February 24"}),
        ("Your letter of 24 February arrived", {date(1961, 2, 24): "24 February"}),
        ("on the 3rd of March, 1960, we met", {date(1960, 3, 3): "3rd of March, 1960"}),
        ("deptel 12, Feb. 24", {date(1961, 2, 24): "Feb. 24"}),
        ("Ihr Brief vom 3. März 1904", {date(1904, 3, 3): "3. März 1904"}),
        ("votre lettre du 1er août", {date(1961, 8, 1): "1er août"}),
        ("su carta de 4 de mayo de 1961", {date(1961, 5, 4): "4 de mayo de 1961"}),
        ("письмо от 7 марта", {date(1961, 3, 7): "7 марта"}),
        ("3 March 24 April", {date(1961, 3, 3): "3 March", date(1961, 4, 24): "24 April"}),
        ("March 3 April 5", {date(1961, 3, 3): "March 3", date(1961, 4, 5): "April 5"}),
        ("December 30", {date(1960, 12, 30): "December 30"}),
        ("we may 3 times", {}),
        ("February 30", {}),
        ("March 1961", {}),
        ("sold 24 barrels, 3/24 and 24.5 tons", {}),
        ("February 24.5", {}),
        ("", {}),
    ],
)
def test_days_are_found_in_the_year_nearest_to_the_writing(text: str, days: dict[date, str]) -> None:
    assert find_mentioned_days(text, WRITTEN) == days


def test_a_day_is_returned_once_as_first_printed() -> None:
    found = find_mentioned_days("On 24 February, that is Feb. 24", WRITTEN)
    assert found == {date(1961, 2, 24): "24 February"}


def test_a_month_has_its_forms_in_all_languages() -> None:
    assert {"march", "marz", "mars", "марта"} <= set(forms_of_month(3))
