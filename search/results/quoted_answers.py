"""Selection of sentences that may answer a question. They are quoted verbatim; nothing is generated.

The score of a sentence is s + 0.3 m + 0.3 r: s is the idf-weighted share of the question's words in the
sentence, m the semantic score of its unit, and r the unit's score relative to the best hit. If no unit
reaches a threshold of m, nothing is quoted: for questions that the edition cannot answer, even the most
similar text scores lower (docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.text.analysis import ENGLISH, terms, tokens
from corpus.text.sentences import sentence_spans
from search.query.languages import Languages
from store.passages import Passage

DEPTH = 6
"""Number of best hits whose sentences are considered."""
PASSAGES = 4
"""Number of passages considered per unit."""
SENTENCE_WORDS_MIN = 6
"""Minimum number of words in a quoted sentence."""
SEMANTIC_SHARE = 0.3
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
    """A unit whose sentences are considered.

    ``meaning`` is its semantic score, ``score`` its final score relative to the best hit (0 to 1), and
    ``language`` the language of its text.
    """

    row: int
    passages: Sequence[Passage]
    meaning: float
    score: float
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its score: ``passage.text[start:end]`` in the unit of ``row``."""

    row: int
    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.passage.text[self.start : self.end]


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


def word_weights(question: str, idf: Callable[[str], float], languages: Languages) -> dict[str, float]:
    """Return the stemmed terms of a question's content words with the weights of their words.

    A weight is the share of the word in the sum of the idf of all words; if the sum is 0, nothing is
    returned. A word has one term per language.

    Args:
        question: the text of the question.
        idf: returns the inverse document frequency of a folded word.
    """
    words = {languages.stems(token.word): token.word for token in languages.content_words(tokens(question))}
    weights = {stems: idf(word) for stems, word in words.items()}
    total = sum(weights.values())
    return {term: weight / total for stems, weight in weights.items() for term in stems} if total else {}


def best_sentences(
    weights: Mapping[str, float], candidates: Iterable[CandidateUnit], *, limit: int, threshold: float
) -> tuple[ScoredSentence, ...]:
    """Return at most ``limit`` sentences, best first and one per unit.

    None are returned if no unit has a semantic score of at least ``threshold``.
    """
    units = list(candidates)
    if max((unit.meaning for unit in units), default=0.0) < threshold:
        return ()
    sentences = sorted(
        (sentence for unit in units for sentence in _score_sentences(unit, weights)),
        key=lambda sentence: (-sentence.score, sentence.row, sentence.passage.id, sentence.start),
    )
    best: dict[int, ScoredSentence] = {}
    for sentence in sentences:
        best.setdefault(sentence.row, sentence)
    return tuple(best.values())[:limit]


def _score_sentences(unit: CandidateUnit, weights: Mapping[str, float]) -> Iterator[ScoredSentence]:
    """Yield the sentences of a unit that contain a word of the question, with their scores."""
    for passage in unit.passages:
        for start, end, sentence_terms in _sentences(passage.text, unit.language):
            shared = sum(weight for term, weight in weights.items() if term in sentence_terms)
            if shared:
                score = shared + SEMANTIC_SHARE * unit.meaning + RANK_SHARE * unit.score
                yield ScoredSentence(unit.row, passage, start, end, score)


@lru_cache(maxsize=5000)
def _sentences(text: str, language: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """Return (start, end, terms) of the sentences of a passage with ``SENTENCE_WORDS_MIN`` words; cached."""
    return tuple(
        (start, end, frozenset(terms(text[start:end], language)))
        for start, end in sentence_spans(text)
        if len(text[start:end].split()) >= SENTENCE_WORDS_MIN
    )
