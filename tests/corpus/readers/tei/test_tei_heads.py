from __future__ import annotations

import pytest

from corpus.readers.tei.heads import MarkedParty, parse_diplomatic_head

HEADS = [
    ("7. Telegram From the Embassy in Norland to the Department of State", "telegram", ["Embassy in Norland"],
     ["Department of State"]),
    ("Memorandum by the Harbour Master (Oakes) to the Secretary of State", "memorandum", ["Oakes"],
     ["Secretary of State"]),
    ("No. 12 The Chargé in Norland (Pell) to the Secretary of State", None, ["Pell"], ["Secretary of State"]),
    ("Letter From President Stone to Prime Minister Reed", "letter", ["Stone"], ["Reed"]),
    ("Letter From Ada B. Quill of the Mint to the President", "letter", ["Ada B. Quill"], ["President"]),
    ("Memorandum From the President’s Special Assistant to the Harbour Board (Brand) to the Under "
     "Secretary of State (Pell)", "memorandum", ["Brand"], ["Pell"]),
    ("Memorandum From Secretary of State Rook and Secretary of Defense Lamb to President Stone", "memorandum",
     ["Rook", "Lamb"], ["Stone"]),
    ("Memorandum of Conversation, by Mr. Karl Oakes, Special Assistant to the Director (Brand)",
     "memorandum of conversation", ["Karl Oakes"], []),
    ("9. Paper Prepared in the Department of State", "paper", ["Department of State"], []),
    ("7. Outline Plan Prepared by the Harbor Board", None, ["Harbor Board"], []),
    ("Address by President Stone Before the Harbour Congress", "address", ["Stone"], []),
    ("Memorandum for the Record", "memorandum for the record", [], []),
    ("Memorandum for President Stone", "memorandum", [], ["Stone"]),
    ("Editorial Note", "editorial note", [], []),
    ("Minutes of the Tenth Meeting, Portmark, May 3, 1931", "minutes", [], []),
    ("Special Estimate", "estimate", [], []),
    ("A Harbour in Winter", None, [], []),
    ("", None, [], []),
    ("Message From Chairmen Brand and Oakes to President Elm", "message", ["Brand", "Oakes"], ["Elm"]),
    ("Letter From Elm to Senators Brand, Oakes and Fell", "letter", ["Elm"], ["Brand", "Oakes", "Fell"]),
    ("Informal Communication From Chairman Brand to Premier Elm", "communication", ["Brand"], ["Elm"]),
    ("3. Secret Hint From President Elm to Norish General Secretary Brand", None, ["Elm"], ["Brand"]),
    ("Highlights From the Harbour Planning Meeting", None, [], []),
    ("Memorandum From Major Ida B. Fell to the Consul (Oakes)", "memorandum", ["Ida B. Fell"], ["Oakes"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "medium", "senders", "recipients"), HEADS)
def test_a_head_says_who_wrote_to_whom(
    text: str, medium: str | None, senders: list[str], recipients: list[str]
) -> None:
    head = parse_diplomatic_head(text)
    assert head.medium == medium
    assert [party.name for party in head.senders] == senders
    assert [party.name for party in head.recipients] == recipients


def test_offices_are_groups_and_names_persons() -> None:
    head = parse_diplomatic_head("Letter From the Harbour Board to Mr. Karl Oakes")
    assert [party.kind for party in (*head.senders, *head.recipients)] == ["group", "person"]


def test_a_party_has_the_offsets_of_its_name() -> None:
    text = "4. The Ambassador in Norland (Brand) to the Secretary of State"
    party = parse_diplomatic_head(text).senders[0]
    assert text[party.start : party.end] == "Brand"


def test_marked_parties_say_where_the_sender_ends() -> None:
    text = "The Deputy to the Harbour Master to the Department of State"
    marks = [MarkedParty(4, 32, "from"), MarkedParty(40, 59, "to")]
    head = parse_diplomatic_head(text, marks)
    assert [party.name for party in head.senders] == ["Deputy to the Harbour Master"]
    assert [party.name for party in head.recipients] == ["Department of State"]
