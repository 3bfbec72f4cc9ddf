import pytest

from search.query.languages import Languages
from search.results.quoted_answers import CandidateUnit, best_sentences, is_question, word_weights
from store.passages import Passage

TEXT = "The oil came late to the Skerry light. Brandt paid for the second lens from the fund. Fog, again."


def passage(text: str, id: int = 0) -> Passage:
    return Passage(id, "e/doc-1", text, "A to B", 0, "11")


def source(*texts: str, row: int = 0, meaning: float = 0.7, score: float = 1.0) -> CandidateUnit:
    return CandidateUnit(
        row, [passage(text, 10 * row + place) for place, text in enumerate(texts)], meaning, score
    )


def weights(question: str) -> dict[str, float]:
    return word_weights(question, lambda _: 1.0, Languages())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who paid for the second lens", True),
        ("In which year was the light built", True),
        ("lens broken?", True),
        ("Did Brandt approve of it?", True),
        ("what lens", False),
        ("lens", False),
        ("why?", False),
        ("the lens that Brandt paid for", False),
        ("harbour dues in 1921", False),
        ("", False),
    ],
)
def test_a_question_is_told_by_its_mark_or_its_beginning(text: str, expected: bool) -> None:
    assert is_question(text) is expected


def test_rare_words_of_the_question_weigh_more() -> None:
    found = word_weights("who paid for the lens", {"paid": 1.0, "lens": 3.0}.__getitem__, Languages())
    assert found == {"paid": 0.25, "len": 0.75}


def test_the_sentence_with_the_question_s_words_is_quoted_as_it_stands() -> None:
    (quote, *_) = best_sentences(
        weights("Who paid for the second lens?"), [source(TEXT)], limit=3, threshold=0.5
    )
    assert quote.text == "Brandt paid for the second lens from the fund."
    assert quote.passage.text[quote.start : quote.end] == quote.text


def test_nothing_is_quoted_where_no_unit_is_near_enough() -> None:
    found = best_sentences(
        weights("Who paid for the lens?"), [source(TEXT, meaning=0.4)], limit=3, threshold=0.5
    )
    assert found == ()
    assert best_sentences(weights("Who paid?"), [], limit=3, threshold=0.5) == ()


def test_a_unit_is_quoted_once_and_not_more_than_asked() -> None:
    text = "Brandt paid for the first lens himself. Brandt paid for the second lens from the fund."
    sources = [source(text, TEXT, row=1), source(text, row=2), source(text, row=3)]
    found = best_sentences(weights("who paid for the lens"), sources, limit=2, threshold=0.5)
    assert len(found) == 2
    assert len({quote.row for quote in found}) == 2


def test_between_like_sentences_the_better_hit_is_quoted_first() -> None:
    sources = [source(TEXT, row=1, score=0.5), source(TEXT, row=2, score=1.0)]
    found = best_sentences(weights("who paid for the lens"), sources, limit=3, threshold=0.5)
    assert [quote.row for quote in found] == [2, 1]


def test_sentences_without_any_word_of_the_question_are_not_quoted() -> None:
    assert best_sentences(weights("who saw a whale"), [source(TEXT)], limit=3, threshold=0.5) == ()
