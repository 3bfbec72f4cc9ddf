import pytest

from search.engines.passage_hits import SimilarSentence
from search.results.quoted_answers import CandidateUnit, best_sentences, is_question
from store.passages import Passage

TEXT = "The oil came late to the Skerry light. Brandt paid for the second lens from the fund. Fog, again."
OIL, LENS, FOG = (0, 38), (39, 85), (86, 97)


def sentence(span: tuple[int, int], similarity: float, of_passage: float = 0.5) -> SimilarSentence:
    return SimilarSentence(Passage(1, "e/doc-1", TEXT, "A to B", 0, "11"), *span, similarity, of_passage)


def unit(
    *sentences: SimilarSentence, row: int = 0, meaning: float = 0.7, score: float = 1.0
) -> CandidateUnit:
    return CandidateUnit(row, sentences, meaning, score)


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


def test_the_most_similar_sentence_is_quoted_as_it_stands() -> None:
    ((row, quoted, _),) = best_sentences(
        [unit(sentence(OIL, 0.4), sentence(LENS, 0.6), row=7)], limit=3, threshold=0.5
    )
    assert (row, quoted.text) == (7, "Brandt paid for the second lens from the fund.")


def test_between_like_sentences_that_of_the_more_similar_passage_is_quoted() -> None:
    sentences = (sentence(OIL, 0.6, of_passage=0.6), sentence(LENS, 0.6, of_passage=0.7))
    ((_, quoted, _),) = best_sentences([unit(*sentences)], limit=1, threshold=0.5)
    assert (quoted.start, quoted.end) == LENS


def test_nothing_is_quoted_where_no_unit_is_near_enough() -> None:
    assert best_sentences([unit(sentence(LENS, 0.9), meaning=0.4)], limit=3, threshold=0.5) == ()
    assert best_sentences([], limit=3, threshold=0.5) == ()


def test_sentences_of_a_few_words_are_not_quoted() -> None:
    assert best_sentences([unit(sentence(FOG, 0.9))], limit=3, threshold=0.5) == ()


def test_a_unit_is_quoted_once_and_not_more_than_asked() -> None:
    units = [unit(sentence(OIL, 0.5), sentence(LENS, 0.6), row=row) for row in (1, 2, 3)]
    found = best_sentences(units, limit=2, threshold=0.5)
    assert [quoted.row for quoted in found] == [1, 2]


def test_between_like_sentences_the_better_hit_is_quoted_first() -> None:
    units = [unit(sentence(LENS, 0.6), row=1, score=0.5), unit(sentence(LENS, 0.6), row=2)]
    assert [quoted.row for quoted in best_sentences(units, limit=3, threshold=0.5)] == [2, 1]
