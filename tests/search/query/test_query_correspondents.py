from __future__ import annotations

import pytest

from corpus.persons.person_index import PersonIndex
from search.query.correspondents import find_correspondents
from search.query.lexicon import Lexicon
from tests.editions import lighthouse_edition

LIGHTHOUSE = lighthouse_edition()
LEXICON = Lexicon.of(PersonIndex(LIGHTHOUSE.persons), LIGHTHOUSE.terms, (1921, 1923))


def roles(text: str) -> tuple[list[str], list[str]]:
    found = find_correspondents(text, LEXICON)
    return (
        [one.person.id for one in found if one.role == "sender"],
        [one.person.id for one in found if one.role == "recipient"],
    )


BRANDT, LINDQVIST, HAUGEN, TAMM = "brandt-a", "lindqvist-o", "haugen-i", "tamm-j"


@pytest.mark.parametrize(
    ("text", "senders", "recipients"),
    [
        ("from Brandt to Lindqvist", [BRANDT], [LINDQVIST]),
        ("from brandt to lindqvist", [BRANDT], [LINDQVIST]),
        ("Brandt to Lindqvist, 4 March 1921", [BRANDT], [LINDQVIST]),
        ("A. K. Brandt to O. E. Lindqvist", [BRANDT], [LINDQVIST]),
        ("Brandt and Tamm to Lindqvist", [BRANDT, TAMM], [LINDQVIST]),
        ("Brandt, Tamm to Lindqvist", [BRANDT, TAMM], [LINDQVIST]),
        ("“Brandt, Tamm and Haugen to Lindqvist”", [BRANDT, TAMM, HAUGEN], [LINDQVIST]),
        ("Brandt to Lindqvist, Haugen and Tamm", [BRANDT], [LINDQVIST, HAUGEN, TAMM]),
        ("letter from Ilse Haugen about lamps", [HAUGEN], []),
        ("letter of 12 June 1922 from Haugen", [HAUGEN], []),
        ("telegram from Brandt of 5 June to Haugen", [BRANDT], [HAUGEN]),
        ("telegram from Comrade Brandt", [BRANDT], []),
        ("Brandt's letter of 5 June 1922", [BRANDT], []),
        ("Brandt’s telegram of 5 June 1922 to Haugen", [BRANDT], [HAUGEN]),
        ("Brandt's last angry letter to Haugen", [BRANDT], [HAUGEN]),
        ("Brandt and Tamm's letter", [BRANDT, TAMM], []),
        ("Brandt's reply to Tamm", [BRANDT], [TAMM]),
        ("letters to Lindqvist about coal", [], [LINDQVIST]),
        ("what did Brandt write to Haugen about oil?", [BRANDT], [HAUGEN]),
        ("Brandt wrote to Haugen", [BRANDT], [HAUGEN]),
        ("letter from Selenow", ["zelenov-m"], []),
    ],
)
def test_who_wrote_to_whom_is_found(text: str, senders: list[str], recipients: list[str]) -> None:
    assert roles(text) == (senders, recipients)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "coal",
        "Brandt",
        "Brandt's attitude to wages",
        "Brandt's answer",
        "what did Brandt ask of Lindqvist?",
        "who took the lens from Brandt?",
        "the quarrel of Brandt and Tamm",
        "from Orlets to Port Ansel",
        "a letter about Brandt",
        "how coal came to Haugen",
        "\ue000 to \ue001",
    ],
)
def test_whoever_is_merely_named_is_no_correspondent(text: str) -> None:
    assert roles(text) == ([], [])


def test_a_name_is_told_as_written() -> None:
    assert [one.printed for one in find_correspondents("from a. k. brandt", LEXICON)] == ["a. k. brandt"]
    assert [one.printed for one in find_correspondents("letter to Tamm", LEXICON)] == ["Tamm"]
