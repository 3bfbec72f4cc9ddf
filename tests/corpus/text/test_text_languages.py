"""Languages of texts that declare none."""

import pytest

from corpus.text.languages import guess_languages

DANISH = "Kære søster, isen er gået i havnen, og båden kan ikke komme ud før på mandag."
POLISH = "Droga siostro, lód stanął w porcie i łódź nie może wypłynąć przed poniedziałkiem."
ENGLISH = "Dear sister, the harbour is frozen, and the boat cannot leave before Monday."
LATIN = "Glacies portum occupavit, et navis ante diem Lunae exire non potest, soror carissima."


@pytest.mark.parametrize(
    ("language", "text"), [("da", DANISH), ("pl", POLISH), ("en", ENGLISH), ("la", LATIN)]
)
def test_the_language_of_a_text_is_guessed(language: str, text: str) -> None:
    assert guess_languages([text]) == [language]


def test_short_texts_lean_towards_the_language_of_the_edition() -> None:
    short = "Berlin, Hotel Adler, Martha, Otto, Anna"
    (alone,) = guess_languages([short])
    assert guess_languages([DANISH] * 8 + [short])[-1] == "da"
    assert guess_languages([DANISH, ENGLISH, "Ja, ja"]) == ["da", "en", ""]
    assert alone != "da"


def test_no_texts_have_no_languages() -> None:
    assert guess_languages([]) == []
    assert guess_languages(["", "1921"]) == ["", ""]
