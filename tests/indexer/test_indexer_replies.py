from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.dates.datelines import parse_dateline
from corpus.model import Edition, Paragraph, PersonRef, Reference, Unit
from indexer.replies import infer_replies
from tests.editions import EDITION, lighthouse_edition

ANNA, OTTO, JURI = (PersonRef(name.lower(), name) for name in ("Anna", "Otto", "Juri"))


def letter(
    number: int,
    writer: PersonRef,
    reader: PersonRef,
    dateline: str | None,
    *texts: str,
    medium: str | None = "letter",
) -> Unit:
    return Unit(
        f"e/doc-{number}",
        "e",
        "document",
        f"{writer.name} to {reader.name}",
        number,
        tuple(Paragraph(text) for text in texts),
        number=str(number),
        medium=medium,
        date=parse_dateline(dateline, year=1921) if dateline else None,
        senders=(writer,),
        recipients=(reader,),
    )


def replies(units: Sequence[Unit], references: Sequence[Reference] = ()) -> dict[tuple[str, str], str]:
    found = infer_replies(Edition("e", "E", units=tuple(units), references=tuple(references)))
    return {
        (one.answer.removeprefix("e/doc-"), one.answered.removeprefix("e/doc-")): one.evidence
        for one in found
    }


def test_a_letter_named_by_its_day() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "The lamp."),
        letter(2, ANNA, OTTO, "4 June", "The boat."),
        letter(3, OTTO, ANNA, "6 June", "I have your letter of the 2nd."),
    ]
    assert replies(letters) == {("3", "1"): "day"}


def test_your_letter_is_the_last_one_from_the_recipient() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "The lamp."),
        letter(2, ANNA, OTTO, "4 June", "The boat."),
        letter(3, JURI, OTTO, "5 June", "The crane."),
        letter(4, OTTO, ANNA, "6 June", "I have your letter."),
    ]
    assert replies(letters) == {("4", "2"): "named"}


def test_two_letters_at_once() -> None:
    letters = [
        letter(1, ANNA, OTTO, "1 June", "The fog."),
        letter(2, ANNA, OTTO, "2 June", "The lamp."),
        letter(3, ANNA, OTTO, "4 June", "The boat."),
        letter(4, OTTO, ANNA, "6 June", "I have your last two letters."),
    ]
    assert replies(letters).keys() == {("4", "2"), ("4", "3")}


@pytest.mark.parametrize("dateline", ["4 June", "1 July"])
def test_no_letter_of_the_same_day_nor_one_long_ago(dateline: str) -> None:
    letters = [
        letter(1, ANNA, OTTO, "4 June", "The boat."),
        letter(2, OTTO, ANNA, dateline, "I have your letter."),
    ]
    assert replies(letters) == {}


def test_a_telegram_can_be_answered_the_same_day() -> None:
    words = "The dredgers and lifeboats wait for timber."
    letters = [
        letter(1, ANNA, OTTO, "4 June", words, medium="cipher"),
        letter(2, OTTO, ANNA, "4 June", f"In accordance with your telegram. {words}", medium="cipher"),
        letter(3, JURI, ANNA, "9 June", "Quite another matter: soundings."),
        letter(4, ANNA, JURI, "10 June", "Coal for the furnaces."),
    ]
    assert ("2", "1") in replies(letters)
    assert ("1", "2") not in replies(letters)


def test_a_letter_is_not_taken_for_a_telegram() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "The lamp."),
        letter(2, OTTO, ANNA, "6 June", "I have your telegram."),
    ]
    assert replies(letters) == {}


def test_a_number_with_its_day_leads_to_whoever_wrote_it() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "141. The lamp.", medium="telegram"),
        letter(2, ANNA, OTTO, "3 June", "142. The boat.", medium="telegram"),
        letter(3, JURI, ANNA, "6 June", "9. Embtel 141, June 2. Granted.", medium="telegram"),
        letter(4, ANNA, JURI, "7 June", "143. Embtel 142, June 3. Mine.", medium="telegram"),
    ]
    found = replies(letters)
    assert found["3", "1"] == "number"
    assert ("4", "2") not in found


def test_a_number_alone_needs_the_same_two() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "141. The lamp.", medium="telegram"),
        letter(2, OTTO, ANNA, "6 June", "Urtel 141. Agreed.", medium="telegram"),
        letter(3, JURI, ANNA, "6 June", "Urtel 141. Agreed.", medium="telegram"),
    ]
    assert replies(letters) == {("2", "1"): "number"}


def test_what_is_open_ended_is_named_last() -> None:
    letters = [
        letter(1, ANNA, OTTO, "[later than 1 June]", "The lamp."),
        letter(2, ANNA, OTTO, "2 June", "The boat."),
        letter(3, OTTO, ANNA, "6 June", "I have your letter of 2 June."),
    ]
    assert replies(letters) == {("3", "2"): "day"}


@pytest.mark.parametrize(
    ("first", "second"), [("[later than 1 June]", "6 June"), ("2 June", "[later than 3 June]")]
)
def test_open_dates_are_answered_only_if_the_letter_is_identified(first: str, second: str) -> None:
    text = "Hire dredgers, carry mud beyond the mole, pay night work double."
    letters = [
        letter(1, ANNA, OTTO, first, text),
        letter(2, OTTO, ANNA, second, f"I have your letter. {text}"),
        letter(3, ANNA, JURI, "7 June", "Lenses."),
    ]
    assert replies(letters) == {}


def test_shared_words_tell_a_report_from_other_letters() -> None:
    letters = [
        letter(1, ANNA, OTTO, "2 June", "Hire dredgers, carry mud beyond the mole, pay night work double."),
        letter(2, ANNA, OTTO, "3 June", "Send soundings of the outer buoy and straw for packing."),
        letter(
            3, OTTO, ANNA, "6 June", "Dredgers hired; mud carried beyond the mole; night work paid double."
        ),
        letter(4, JURI, ANNA, "7 June", "Lenses ground at Orlets, coal in wagons."),
        letter(5, ANNA, JURI, "8 June", "Bread, boots, coal, lenses, buoy, dredgers, mole, wagons."),
    ]
    assert ("3", "1") in replies(letters)
    assert ("3", "2") not in replies(letters)


def test_undated_letters_answer_nothing() -> None:
    letters = [
        letter(1, ANNA, OTTO, None, "The lamp."),
        letter(2, OTTO, ANNA, None, "I have your letter."),
    ]
    assert replies(letters) == {}


def test_the_editors_say_who_answers() -> None:
    (found,) = (one for one in infer_replies(lighthouse_edition()) if one.evidence == "editors")
    assert (found.answer, found.answered) == (f"{EDITION}/doc-2", f"{EDITION}/doc-1")
    assert found.text == "note 1"


def test_confidence_is_a_share_and_each_pair_comes_once() -> None:
    found = infer_replies(lighthouse_edition())
    assert found
    assert all(0 < one.confidence <= 1 for one in found)
    pairs = [(one.answer, one.answered) for one in found]
    assert len(pairs) == len(set(pairs))
