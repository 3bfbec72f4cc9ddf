from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.model import Unit
from search.messages import Message
from search.model import Channel, Reason, RelatedUnit
from search.results.related import RelatedUnitFinder
from store.catalogue import Catalogue
from store.unit_table import UnitTable
from tests.builds import built_lighthouse, open_keyword, open_semantic
from tests.editions import EDITION


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelatedUnitFinder]:
    generation = built_lighthouse(tmp_path_factory.mktemp("indexes"))
    catalogue = Catalogue.open(generation)
    meaning = open_semantic(generation)
    table = UnitTable.from_units(catalogue.all_units())
    keyword = open_keyword(generation)
    yield RelatedUnitFinder(catalogue, table, keyword, meaning)
    catalogue.close()


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


def test_a_note_has_the_relatives_of_its_document(finder: RelatedUnitFinder) -> None:
    assert related(finder, "doc-5.n1") == related(finder, "doc-5")


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
