from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.persons.person_index import PersonIndex
from search.query.correspondence import ROLES, find_correspondence
from search.query.grammar import parse_query
from search.query.interpretation import interpret_query
from search.query.lexicon import Lexicon
from tests.editions import lighthouse_edition

LIGHTHOUSE = lighthouse_edition()
LEXICON = Lexicon.of(PersonIndex(LIGHTHOUSE.persons), LIGHTHOUSE.terms, (1921, 1923))


def roles(text: str) -> tuple[list[str], list[str]]:
    found = find_correspondence(text, LEXICON).correspondents
    return (
        [one.persons[0].id for one in found if one.role == "sender"],
        [one.persons[0].id for one in found if one.role == "recipient"],
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
    assert [one.printed for one in find_correspondence("from a. k. brandt", LEXICON).correspondents] == [
        "a. k. brandt"
    ]
    assert [one.printed for one in find_correspondence("letter to Tamm", LEXICON).correspondents] == ["Tamm"]


def asked(text: str, years: tuple[int, int] = (1921, 1923)) -> tuple[set[str], list[str], str]:
    """Return the conditions of a query: field=value, periods, and what remains to be searched."""
    lexicon = replace(LEXICON, years=years)
    found = interpret_query(parse_query(text), lexicon)
    conditions = {f"{name}={'|'.join(values)}" for name, values in found.conditions}
    return conditions, [f"{first}..{last}" for first, last in found.periods], found.remaining_text


FROM_BRANDT, TO_HAUGEN = "sender=brandt-a", "recipient=haugen-i"
BOTH = {"correspondent=brandt-a", "correspondent=haugen-i"}
JUNE, YEAR, LETTERS = "1922-06-01..1922-06-30", "1922-01-01..1922-12-31", "kind=document"


@pytest.mark.parametrize(
    ("text", "conditions", "periods", "rest"),
    [
        ("letters from Brandt to Haugen", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("to Haugen from Brandt", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("all the letters of Brandt", {FROM_BRANDT}, [], ""),
        ("Brandt's telegrams of June 1922", {FROM_BRANDT}, [JUNE], ""),
        ("what Brandt wrote to Haugen in June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("What did Brandt write to Haugen about oil in June 1922?", {FROM_BRANDT, TO_HAUGEN}, [JUNE], "oil"),
        ("coal letters from Brandt, June 1922", {FROM_BRANDT}, [JUNE], "coal"),
        ("letters on new lenses from Brandt to Haugen", {FROM_BRANDT, TO_HAUGEN}, [], "new lenses"),
        ("messages to Haugen by Brandt", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("letters that Brandt sent Haugen", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("letters Haugen received from Brandt", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("who wrote to Haugen in June 1922?", {TO_HAUGEN}, [JUNE], ""),
        ("whom did Brandt write to?", {FROM_BRANDT}, [], ""),
        ("telegrams addressed to Haugen before June 1922", {TO_HAUGEN}, ["1921-01-01..1922-05-31"], ""),
        ("what did Brandt tell Haugen about the lamp?", {FROM_BRANDT, TO_HAUGEN}, [], "lamp"),
        ("Brandt to Haugen, June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("brandt and tamm to haugen", {"sender=brandt-a|tamm-j", TO_HAUGEN}, [], ""),
        ("Brandt's answer to Haugen's letter of 5 June 1922", {FROM_BRANDT, TO_HAUGEN}, [], "5 June 1922"),
        ("correspondence between Brandt and Haugen", BOTH, [], ""),
        ("Brandt's correspondence with Haugen", BOTH, [], ""),
        ("the Brandt-Haugen correspondence", BOTH, [], ""),
        ("letters to members of the Harbour Board", {"recipient=members-of-the-harbour-board"}, [], ""),
        ("between 5 and 12 June 1922", set(), ["1922-06-05..1922-06-12"], ""),
        (
            "between 5 and 12 June",
            set(),
            ["1921-06-05..1921-06-12", "1922-06-05..1922-06-12", "1923-06-05..1923-06-12"],
            "",
        ),
        ("by June 1922", set(), ["1921-01-01..1922-06-30"], ""),
        ("letters since June 1922", {LETTERS}, ["1922-06-01..1923-12-31"], ""),
        ("telegrams about coal in June 1922", {LETTERS}, [JUNE], "coal"),
        ("June 1922 letters", {LETTERS}, [JUNE], ""),
        ("letters of the first half of June 1922", {LETTERS}, ["1922-06-01..1922-06-15"], ""),
        ("letters of 1940", {LETTERS}, ["1940-01-01..1940-12-31"], ""),
        ("coal between 5 and 12 June 1922", set(), ["1922-06-05..1922-06-12"], "coal"),
        ("letters about the storm of 7 August 1922 from Brandt", {FROM_BRANDT}, [], "storm of 7 August 1922"),
        ("6/25/1922 Brandt to Haugen", {FROM_BRANDT, TO_HAUGEN}, ["1922-06-25..1922-06-25"], ""),
        ("Brandt -> Haugen, June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("to: Haugen; from: Brandt; date: June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("author Brandt, recipient Haugen, year 1922", {FROM_BRANDT, TO_HAUGEN}, [YEAR], ""),
        ("Haugen as addressee", {TO_HAUGEN}, [], ""),
        ("Brandt, telegrams, June 1922", {FROM_BRANDT}, [JUNE], ""),
        ("has Brandt written anything to Haugen?", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("Brandt sent a long letter to Haugen", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("a reply by Brandt to Haugen in June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("Brandt informs Haugen of the storm", {FROM_BRANDT, TO_HAUGEN}, [], "storm"),
        ("Premier Brandt writes Chairman Haugen", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("what did Brandt say to Haugen about oil?", {FROM_BRANDT, TO_HAUGEN}, [], "oil"),
        ("what the Board received from Brandt in June 1922", {FROM_BRANDT}, [JUNE], "Board"),
        ("what did Brandt cable Chairman Haugen?", {FROM_BRANDT, TO_HAUGEN}, [], ""),
        ("did Brandt answer Haugen in June 1922?", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("letter, Brandt to Haugen, June 1922", {FROM_BRANDT, TO_HAUGEN}, [JUNE], ""),
        ("letters authored by Brandt", {FROM_BRANDT}, [], ""),
        ("documents that Brandt signed", {FROM_BRANDT}, [], ""),
        ("letters exchanged by Brandt and Haugen", BOTH, [], ""),
    ],
)  # fmt: skip
def test_the_letters_asked_for_are_conditions(
    text: str, conditions: set[str], periods: list[str], rest: str
) -> None:
    assert asked(text) == (conditions, periods, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Brandt", "letters about Brandt", "what was said about Brandt", "Brandt's view of the Board",
        "Haugen's attitude to coal", "the storm of 7 August 1922", "dredging in 1922", "the 1922 strike",
        "why was Brandt dismissed in June 1922?", "criticism of Tamm",
        "opposition to Brandt", "the quarrel between Brandt and Tamm", "complaints about Haugen",
        "the decision to send Brandt to Orlets",
        "Brandt's journey to Port Ansel in June 1922", "a letter on Brandt's lens", "reports about Tamm",
        "Why did letters between Brandt and Haugen become shorter?", "coal from Orlets", "1850",
        "what did Tamm think of Brandt?", "letters sent by the steamer", "how did the lens come to Brandt?",
        "the lens that came from Brandt", "Tamm's loyalty to Brandt", "how much coal was sent in June 1922?",
        "Ferrante's letter to Brandt", "Ferrante's last angry letter to Brandt", "the writer Brandt",
        "Brandt as engineer", "Brandt sent coal to Haugen", "why Brandt informed Haugen",
    ],
)  # fmt: skip
def test_what_is_asked_about_is_no_condition(text: str) -> None:
    assert asked(text)[:2] == (set(), [])


def test_a_dismissed_condition_is_words_again() -> None:
    query = "letters from Brandt about coal in June 1922"
    found = interpret_query(parse_query(query), LEXICON, literal=frozenset({"sender:brandt-a"}))
    assert found.conditions == (("kind", ("document",)),)
    assert found.remaining_text == "Brandt about coal"


def test_a_condition_can_merely_rank() -> None:
    query = "letters from Brandt about coal"
    found = interpret_query(parse_query(query), LEXICON, boosts=frozenset({"sender:brandt-a"}))
    assert not found.has_conditions
    assert found.senders == ("brandt-a",)
    assert found.remaining_text == query
    assert [item.effect for item in found.items] == ["boost"]


def test_somebody_without_letters_is_no_condition_and_is_named() -> None:
    lexicon = replace(LEXICON, correspondents={role: {"haugen-i", "tamm-j"} for role in ROLES})
    several = interpret_query(parse_query("letters from Brandt and Tamm to Haugen"), lexicon)
    assert several.conditions == (("sender", ("tamm-j",)), ("recipient", ("haugen-i",)))
    found = interpret_query(parse_query("letters from Brandt to Haugen"), lexicon)
    assert found.conditions == ()
    assert found.recipients == ("haugen-i",)
    assert [str(notice) for notice in found.notices] == [
        "There are no letters from A. K. Brandt in this index."
    ]


WORDING = [
    "Brandt",
    "haugen's",
    "letters",
    "letter",
    "from",
    "to",
    "of",
    "in",
    "June",
    "1922",
    "between",
    "5",
    "and",
    "12",
    "about",
    "coal",
    "wrote",
    "reply",
    "what",
    "why",
    ",",
    "’s",
    "correspondence",
    "with",
    "\ue000",
    "\uf8ff",
]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDING), max_size=14).map(" ".join))
def test_wording_lies_within_the_query(text: str) -> None:
    found = find_correspondence(text, LEXICON)
    assert all(0 <= start < end <= len(text) for start, end in (*found.spans, *found.named))
    assert all(one.printed == text[one.start : one.end] for one in found.correspondents)
    assert all(text[time.date.start :].startswith(time.date.text) for time in found.times)
