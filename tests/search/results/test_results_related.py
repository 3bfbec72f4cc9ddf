from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.dates.datelines import parse_dateline
from corpus.model import Edition, Paragraph, PersonRef, Unit
from search.messages import Message
from search.model import Channel, Reason, RelatedUnit
from search.results.related import RelatedUnitFinder
from store.catalogue import Catalogue
from store.layout import open_generation
from store.term_vectors import TermVectors
from store.unit_table import UnitTable
from tests.builds import NAME, build_lighthouse, open_keyword, open_semantic
from tests.editions import EDITION, lighthouse_edition


def open_finder(paths: pytest.TempPathFactory, edition: Edition) -> Iterator[RelatedUnitFinder]:
    root = paths.mktemp("indexes")
    build_lighthouse(root, edition=edition)
    generation = open_generation(root, NAME)
    catalogue = Catalogue.open(generation)
    table = UnitTable.from_units(catalogue.all_units())
    vectors = TermVectors.open(generation)
    yield RelatedUnitFinder(catalogue, table, open_keyword(generation), open_semantic(generation), vectors)
    catalogue.close()


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelatedUnitFinder]:
    yield from open_finder(tmp_path_factory, lighthouse_edition())


def letter(number: int, dateline: str, text: str, *, answers: bool = False, medium: str = "letter") -> Unit:
    """A letter from Anna to Otto, or back."""
    persons = (PersonRef("anna", "Anna"), PersonRef("otto", "Otto"))
    sender, recipient = reversed(persons) if answers else persons
    return Unit(
        f"{EDITION}/doc-{number}",
        EDITION,
        "document",
        f"Letter {number}",
        10 * number,
        (Paragraph(text),),
        number=str(number),
        medium=medium,
        date=parse_dateline(dateline, year=1921),
        senders=(sender,),
        recipients=(recipient,),
    )


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelatedUnitFinder]:
    everyday = "Please send a list, which was granted."
    units = [
        letter(1, "3 June", f"The dredger works at the mole. {everyday}"),
        letter(2, "4 June", f"The dredger left the mole. {everyday}"),
        letter(3, "8 June", f"Your words of 3 June. {everyday}"),
        letter(4, "20 August 1920", f"Tamm was schoolmaster of Orlets. {everyday}"),
        letter(5, "10-20 June", everyday),
        letter(6, "[later than 3 June]", everyday, answers=True),
        letter(7, "8 June", everyday, answers=True),
        letter(8, "12 June 1925", f"Remember 3 June 1921 and 1 May 1924. {everyday}"),
        letter(9, "1 May 1924", everyday, medium="telegram"),
        letter(10, "1 May 1924", everyday, answers=True, medium="telegram"),
        *(letter(number, f"{number} July 1930", everyday) for number in range(11, 21)),
    ]
    note = Unit(
        f"{EDITION}/doc-1.n1",
        EDITION,
        "note",
        "Note 1 to document 1",
        11,
        (Paragraph("Tamm, later schoolmaster."),),
        number="1",
        parent=units[0].id,
        date=units[0].date,
    )
    yield from open_finder(tmp_path_factory, Edition(EDITION, "Letters", units=(units[0], note, *units[1:])))


def unit(finder: RelatedUnitFinder, id: str) -> Unit:
    return finder.catalogue.unit(f"{EDITION}/{id}")


def related(finder: RelatedUnitFinder, id: str, *channels: Channel) -> dict[str, RelatedUnit]:
    found = finder.related(unit(finder, id), frozenset(channels) or None, 50)
    return {one.unit.id.removeprefix(f"{EDITION}/"): one for one in found}


@pytest.mark.parametrize(
    ("id", "channel", "expected"),
    [
        ("doc-10", "cross-reference", {"doc-11"}),
        ("doc-3", "cross-reference", {"doc-1", "doc-9"}),
        ("doc-5", "same-file", {"doc-6"}),
        ("doc-9", "topics", {"doc-11"}),
        ("doc-5", "reply", {"doc-6"}),
        ("doc-6", "reply", {"doc-5"}),
    ],
)
def test_a_channel_finds(finder: RelatedUnitFinder, id: str, channel: Channel, expected: set[str]) -> None:
    assert expected <= related(finder, id, channel).keys()


def test_a_cross_reference_is_found_from_both_ends(finder: RelatedUnitFinder) -> None:
    details = {
        id: str(related(finder, id, "cross-reference")[other].reasons[0].detail)
        for id, other in (("doc-7", "doc-5"), ("doc-5", "doc-7"))
    }
    assert details["doc-7"] == "note 1 cites document 5"
    assert "document 5" in details["doc-5"]


def test_a_reply_is_told_from_what_it_answers(finder: RelatedUnitFinder) -> None:
    answer = related(finder, "doc-5", "reply")["doc-6"].reasons[0].detail
    asked = related(finder, "doc-6", "reply")["doc-5"].reasons[0].detail
    assert str(answer).startswith("reply to this letter: words in common: ")
    assert str(asked).startswith("the letter you are reading is the reply: words in common: ")


def test_what_was_written_back_within_days_may_be_a_reply(
    finder: RelatedUnitFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalogue, "replies_of", lambda self, id: ())
    (found,) = related(finder, "doc-5", "reply").values()
    assert str(found.reasons[0].detail) == "possible reply to this letter, 7 days apart"


