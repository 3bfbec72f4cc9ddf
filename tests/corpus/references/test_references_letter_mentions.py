from __future__ import annotations

from datetime import date

import pytest

from corpus.dates.datelines import parse_dateline
from corpus.model import Paragraph, Unit
from corpus.references.letter_mentions import find_letter_mentions, letter_number, medium_class


def letter(
    *texts: str, dateline: str | None = "15 June 1932", medium: str | None = "letter", language: str = "en"
) -> Unit:
    return Unit(
        "e/doc-1",
        "e",
        "document",
        "A letter",
        0,
        tuple(Paragraph(text) for text in texts),
        medium=medium,
        language=language,
        date=parse_dateline(dateline) if dateline else None,
    )


def told(unit: Unit) -> list[tuple[str, str, date | None, str | None]]:
    return [(one.author, one.medium, one.day, one.number) for one in find_letter_mentions(unit)]


JUNE_2 = date(1932, 6, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have your letter of 2 June.", [("recipient", "letter", JUNE_2, None)]),
        ("Your last long letter dated June 2, 1932 came", [("recipient", "letter", JUNE_2, None)]),
        ("yours of the 2nd came", [("recipient", "any", JUNE_2, None)]),
        ("your telegram of the 20th", [("recipient", "telegram", date(1932, 5, 20), None)]),
        ("your letter of 24 December", [("recipient", "letter", date(1931, 12, 24), None)]),
        (
            "your letters of 5 and 7 June",
            [
                ("recipient", "letter", date(1932, 6, 5), None),
                ("recipient", "letter", date(1932, 6, 7), None),
            ],
        ),
        ("Your telegram No. 34 came", [("recipient", "telegram", None, "34")]),
        ("Your 601 of June 2.", [("recipient", "any", JUNE_2, "601")]),
        ("urtel 141", [("recipient", "telegram", None, "141")]),
        (
            "Embtels 12, June 2 and 15, June 4, say so",
            [
                ("either", "telegram", JUNE_2, "12"),
                ("either", "telegram", date(1932, 6, 4), "15"),
            ],
        ),
        ("my letter of 2 June", [("sender", "letter", JUNE_2, None)]),
        ("I received your three ciphers", [("recipient", "telegram", None, None)]),
        ("Received your letter.", [("recipient", "letter", None, None)]),
    ],
)
def test_what_a_letter_names(text: str, expected: list[tuple[str, str, date | None, str | None]]) -> None:
    assert told(letter(text)) == expected


@pytest.mark.parametrize(
    ("language", "text", "author", "medium", "day"),
    [
        ("de", "Ihren Brief vom 2. habe ich", "recipient", "letter", JUNE_2),
        ("de", "Ihr geehrtes Schreiben vom 12. d. M. kam", "recipient", "letter", date(1932, 6, 12)),
        ("de", "Ihr Schreiben vom 12. v. M. kam", "recipient", "letter", date(1932, 5, 12)),
        ("de", "Dein Brief vom 24ten Dezember", "recipient", "letter", date(1931, 12, 24)),
        ("de-AT", "Ihr letzter lieber Brief", "recipient", "letter", None),
        ("de", "Deine Depesche vom 2. Juni 1932.", "recipient", "telegram", JUNE_2),
        ("de", "mein Brief vom 2. Juni", "sender", "letter", JUNE_2),
        ("de", "Er sagte „nun ja“. Ihr Brief kam.", "recipient", "letter", None),
        ("fr", "J’ai reçu votre lettre du 2 juin.", "recipient", "letter", JUNE_2),
        ("fr", "ta lettre du 12 courant", "recipient", "letter", date(1932, 6, 12)),
        ("fr", "votre dépêche du 1er juin", "recipient", "telegram", date(1932, 6, 1)),
        ("fr", "ta chère lettre", "recipient", "letter", None),
        ("it", "la Sua lettera del 2 giugno", "recipient", "letter", JUNE_2),
        ("it", "ho ricevuto la tua lettera", "recipient", "letter", None),
        ("it", "la lettera Sua del 2", "recipient", "letter", JUNE_2),
        ("es", "su carta del 2 de junio de 1932", "recipient", "letter", JUNE_2),
        ("es", "tu última carta", "recipient", "letter", None),
        ("ru", "Письмо Ваше от 2 июня получил", "recipient", "letter", JUNE_2),
        ("ru", "ваше письмо от 12-го прошлого месяца", "recipient", "letter", date(1932, 5, 12)),
        ("ru", "твою телеграмму от 2 июня", "recipient", "telegram", JUNE_2),
    ],
)
def test_what_letters_in_other_languages_name(
    language: str, text: str, author: str, medium: str, day: date | None
) -> None:
    assert told(letter(text, language=language)) == [(author, medium, day, None)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "ihre Briefe an den Wirt"),
        ("de", "als hättet Ihr diesen Brief"),
        ("de", "Ihr nächster Brief"),
        ("de", "Er schrieb: „Ihr Brief kam an“ und schwieg"),
        ("de", "mein Brief"),
        ("fr", "votre lettre à Tamm"),
        ("it", "sua lettera"),
        ("es", "su carta"),
        ("ru", "ваше письмо к Тамму"),
    ],
)
def test_what_names_no_letter_of_the_two_in_other_languages(language: str, text: str) -> None:
    assert told(letter(text, language=language)) == []


@pytest.mark.parametrize(
    "text",
    [
        "give us your opinion by letter",
        "my letter to Tamm",
        "I am sending you the letter",
        "He wrote: “I have your letter of 2 June” and left",
        'He wrote: "I have your letter of 2 June" and left',
        "your 22nd congress",
        "your 50,000 tons",
        "our note",
    ],
)
def test_what_names_no_letter_of_the_two(text: str) -> None:
    assert told(letter(text)) == []


def test_a_day_without_a_year_needs_the_date_of_the_letter() -> None:
    assert told(letter("your letter of 2 June", dateline=None)) == [("recipient", "letter", None, None)]
    assert told(letter("your letter of 2 June 1932", dateline=None))[0][2] == JUNE_2


def test_a_day_there_is_not_is_none() -> None:
    assert told(letter("your letter of 31 June"))[0][2] is None


def test_it_says_what_is_printed_and_how_many() -> None:
    (found,) = find_letter_mentions(letter("Dear Otto,", "Good. I have your last two letters here."))
    assert (found.text, found.count) == ("your last two letters", 2)


@pytest.mark.parametrize(
    ("texts", "medium", "expected"),
    [
        (("Cipher", "No. 34. To Brandt."), "cipher", "34"),
        (("Restricted", "145. The bar has risen."), "telegram", "145"),
        (("1. The bar has risen.",), "letter", None),
        (("The bar has risen.", "Stop.", "Go.", "More.", "No. 7/sh."), "cipher", "7"),
        (("The bar has risen.",), None, None),
    ],
)
def test_the_number_a_letter_bears(texts: tuple[str, ...], medium: str | None, expected: str | None) -> None:
    assert letter_number(letter(*texts, medium=medium)) == expected


@pytest.mark.parametrize(
    ("medium", "expected"),
    [
        ("letter", "letter"),
        ("Telegram", "telegram"),
        ("cipher", "telegram"),
        ("phonegram", "telegram"),
        (None, "any"),
    ],
)
def test_letters_and_telegrams(medium: str | None, expected: str) -> None:
    assert medium_class(medium) == expected
