"""Selection of sentences that may answer a question. They are quoted verbatim; nothing is generated.

The score of a sentence is s + 0.5 p + 0.3 r: s and p are the similarities of the question's words to the
sentence and to its passage by late interaction, r is the score of its unit relative to the best hit. If no
unit reaches a threshold of its semantic score, nothing is quoted: for questions that the edition cannot
answer, even the most similar text scores lower (docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.engines.passage_hits import SimilarSentence

DEPTH = 6
"""Number of best hits whose sentences are considered."""
PASSAGES = 4
"""Number of passages considered per unit."""
SENTENCE_WORDS_MIN = 6
"""Minimum number of words in a quoted sentence."""
PASSAGE_SHARE = 0.5
RANK_SHARE = 0.3
_QUESTION_WORD_LIST = """
    who whom whose what when where which why how did does do was were is are has have had can could should
    would will
"""
_QUESTION_WORDS = frozenset(_QUESTION_WORD_LIST.split())
_PREPOSITION_LIST = "about at by for from in of on since to under until with"
_PREPOSITIONS = frozenset(_PREPOSITION_LIST.split())
_QUESTION_WORDS_MIN = 4


@dataclass(frozen=True, slots=True)
class CandidateUnit:
    """A unit, by its row, with its sentences that are similar to the question.

    ``meaning`` is its semantic score, ``score`` its final score relative to the best hit (0 to 1).
    """

    row: int
    sentences: Sequence[SimilarSentence]
    meaning: float
    score: float


class ScoredSentence(NamedTuple):
    """A sentence of the unit of ``row``, with its score."""

    row: int
    sentence: SimilarSentence
    score: float


def is_question(text: str) -> bool:
    """Return whether a query is a question in a sentence.

    It must end in a question mark and have at least two words, or begin with a question word (possibly after
    a preposition, "in which …") and have at least four.
    """
    query_words = text.lower().split()
    if len(query_words) > 1 and query_words[-1].endswith("?"):
        return True
    first = query_words[1:2] if query_words[:1] and query_words[0] in _PREPOSITIONS else query_words[:1]
    return len(query_words) >= _QUESTION_WORDS_MIN and _QUESTION_WORDS.issuperset(first)


def best_sentences(
    candidates: Iterable[CandidateUnit], *, limit: int, threshold: float
) -> tuple[ScoredSentence, ...]:
    """Return at most ``limit`` sentences, best first and one per unit.

    None are returned if no unit has a semantic score of at least ``threshold``.
    """
    units = list(candidates)
    if max((unit.meaning for unit in units), default=0.0) < threshold:
        return ()
    best = [max(scored, key=lambda item: item.score) for unit in units if (scored := _score_sentences(unit))]
    return tuple(sorted(best, key=lambda item: (-item.score, item.row))[:limit])


def _score_sentences(unit: CandidateUnit) -> list[ScoredSentence]:
    """Return the sentences of a unit that are long enough, with their scores."""
    return [
        ScoredSentence(
            unit.row,
            sentence,
            sentence.similarity + PASSAGE_SHARE * sentence.of_passage + RANK_SHARE * unit.score,
        )
        for sentence in unit.sentences
        if len(sentence.text.split()) >= SENTENCE_WORDS_MIN
    ]