@pytest.mark.parametrize("id", ["doc-12", "introduction", "glossary.nlc"])
def test_what_is_undated_or_no_letter_has_no_reply(finder: RelatedUnitFinder, id: str) -> None:
    assert related(finder, id, "reply", "time") == {}


def test_shared_words_are_named_as_printed(finder: RelatedUnitFinder) -> None:
    found = related(finder, "doc-1", "words")
    assert found
    assert all(str(one.reasons[0].detail).startswith("words in common: ") for one in found.values())
    best = next(iter(found.values()))
    shared = str(best.reasons[0].detail).removeprefix("words in common: ").split(", ")
    own = unit(finder, "doc-1").text + " ".join(
        note.text for note in finder.catalogue.notes_of(f"{EDITION}/doc-1")
    )
    assert shared
    assert all(word in own for word in shared)


def test_numbers_of_cross_references_are_no_shared_words(finder: RelatedUnitFinder) -> None:
    shared = [str(one.reasons[0].detail) for one in related(finder, "doc-7", "words").values()]
    assert not any(piece.isdigit() for detail in shared for piece in detail.split())


def test_a_note_is_related_by_itself_not_by_its_document(letters: RelatedUnitFinder) -> None:
    note, document = related(letters, "doc-1.n1"), related(letters, "doc-1")
    assert next(iter(note)) == "doc-4"
    assert next(iter(document)) == "doc-2"
    channels = {reason.channel for one in note.values() for reason in one.reasons}
    assert channels <= {"words", "meaning", "persons", "topics", "cross-reference"}


def test_a_note_is_related_to_what_it_cites_itself(finder: RelatedUnitFinder) -> None:
    assert "doc-5" in related(finder, "doc-7.n1", "cross-reference")
    assert "doc-7" in related(finder, "doc-5", "cross-reference")
    assert "doc-7" not in related(finder, "doc-5.n1", "cross-reference")


def test_everyday_words_are_no_reason(letters: RelatedUnitFinder) -> None:
    found = related(letters, "doc-1", "words")
    assert str(found["doc-2"].reasons[0].detail) == "words in common: dredger, mole"
    assert "doc-3" not in found


@pytest.mark.parametrize(
    ("id", "channel", "expected"),
    [
        (
            "doc-1",
            "sequence",
            {"doc-2": "adjacent in the edition", "doc-4": "3 documents apart in the edition"},
        ),
        ("doc-3", "mentioned-day", {"doc-1": "the letter you are reading mentions its date (“3 June”)"}),
        ("doc-1", "mentioned-day", {"doc-3": "mentions the date of this letter (“3 June”)"}),
        ("doc-4", "mentioned-day", {}),
        ("doc-2", "time", {"doc-1": "1 day apart", "doc-5": "at most 16 days apart"}),
        ("doc-6", "time", {}),
        ("doc-7", "reply", {"doc-2": "the letter you are reading may be a reply to it, 4 days apart"}),
        ("doc-7", "reply", {"doc-5": "possible reply to this letter, at most 12 days apart"}),
        ("doc-6", "reply", {}),
        ("doc-9", "reply", {"doc-10": "possible reply to this letter, same day"}),
    ],
)
def test_reasons_state_what_the_dates_and_the_edition_state(
    letters: RelatedUnitFinder, id: str, channel: Channel, expected: dict[str, str]
) -> None:
    found = {id: str(one.reasons[0].detail) for id, one in related(letters, id, channel).items()}
    assert expected.items() <= found.items()
    assert expected or not found


def test_letters_of_one_day_or_with_open_dates_are_no_replies(letters: RelatedUnitFinder) -> None:
    assert related(letters, "doc-7", "reply").keys() == {"doc-1", "doc-2", "doc-5"}


def test_documents_of_one_day_share_the_score_of_its_mention(letters: RelatedUnitFinder) -> None:
    scores = {id: one.score for id, one in related(letters, "doc-8", "mentioned-day").items()}
    assert scores == {"doc-1": 1.0, "doc-9": 0.5, "doc-10": 0.5}


def test_a_unit_is_no_relative_of_itself(finder: RelatedUnitFinder) -> None:
    for row_id in finder.table.ids:
        own = row_id.removeprefix(f"{EDITION}/").partition(".n")[0]
        assert own not in related(finder, row_id.removeprefix(f"{EDITION}/"))


def test_scores_fall_and_lie_between_0_and_1(finder: RelatedUnitFinder) -> None:
    scores = [one.score for one in related(finder, "doc-5").values()]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_every_relative_has_its_reasons_from_the_channels_asked(
    finder: RelatedUnitFinder,
) -> None:
    for one in related(finder, "doc-9", "meaning", "time", "persons").values():
        assert {reason.channel for reason in one.reasons} <= {"meaning", "time", "persons"}
        assert all(str(reason.detail) for reason in one.reasons)


def test_what_is_near_in_time_is_told_in_days(finder: RelatedUnitFinder) -> None:
    found = related(finder, "doc-5", "time")["doc-6"]
    assert found.reasons == (Reason("time", Message("days-apart", {"count": 7})),)
    assert str(found.reasons[0].detail) == "7 days apart"


def test_no_more_are_given_than_wished(finder: RelatedUnitFinder) -> None:
    assert len(finder.related(unit(finder, "doc-5"), None, 2)) == 2


def test_without_channels_nothing_is_related(finder: RelatedUnitFinder) -> None:
    assert finder.related(unit(finder, "doc-5"), frozenset(), 5) == ()
