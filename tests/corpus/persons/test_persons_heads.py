import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.persons.heads import HeadParty, parse_correspondence_head


@pytest.mark.parametrize(
    ("text", "senders", "recipients"),
    [
        ("Petrov to Ivanov", ["Petrov"], ["Ivanov"]),
        ("· Petrov to Ivanov", ["Petrov"], ["Ivanov"]),
        (
            "Petrov and Ivanov to Sidorov, Orlov and Belov",
            ["Petrov", "Ivanov"],
            ["Sidorov", "Orlov", "Belov"],
        ),
        ("Petrov, Ivanov, and Sidorov to Orlov", ["Petrov", "Ivanov", "Sidorov"], ["Orlov"]),
        ("Petrov to Ivanov (for members of the Board)", ["Petrov"], ["Ivanov", "members of the Board"]),
        ("Petrov to Ivanov (for the members of the Board)", ["Petrov"], ["Ivanov", "members of the Board"]),
        (
            "Petrov to Ivanov, Orlov,\nand other members of the Board",
            ["Petrov"],
            ["Ivanov", "Orlov", "members of the Board"],
        ),
        ("Petrov to the members of the Board and Orlov", ["Petrov"], ["members of the Board", "Orlov"]),
        ("Petrov to Comrades Ivanov and Orlov", ["Petrov"], ["Ivanov", "Orlov"]),
        ("I. V. Petrov to L. M. Ivanov", ["I. V. Petrov"], ["L. M. Ivanov"]),
        ("Count von Orlow to the Foreign Office", ["Count von Orlow"], ["Foreign Office"]),
        ("*Petrov* to Ivanov<sup>1</sup>", ["Petrov"], ["Ivanov"]),
    ],
)
def test_head_gives_senders_and_recipients(text: str, senders: list[str], recipients: list[str]) -> None:
    head = parse_correspondence_head(text)
    assert head is not None
    assert [party.name for party in head.senders] == senders
    assert [party.name for party in head.recipients] == recipients


@pytest.mark.parametrize(
    ("text", "medium"),
    [("Cipher from Petrov to Ivanov", "cipher"), ("Letter to Ivanov from Petrov", "letter")],
)
def test_head_may_name_the_medium(text: str, medium: str) -> None:
    head = parse_correspondence_head(text)
    assert head is not None
    assert (head.medium, head.senders, head.recipients) == (
        medium,
        (HeadParty("Petrov"),),
        (HeadParty("Ivanov"),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Petrov reported to Ivanov",
        "Regards to Comrade Ivanov. P.K.",
        "To Comrade Ivanov",
        "Petrov to",
        "We shall have to give",
        "Always ready to resist",
        "5 June",
        "",
    ],
)
def test_other_line_is_no_head(text: str) -> None:
    assert parse_correspondence_head(text) is None


def test_a_group_differs_from_a_person() -> None:
    head = parse_correspondence_head("Petrov to all members of the Board")
    assert head is not None
    assert head.recipients == (HeadParty("members of the Board", "group"),)


WORDS = "Orekhov Petrov to and from Cipher (for members of the Board) , L. M. Yelin Belov’s Dos Rios- Anna to"


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split())).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    head = parse_correspondence_head(text)
    assert head is None or (head.senders and head.recipients)
